// SPDX-License-Identifier: BSL-1.0
// The calls of a file, each a message of its own: many in flight, answers in the order of the lines.
#include "run.hpp"

#include "arguments.hpp"
#include "line_source.hpp"
#include "settings.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <iostream>
#include <set>

namespace tool {
namespace {

// A line from its reading to its printing. Whoever waits for one before it counts as in flight, so memory is bounded.
struct place
{
    // Nothing for a notification.
    std::optional<std::string> output;
    bool is_done = false;
};

class line_runner
{
public:
    line_runner(rpc::client& client, const options& given)
        : client_(client), given_(given), settings_(client),
          changed_(client.get_executor(), asio::steady_timer::time_point::max())
    {
    }

    asio::awaitable<status> run()
    {
        try
        {
            line_source source(given_.file);
            for (auto read = co_await source.next(); read && std::cout; read = co_await source.next())
            {
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

private:
    asio::awaitable<void> change() { co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable)); }

    // Runs by itself, and throws nothing.
    asio::awaitable<void> carry_out(place& own, line read)
    {
        std::optional<std::string> id;
        try
        {
            auto answer = co_await send(read, id);
            if (id)
            {
                own.output = to_line(answer);
                ended_ = worse(ended_, status_of(answer.data));
            }
        }
        catch (const std::exception& error)
        {
            ended_ = worse(ended_, report(std::current_exception(), read.where()));
            auto* failure = dynamic_cast<const rpc::client_error*>(&error);
            if (id && failure && failure->code() != rpc::errc::invalid_request)
                own.output = missing_line(*id, error.what());
        }
        if (id)
            ids_in_flight_.erase(*id);
        own.is_done = true;
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
            while (raw->id && !ids_in_flight_.insert(*raw->id).second)
                co_await change();
            id = raw->id;
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
        for (; !places_.empty() && places_.front().is_done; places_.pop_front())
            if (places_.front().output)
                print_line(*places_.front().output);
        std::cout.flush();
        changed_.cancel();
    }

    rpc::client& client_;
    const options& given_;
    settings settings_;
    asio::steady_timer changed_;
    std::deque<place> places_;
    std::set<std::string> ids_in_flight_;
    status ended_ = status::good;
};

} // namespace

asio::awaitable<status> run_lines(rpc::client& client, const options& given)
{
    line_runner runner(client, given);
    co_return co_await runner.run();
}

} // namespace tool
