// SPDX-License-Identifier: BSL-1.0
#include "transport/http_pool.hpp"

#include "core/a_year.hpp"
#include "core/flag_scope.hpp"
#include "transport/gate.hpp"

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
    std::shared_ptr<phase> now = std::make_shared<phase>(phase::queue);
    // Where it works, and the connection that it has there.
    std::shared_ptr<http_lane> lane;
    std::unique_ptr<http_connection> connection;
    // Whether the connection has carried nothing yet.
    bool is_fresh = false;
    // The connection's, while it works with that; then of the next one.
    std::unique_ptr<digest_proof> digest;
    // Whose message it works on; none once that was withdrawn.
    std::optional<slot> owner;
};

// Hears for one message.
class http_pool::hearer final : public event_sink
{
public:
    hearer(http_pool& pool, const worker& me, slot owner, const http_plan& plan, http_attempts& so_far)
        : pool_(pool), me_(me), owner_(owner), plan_(plan), so_far_(so_far)
    {
    }

    void begin(http_answer& head) override { pool_.session_->take_session_id(so_far_, plan_, head); }
    hearing hear(std::string_view text) override { return pool_.told_.heard(owner_, text); }
    bool hear_oversized(std::string_view beginning) override { return pool_.told_.heard_oversized(owner_, beginning); }
    bool is_deaf() const override { return !me_.owner; }

private:
    http_pool& pool_;
    const worker& me_;
    slot owner_;
    const http_plan& plan_;
    http_attempts& so_far_;
};

http_pool::http_pool(asio::any_io_executor executor, const option_set& options, listener& told,
                     std::shared_ptr<http_session> session)
    : executor_(std::move(executor)), max_connections_(*options.max_connections),
      idle_timeout_(std::min(*options.idle_timeout, a_year)), told_(told), session_(std::move(session)),
      idle_timer_(executor_)
{
}

http_pool::~http_pool() = default;

void http_pool::submit(slot owner, std::string text, std::shared_ptr<const http_plan> plan)
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

// Whether a worker that could not connect for this lane has something else to do.
bool http_pool::has_work_beside(const http_lane& failed) const
{
    return !failed.idle.empty() || std::any_of(lanes_.begin(), lanes_.end(), [&](auto& each)
                                               { return each->has_work() && (!each->is_refusing || !each->idle.empty()); });
}

// Leaves the lane, and the connection there.
void http_pool::park(worker& me)
{
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

asio::awaitable<void> http_pool::work(std::shared_ptr<worker> me, [[maybe_unused]] std::shared_ptr<void> keep)
{
    // Who submits is told of nothing meanwhile.
    co_await asio::post(asio::deferred);
    while (!is_shut_down_)
    {
        *me->now = phase::queue;
        me->lane = is_held_ ? nullptr : lanes_.next();
        if (!me->lane)
        {
            co_await me->ready.wait();
            continue;
        }
        bool waits = false;
        try
        {
            waits = co_await serve(*me);
        }
        catch (const std::exception& error)
        {
            // There is no memory, say: that is this message's end, and not the worker's.
            me->connection.reset();
            fail(*me, errc::connection_lost, error.what());
        }
        me->owner.reset();
        park(*me);
        if (waits && !is_shut_down_)
            co_await me->ready.wait();
    }
}

asio::awaitable<bool> http_pool::serve(worker& me)
{
    auto why = co_await open(me);
    // It may have been made while everything ended, or while the server asked for a pause.
    if (is_shut_down_ || (is_held_ && why.empty()))
        co_return false;
    auto& lane = *me.lane;
    if (!why.empty())
        co_return !not_connected(lane, why) && !has_work_beside(lane);
    if (!lane.connecting.empty())
    {
        slot owner = lane.connecting.extract(lane.connecting.begin()).value();
        flag_scope answering(is_answering_);
        told_.connected(owner);
    }
    else if (!lane.queue.empty())
    {
        auto message = lane.queue.pop();
        me.owner = message.owner;
        co_await post(me, std::move(message));
    }
    co_return false;
}

asio::awaitable<std::string> http_pool::open(worker& me)
{
    auto& idle = me.lane->idle;
    while (!idle.empty())
    {
        me.connection = std::move(idle.back());
        idle.pop_back();
        me.is_fresh = false;
        // What came without being asked for, be it bytes or the end, makes a connection useless.
        keep(*me.lane, std::exchange(me.digest, std::move(me.connection->digest)));
        if (me.connection->over->is_quiet())
            co_return std::string();
        me.connection.reset();
        ++me.lane->lost;
    }
    me.is_fresh = true;
    // Those that work, this one with them, have a connection each, or make one.
    std::size_t busy = std::count_if(workers_.begin(), workers_.end(), [](auto& each) { return each->lane != nullptr; });
    lanes_.close_idle_beyond(max_connections_ - busy);
    std::string why;
    try
    {
        // On its own, so that stopping it does not stop the worker.
        auto over = co_await asio::co_spawn(executor_, detail::connect(me.lane->to, me.lane->options, me.now),
                                            asio::bind_cancellation_slot(me.stop_connecting.slot(), asio::use_awaitable));
        me.connection = std::make_unique<http_connection>();
        me.connection->over = std::move(over);
        if (auto& digests = me.lane->digests; !me.digest && !digests.empty())
        {
            me.digest = std::move(digests.back());
            digests.pop_back();
        }
        me.lane->is_refusing = false;
        bool is_replacement = me.lane->lost != 0;
        me.lane->lost -= is_replacement;
        told_.opened(is_replacement);
    }
    catch (...)
    {
        why = "could not connect: " + reason_of(std::current_exception()) + " (phase: " + to_string(*me.now) + ")";
    }
    co_return why;
}

bool http_pool::not_connected(http_lane& failed, const std::string& why)
{
    // Those who have a connection go on with what waits. If nobody has, nobody gets one: who waits need not
    // find that out one by one.
    failed.is_refusing = has_connection(failed);
    if (failed.is_refusing)
        return false;
    std::vector<slot> waiting(failed.connecting.begin(), failed.connecting.end());
    while (!failed.queue.empty())
        waiting.push_back(failed.queue.pop().owner);
    for (slot owner : waiting)
        told_.failed(owner, errc::not_connected, why);
    return true;
}

asio::awaitable<void> http_pool::post(worker& me, send_queue::item message)
{
    auto plan = std::move(plans_[message.owner]);
    http_attempts so_far;
    bool is_retry = false;
    for (bool is_again = false;; is_again = true)
    {
        std::string why;
        if (!me.connection)
            why = co_await open(me);
        auto told = [&](const std::string& reason)
        { return so_far.redirects == 0 ? reason : reason + "; it was redirected to " + so_far.redirected_to; };
        if (!why.empty())
            co_return fail(me, errc::not_connected, told(why));
        if (!me.owner)
            co_return;
        told_.writing(message.owner, message.text, is_again);
        http_outcome outcome;
        *me.now = phase::queue;
        try
        {
            auto headers = session_->headers(so_far, *plan, me.digest.get());
            bool awaits_answer = told_.awaits_answer(message.owner);
            hearer events(*this, me, message.owner, *plan, so_far);
            outcome = co_await exchange(*me.connection->over, *plan, headers, message.text,
                                        awaits_answer && !me.is_fresh, *me.now, awaits_answer ? &events : nullptr);
        }
        catch (const std::exception& error)
        {
            // Of Beast, which has limits of its own, or of OpenSSL, before anything is written; or there is no memory.
            outcome.is_written = *me.now != phase::queue;
            outcome.error = outcome.is_written ? errc::connection_lost : errc::invalid_request;
            outcome.why = error.what();
        }
        auto rest = std::move(outcome.rest);
        if (!(outcome.is_reusable || rest) || !me.owner)
            me.connection.reset();
        if (!me.owner)
            co_return;
        if (!outcome.answer && outcome.error == errc::connection_lost)
            ++me.lane->lost;
        if (!outcome.is_written)
            told_.unwritten(message.owner);
        // A connection that the server has just closed is no reason to fail: the message goes to a new one.
        if (!outcome.answer && outcome.error == errc::connection_lost && !me.is_fresh && !is_retry &&
            (!outcome.is_written || told_.is_repeated(message.owner)))
        {
            is_retry = true;
            // What proved who asks may have been good for that connection, or for one attempt.
            so_far.is_challenged = false;
            continue;
        }
        if (!outcome.answer)
            co_return fail(me, outcome.error, told(outcome.why));
        auto& answer = *outcome.answer;
        if (auto next = session_->take(so_far, plan, me.digest, answer))
        {
            told_.unwritten(message.owner);
            plan = std::move(next);
            if (auto there = lanes_.of(*plan); there != me.lane)
            {
                // Whoever waits for a connection there finds this one.
                me.lane->is_refusing = false;
                park(me);
                wake_one();
                me.lane = std::move(there);
            }
            continue;
        }
        unpack(answer, *plan->options->max_message_size);
        if (so_far.redirects != 0 && answer.note.empty())
            answer.note = "it was redirected to " + so_far.redirected_to;
        me.owner.reset();
        if (!rest)
        {
            flag_scope answering(is_answering_);
            told_.answered(message.owner, std::move(answer));
            co_return;
        }
        // The caller does not wait for what is of no use to him, nor do other messages.
        told_.answered(message.owner, std::move(answer));
        bool is_reusable = co_await rest->skip();
        if (!is_reusable)
            me.connection.reset();
        co_return;
    }
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
