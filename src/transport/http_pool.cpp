// SPDX-License-Identifier: BSL-1.0
#include "transport/http_pool.hpp"

#include "transport/gate.hpp"
#include "transport/http_exchange.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

namespace asio = boost::asio;

struct http_pool::worker
{
    explicit worker(const asio::any_io_executor& executor) : ready(executor) {}

    gate ready;
    asio::cancellation_signal stop_connecting;
    std::unique_ptr<stream> connection;
    std::shared_ptr<phase> now = std::make_shared<phase>(phase::queue);
    // Whether the connection has carried nothing yet.
    bool is_fresh = false;
    // Whose message it works on; none once that was withdrawn.
    std::optional<slot> owner;
};

http_pool::http_pool(asio::any_io_executor executor, route to, const option_set& options, listener& told)
    : executor_(std::move(executor)), route_(std::move(to)), options_(options), told_(told)
{
}

http_pool::~http_pool() = default;

void http_pool::submit(slot owner, std::string text, header_list headers)
{
    if (headers_.size() <= owner)
        headers_.resize(owner + 1);
    headers_[owner] = std::move(headers);
    queue_.push(owner, std::move(text));
    wake_one();
}

void http_pool::connect(slot owner)
{
    connecting_.insert(owner);
    wake_one();
}

void http_pool::wake_one()
{
    // A caller that sends one message after the other gets one connection.
    if (is_answering_ && queue_.size() + connecting_.size() == 1)
        return;
    // One that has a connection rather than one that would have to make it.
    worker* idle = nullptr;
    for (auto& each : workers_)
        if (each->ready.has_waiting() && (!idle || each->connection))
            idle = each.get();
    if (idle)
        return idle->ready.open();
    if (workers_.size() >= *options_.max_connections)
        return;
    auto made = workers_.emplace_back(std::make_shared<worker>(executor_));
    asio::co_spawn(executor_, work(std::move(made), told_.keep()), asio::detached);
}

asio::awaitable<void> http_pool::work(std::shared_ptr<worker> me, [[maybe_unused]] std::shared_ptr<void> keep)
{
    // Who submits is told of nothing meanwhile.
    co_await asio::post(asio::deferred);
    while (!is_shut_down_)
    {
        *me->now = phase::queue;
        if (queue_.empty() && connecting_.empty())
        {
            co_await me->ready.wait();
            continue;
        }
        auto why = co_await open(*me);
        if (!why.empty())
        {
            not_connected(why);
            if (!is_shut_down_ && has_connection())
                co_await me->ready.wait();
        }
        else if (!connecting_.empty())
        {
            slot owner = connecting_.extract(connecting_.begin()).value();
            is_answering_ = true;
            told_.connected(owner);
            is_answering_ = false;
        }
        else if (!queue_.empty())
        {
            auto message = queue_.pop();
            me->owner = message.owner;
            co_await post(*me, std::move(message));
            me->owner.reset();
        }
    }
}

asio::awaitable<std::string> http_pool::open(worker& me)
{
    // What came without being asked for, be it bytes or the end, makes a connection useless.
    if (me.connection && !me.connection->is_quiet())
        me.connection.reset();
    me.is_fresh = !me.connection;
    if (me.connection)
        co_return std::string();
    std::string why;
    try
    {
        // On its own, so that stopping it does not stop the worker.
        me.connection = co_await asio::co_spawn(
            executor_, within(*options_.connect_timeout, detail::connect(route_, me.now)),
            asio::bind_cancellation_slot(me.stop_connecting.slot(), asio::use_awaitable));
        told_.opened();
    }
    catch (...)
    {
        why = "could not connect: " + reason_of(std::current_exception()) + " (phase: " + to_string(*me.now) + ")";
    }
    co_return why;
}

bool http_pool::has_connection() const noexcept
{
    return std::any_of(workers_.begin(), workers_.end(), [](auto& each) { return each->connection != nullptr; });
}

void http_pool::not_connected(const std::string& why)
{
    // Those who have a connection go on with what waits. If nobody has, nobody gets one: who waits need not
    // find that out one by one.
    if (has_connection())
        return;
    std::vector<slot> waiting(connecting_.begin(), connecting_.end());
    while (!queue_.empty())
        waiting.push_back(queue_.pop().owner);
    for (slot owner : waiting)
        told_.failed(owner, errc::not_connected, why);
}

asio::awaitable<void> http_pool::post(worker& me, send_queue::item message)
{
    header_list headers = std::move(headers_[message.owner]);
    for (bool is_retry = false;; is_retry = true)
    {
        std::string why;
        if (is_retry)
            why = co_await open(me);
        if (!why.empty())
            co_return fail(me, errc::not_connected, why);
        if (!me.owner)
            co_return;
        told_.writing(message.owner, message.text);
        http_outcome outcome;
        try
        {
            outcome = co_await exchange(*me.connection, route_.where, headers, message.text, *options_.max_message_size,
                                        *me.now);
        }
        catch (const std::exception& error)
        {
            // Of Beast, which has limits of its own, before anything is written.
            outcome.error = errc::invalid_request;
            outcome.why = error.what();
        }
        if (!outcome.is_reusable || !me.owner)
            me.connection.reset();
        if (!me.owner)
            co_return;
        if (!outcome.is_written)
            told_.unwritten(message.owner);
        // A connection that the server has just closed is no reason to fail: the message goes to a new one.
        if (!outcome.is_written && outcome.error == errc::connection_lost && !me.is_fresh && !is_retry)
            continue;
        if (!outcome.answer)
            co_return fail(me, outcome.error, outcome.why);
        me.owner.reset();
        is_answering_ = true;
        told_.answered(message.owner, std::move(*outcome.answer));
        is_answering_ = false;
        co_return;
    }
}

void http_pool::fail(worker& me, errc code, const std::string& why)
{
    if (auto owner = std::exchange(me.owner, std::nullopt))
        told_.failed(*owner, code, why);
}

void http_pool::withdraw(slot owner)
{
    queue_.withdraw(owner);
    connecting_.erase(owner);
    for (auto& each : workers_)
        if (each->owner == owner)
        {
            each->owner.reset();
            if (each->connection)
                each->connection->close();
        }
}

phase http_pool::phase_of(slot owner) const
{
    for (auto& each : workers_)
        if (each->owner == owner)
            return *each->now;
    // In the queue; but if there is no connection at all, that is what it waits for.
    if (!has_connection())
        for (auto& each : workers_)
            if (*each->now != phase::queue)
                return *each->now;
    return phase::queue;
}

void http_pool::shut_down()
{
    is_shut_down_ = true;
    queue_ = send_queue();
    connecting_.clear();
    for (auto& each : workers_)
    {
        each->owner.reset();
        each->stop_connecting.emit(asio::cancellation_type::terminal);
        if (each->connection)
            each->connection->close();
        each->ready.open();
    }
}

void http_pool::drop() noexcept
{
    for (auto& each : std::exchange(workers_, {}))
        each->ready.drop();
}

} // namespace jsonrpcclient::detail
