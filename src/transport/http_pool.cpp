// SPDX-License-Identifier: BSL-1.0
#include "transport/http_pool.hpp"

#include "core/a_year.hpp"
#include "transport/http_worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

http_pool::http_pool(asio::any_io_executor executor, const option_set& options, listener& told,
                     std::shared_ptr<http_session> session)
    : executor_(std::move(executor)), max_connections_(*options.max_connections),
      idle_timeout_(std::min(*options.idle_timeout, a_year)), told_(told), session_(std::move(session)),
      idle_timer_(executor_)
{
}

http_pool::~http_pool() = default;

void http_pool::submit(slot owner, std::string&& text, std::shared_ptr<const http_plan> plan)
{
    enlist(owner, std::move(plan)).queue.push(owner, std::move(text));
    wake_one();
}

void http_pool::connect(slot owner, const std::shared_ptr<const http_plan>& plan)
{
    enlist(owner, plan).connecting.insert(owner);
    wake_one();
}

http_lane& http_pool::enlist(slot owner, std::shared_ptr<const http_plan> plan)
{
    if (plans_.size() <= owner)
        plans_.resize(owner + 1);
    plans_[owner] = std::move(plan);
    return *lanes_.of(*plans_[owner]);
}

bool http_pool::has_connection(const http_lane& of) const
{
    return !of.idle.empty() || std::any_of(workers_.begin(), workers_.end(),
                                           [&](auto& each) { return each->lane.get() == &of && each->connection; });
}

// Leaves the lane, and the connection there.
void http_pool::park(worker& me)
{
    if (!me.lane)
        return;
    if (me.connection && !is_shut_down_)
    {
        me.connection->digest = std::move(me.digest);
        me.connection->idle_since = std::chrono::steady_clock::now();
        me.lane->idle.push_back(std::move(me.connection));
        if (!is_idle_timer_armed_)
            close_idle();
    }
    me.connection.reset();
    keep(*me.lane, std::move(me.digest));
    me.lane.reset();
}

void http_pool::keep(http_lane& of, std::unique_ptr<digest_proof> digest)
{
    if (digest && of.digests.size() < max_connections_)
        of.digests.push_back(std::move(digest));
}

void http_pool::close_idle()
{
    auto oldest = lanes_.close_idle_since(std::chrono::steady_clock::now() - idle_timeout_);
    is_idle_timer_armed_ = oldest.has_value();
    if (!oldest)
        return;
    idle_timer_.expires_at(*oldest + idle_timeout_);
    idle_timer_.async_wait(
        [this, alive = std::weak_ptr<void>(told_.keep())](boost::system::error_code error)
        {
            auto kept = alive.lock();
            if (kept && !error)
                close_idle();
        });
}

void http_pool::hold() { is_held_ = true; }

void http_pool::release()
{
    is_held_ = false;
    for (auto count = std::min(lanes_.waiting(), max_connections_); count != 0; --count)
        wake_one();
}

void http_pool::wake_one()
{
    // A caller that sends one message after the other gets one connection.
    auto waiting = lanes_.waiting();
    if (is_held_ || waiting == 0 || (is_answering_ && waiting == 1))
        return;
    auto idle = std::find_if(workers_.begin(), workers_.end(), [](auto& each) { return each->ready.has_waiting(); });
    if (idle != workers_.end())
        return (*idle)->ready.open();
    if (workers_.size() >= max_connections_)
        return;
    auto made = workers_.emplace_back(std::make_shared<worker>(executor_));
    asio::co_spawn(executor_, work(std::move(made), told_.keep()), asio::detached);
}

void http_pool::fail(worker& me, errc code, const std::string& why)
{
    auto owner = std::exchange(me.owner, std::nullopt);
    if (!owner)
        return;
    // Who is told asks how far the message came, and withdraws it, which is not to end a connection that is good.
    failing_.emplace(*owner, *me.now);
    told_.failed(*owner, code, why);
    failing_.reset();
}

void http_pool::withdraw(slot owner)
{
    lanes_.withdraw(owner);
    for (auto& each : workers_)
        if (each->owner == owner)
        {
            each->owner.reset();
            if (each->connection)
                each->connection->over->close();
        }
}

phase http_pool::phase_of(slot owner) const
{
    if (failing_ && failing_->first == owner)
        return failing_->second;
    for (auto& each : workers_)
        if (each->owner == owner)
            return *each->now;
    // Not even here yet: it waits until there is room.
    if (owner >= plans_.size())
        return phase::queue;
    // In a queue; but if there is no connection at all, that is what it waits for.
    for (auto& lane : lanes_)
        if (plans_[owner] && plans_[owner]->to.key == lane->to.key && !has_connection(*lane))
            for (auto& each : workers_)
                if (each->lane == lane)
                    return *each->now;
    return phase::queue;
}

void http_pool::count_present(statistics& now) const
{
    now.queued = lanes_.queued();
    now.queued_bytes = lanes_.queued_bytes();
    // What is still there then is closed.
    if (is_shut_down_)
        return;
    now.idle_connections = lanes_.idle();
    now.connections = now.idle_connections + std::count_if(workers_.begin(), workers_.end(),
                                                           [](auto& each) { return each->connection != nullptr; });
}

void http_pool::shut_down()
{
    is_shut_down_ = true;
    lanes_.clear();
    idle_timer_.cancel();
    for (auto& each : workers_)
    {
        each->owner.reset();
        each->stop_connecting.emit(asio::cancellation_type::terminal);
        if (each->connection)
            each->connection->over->close();
        each->ready.open();
    }
}

void http_pool::drop() noexcept
{
    for (auto& each : std::exchange(workers_, {}))
        each->ready.drop();
}

} // namespace jsonrpcclient::detail
