// SPDX-License-Identifier: BSL-1.0
// The calls of a file, each a message of its own: many in flight, answers in the order of the lines.
#include "run.hpp"

#include "arguments.hpp"
#include "line_source.hpp"
#include "progress.hpp"
#include "settings.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <iostream>
#include <memory>
#include <set>

namespace tool {
namespace {

// A line from its reading to its printing. Whoever waits for one before it counts as in flight, so memory is bounded.
struct place
{
    // Of a request, as JSON text.
    std::optional<std::string> id;
    // Nothing for a notification.
    std::optional<std::string> output;
    bool is_done = false;
};

class line_runner
{
public:
    line_runner(rpc::client& client, const options& given)
        : client_(client), given_(given), settings_(client), source_(given.file),
          changed_(client.get_executor(), asio::steady_timer::time_point::max())
    {
    }

    asio::awaitable<status> run()
    {
        progress shown(client_.get_executor(), "lines", !settings_.logs,
                       [this] { return progress_state(done_, source_.part()); });
        try
        {
            for (auto read = co_await source_.next(); read && std::cout; read = co_await source_.next())
            {
                last_ = read->number;
                while (places_.size() >= given_.in_flight)
                    co_await change();
                asio::co_spawn(client_.get_executor(), carry_out(places_.emplace_back(), std::move(*read)),
                               asio::detached);
            }
        }
        catch (const usage_error&)
        {
            ended_ = worse(ended_, report(std::current_exception()));
        }
        while (!places_.empty())
            co_await change();
        co_return ended_;
    }

    // For the end in the midst of it: what has come is printed, and how far it came is said.
    void leave()
    {
        is_over_ = true;
        std::size_t left = 0;
        for (auto& each : places_)
        {
            left += each.is_done ? 0 : 1;
            if (!each.is_done && each.id)
                each.output = missing_line(*each.id, "interrupted");
            if (each.output)
                print_line(*each.output);
        }
        say("jsonrpc: interrupted at line " + std::to_string(last_) + ": " + std::to_string(done_) + " done, " +
            std::to_string(left) + " not");
    }

private:
    asio::awaitable<void> change() { co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable)); }

    // Runs by itself, and throws nothing.
    asio::awaitable<void> carry_out(place& own, line read)
    {
        try
        {
            auto answer = co_await send(read, own.id);
            if (own.id)
            {
                own.output = to_line(answer);
                ended_ = worse(ended_, status_of(answer.data));
            }
        }
        catch (const std::exception& error)
        {
            if (is_over_)
                co_return;
            ended_ = worse(ended_, report(std::current_exception(), read.where()));
            auto* failure = dynamic_cast<const rpc::client_error*>(&error);
            if (own.id && failure && failure->code() != rpc::errc::invalid_request)
                own.output = missing_line(*own.id, error.what());
        }
        if (own.id)
            ids_in_flight_.erase(*own.id);
        own.is_done = true;
        ++done_;
        print_done();
    }

    // The id is that of the request, as JSON text.
    asio::awaitable<rpc::response> send(const line& read, std::optional<std::string>& id)
    {
        if (read.is_too_long)
            throw usage_error("it is longer than 64 MiB");
        auto sent = parse_line(read.text);
        if (auto* raw = std::get_if<raw_message>(&sent))
        {
            // A file may use an id again: that line waits for the one before.
            id = raw->id;
            while (id && !ids_in_flight_.insert(*id).second)
                co_await change();
            co_return co_await client_.send(raw->text);
        }
        if (auto* notification = std::get_if<rpc::notification>(&sent))
            co_return co_await client_.send(*notification);
        id = "null";
        auto options = rpc::call_options().id_generator([this, &id] { return draw(*id); });
        co_return co_await client_.send(std::get<rpc::request>(sent), options);
    }

    // Asked again if the library cannot use the id.
    rpc::id draw(std::string& id)
    {
        ids_in_flight_.erase(id);
        auto made = settings_.generate_id();
        for (id = to_string(made); !ids_in_flight_.insert(id).second; id = to_string(made))
            made = settings_.generate_id();
        return made;
    }

    void print_done()
    {
        if (is_over_)
            return;
        for (; !places_.empty() && places_.front().is_done; places_.pop_front())
            if (places_.front().output)
                print_line(*places_.front().output);
        flush_soon();
        changed_.cancel();
    }

    // Answers that have come together leave together.
    void flush_soon()
    {
        if (!std::exchange(*will_flush_, true))
            asio::post(client_.get_executor(),
                       [will_flush = will_flush_]
                       {
                           *will_flush = false;
                           std::cout.flush();
                       });
    }

    rpc::client& client_;
    const options& given_;
    settings settings_;
    line_source source_;
    asio::steady_timer changed_;
    std::deque<place> places_;
    std::set<std::string> ids_in_flight_;
    std::shared_ptr<bool> will_flush_ = std::make_shared<bool>(false);
    // The number of the last line that was read, and how many were carried out.
    std::size_t last_ = 0;
    std::uint64_t done_ = 0;
    bool is_over_ = false;
    status ended_ = status::good;
};

} // namespace

asio::awaitable<status> run_lines(rpc::client& client, const options& given, farewell& at_interrupt)
{
    line_runner runner(client, given);
    at_interrupt = [&runner] { runner.leave(); };
    co_return co_await runner.run();
}

} // namespace tool
