// SPDX-License-Identifier: BSL-1.0
// What the server sends by itself: one line for each message, as long as it comes.
#include "run.hpp"

#include "json_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <iostream>

namespace tool {
namespace {

namespace json = boost::json;

// The texts of notifications and requests. Handlers are given what the library has read of them; log handlers are told of
// the texts, right before that.
class texts_as_they_came : public std::enable_shared_from_this<texts_as_they_came>
{
public:
    explicit texts_as_they_came(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void take(const rpc::logging::record& entry)
    {
        if (entry.level != rpc::logging::level::info || entry.logger != "jsonrpcclient.client.response")
            return;
        add(entry.message);
        for (auto element : elements(entry.message))
            add(element);
    }

    // On one line; as the library reads it where it cannot be told which one it is.
    template <class Message>
    std::string line_of(const Message& message)
    {
        auto is_its = [&](const text& each) { return each.method == message.method(); };
        auto found = std::find_if(texts_.begin(), texts_.end(), is_its);
        if (found == texts_.end())
            return to_string(message);
        auto line = on_one_line(found->whole);
        texts_.erase(texts_.begin(), found + 1);
        return line;
    }

    // This is no message after all, nor is what seems to be one in it.
    void forget(std::string_view whole)
    {
        auto is_of_it = [&](const text& each) { return whole.find(each.whole) != whole.npos; };
        texts_.erase(std::remove_if(texts_.begin(), texts_.end(), is_of_it), texts_.end());
    }

private:
    struct text
    {
        std::string method;
        std::string whole;
    };

    void add(std::string_view whole)
    {
        boost::system::error_code error;
        auto method = json::parse(member(whole, "method"), error);
        bool is_answer = !member(whole, "result").empty() || !member(whole, "error").empty();
        if (error || !method.is_string() || is_answer)
            return;
        texts_.push_back(text{std::string(method.as_string()), std::string(whole)});
        // Handlers are called in the turn in which the log is: what is left then is of no use.
        if (!std::exchange(is_to_be_cleared_, true))
            asio::post(executor_,
                       [me = shared_from_this()]
                       {
                           me->texts_.clear();
                           me->is_to_be_cleared_ = false;
                       });
    }

    asio::any_io_executor executor_;
    std::deque<text> texts_;
    bool is_to_be_cleared_ = false;
};

// On one line, and nothing in it that moves the cursor.
std::string raw_line(std::string_view text)
{
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }, ' ');
    return line;
}

// Handlers and coroutines that the client may still have share it.
class listener : public std::enable_shared_from_this<listener>
{
public:
    listener(rpc::client& client, const options& given)
        : client_(client), given_(given), texts_(std::make_shared<texts_as_they_came>(client.get_executor())),
          over_(client.get_executor(), asio::steady_timer::time_point::max())
    {
    }

    asio::awaitable<status> run()
    {
        using namespace asio::experimental::awaitable_operators;
        auto keep = shared_from_this();
        attach();
        // Gone when this ends: a second signal ends the program at once.
        asio::signal_set signals(client_.get_executor(), SIGINT, SIGTERM);
        signals.async_wait(
            [keep](boost::system::error_code error, int number)
            {
                if (error)
                    return;
                keep->release();
                keep->end(status_of_signal(number));
            });
        co_await (listen() || over());
        co_return ended_;
    }

private:
    void attach()
    {
        auto me = shared_from_this();
        client_.add_log_handler([texts = texts_](const rpc::logging::record& entry) { texts->take(entry); });
        client_.on_notification([me](const rpc::server_notification& event) { me->heard(me->texts_->line_of(event)); });
        client_.on_request(
            [me](const rpc::server_request& asked) -> json::value
            {
                me->heard(me->texts_->line_of(asked));
                throw rpc::remote_error(rpc::error_object(-32601, "Method not found"));
            });
        for (auto& [method, result] : given_.answers)
            client_.on_request(method,
                               [me, result = result](const rpc::server_request& asked)
                               {
                                   me->heard(me->texts_->line_of(asked));
                                   return result;
                               });
        client_.on_unrecognized(
            [me](std::string_view text)
            {
                me->texts_->forget(text);
                me->heard(raw_line(text));
            });
        client_.on_state([me](rpc::connection_state now, std::string_view why) { me->changed(now, why); });
    }

    // Throws nothing.
    asio::awaitable<void> listen()
    {
        try
        {
            // It ends when the connection does for good.
            rpc::notification_stream events;
            if (!given_.is_over_http())
                events = client_.notifications(rpc::when_full::keep_latest, 1);
            if (given_.has_method)
                co_await call();
            else
                co_await client_.connect();
            is_listening_ = true;
            while (!is_over_ && co_await events.next())
                ;
        }
        catch (...)
        {
            release();
            if (!is_over_)
                end(report(std::current_exception()));
        }
    }

    asio::awaitable<void> call()
    {
        // Its result comes first. But over HTTP what comes beside it is news only in front of it.
        is_holding_ = !given_.is_over_http();
        auto answer = co_await client_.send(request_of(given_));
        if (is_over_)
            co_return;
        auto ended = print(answer, given_);
        std::cout.flush();
        release();
        if (!answer.data.ok() || given_.is_over_http())
            end(ended);
    }

    // The server knows nothing of it after a loss of the connection.
    static asio::awaitable<void> call_again(std::shared_ptr<listener> me)
    {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        try
        {
            auto answer = co_await me->client_.send(request_of(me->given_));
            if (!answer.data.ok())
                throw rpc::remote_error(answer.data.error());
            if (!me->is_over_)
                say("jsonrpc: called again: " + to_line(answer));
        }
        catch (const rpc::client_error& error)
        {
            bool is_told = error.code() == rpc::errc::connection_lost || error.code() == rpc::errc::not_connected;
            if (!me->is_over_ && !is_told)
                me->end(report(std::current_exception()));
        }
    }

    void changed(rpc::connection_state now, std::string_view why)
    {
        if (is_over_ || !is_listening_ || !given_.reconnects)
            return;
        if (now == rpc::connection_state::lost)
            say("jsonrpc: the connection was lost: " + std::string(why));
        else if (now == rpc::connection_state::connected)
        {
            say("jsonrpc: connected again");
            if (given_.has_method)
                asio::co_spawn(client_.get_executor(), call_again(shared_from_this()), asio::detached);
        }
    }

    void heard(std::string line)
    {
        constexpr std::size_t most_held = 64 << 20;
        if (is_holding_ && held_bytes_ + line.size() <= most_held)
        {
            held_bytes_ += line.size() + sizeof line;
            held_.push_back(std::move(line));
            return;
        }
        // There is no room for more to wait: the answer comes behind these.
        release();
        show(line);
    }

    void release()
    {
        is_holding_ = false;
        for (auto& line : std::exchange(held_, {}))
            show(line);
    }

    void show(const std::string& line)
    {
        if (is_over_)
            return;
        print_line(line);
        std::cout.flush();
        if (!std::cout || ++shown_ == given_.count)
            end(status::good);
    }

    asio::awaitable<void> over()
    {
        if (!is_over_)
            co_await over_.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    // In a later turn: what a request is answered with leaves before that.
    void end(status how)
    {
        ended_ = worse(ended_, how);
        is_over_ = true;
        over_.cancel();
    }

    rpc::client& client_;
    const options& given_;
    std::shared_ptr<texts_as_they_came> texts_;
    asio::steady_timer over_;
    bool is_over_ = false;
    status ended_ = status::good;
    // The call is answered, or the connection there.
    bool is_listening_ = false;
    // What came before the call was answered.
    bool is_holding_ = false;
    std::deque<std::string> held_;
    std::size_t held_bytes_ = 0;
    std::size_t shown_ = 0;
};

} // namespace

asio::awaitable<status> run_listen(rpc::client& client, const options& given)
{
    auto made = std::make_shared<listener>(client, given);
    co_return co_await made->run();
}

} // namespace tool
