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
    // Whether it has just brought an answer, and has left nothing behind that was there.
    bool is_at_once = false;
    // The connection's, while it works with that; then of the next one.
    std::unique_ptr<digest_proof> digest;
    // Whose message it works on; none once that was withdrawn.
    std::optional<slot> owner;
};

// A message on its way, and what became of that so far.
struct http_pool::posting
{
    posting(send_queue::item&& taken, std::shared_ptr<const http_plan> plan)
        : message(std::move(taken)), plan(std::move(plan))
    {
    }

    // Of one that was redirected, with where to.
    std::string told(const std::string& reason) const
    {
        return so_far.redirects == 0 ? reason : reason + "; it was redirected to " + so_far.redirected_to;
    }

    send_queue::item message;
    std::shared_ptr<const http_plan> plan;
    http_attempts so_far;
    http_outcome outcome;
    bool is_again = false;
    bool is_retry = false;
    bool is_done = false;
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

// All that is usual is done in this one coroutine, which has one frame for all messages: each further one costs a message
// an allocation and 400 instructions.
asio::awaitable<void> http_pool::work(std::shared_ptr<worker> me, [[maybe_unused]] std::shared_ptr<void> keep)
{
    // Who submits is told of nothing meanwhile.
    co_await asio::post(asio::deferred);
    while (!is_shut_down_)
    {
        *me->now = phase::queue;
        // Its connection stays with it as long as it stays in the lane.
        if (auto next = is_held_ ? nullptr : lanes_.next(); next != me->lane)
        {
            park(*me);
            me->lane = std::move(next);
        }
        if (!me->lane)
        {
            co_await me->ready.wait();
            continue;
        }
        bool waits = false;
        try
        {
            std::string why;
            if (!take_idle(*me))
                why = co_await open(*me);
            if (!why.empty())
                waits = !is_shut_down_ && !not_connected(*me->lane, why) && !has_work_beside(*me->lane);
            // It may have been made while everything ended, or while the server asked for a pause.
            else if (!is_shut_down_ && !is_held_)
            {
                auto taken = take_message(*me);
                while (taken && !taken->is_done)
                {
                    if (!me->connection && !take_idle(*me))
                        why = co_await open(*me);
                    if (!is_begun(*me, *taken, why))
                        break;
                    auto plan = taken->plan;
                    http_post post(*plan, taken->message.text, *me->now);
                    hearer events(*this, *me, taken->message.owner, *plan, taken->so_far);
                    try
                    {
                        prepare(*me, *taken, post, events);
                        co_await me->connection->exchanges->run();
                        if (me->connection->exchanges->is_unfinished())
                            co_await me->connection->exchanges->finish();
                    }
                    catch (const std::exception& error)
                    {
                        // Of Beast, which has limits of its own, or of OpenSSL, before anything is written; or there is no
                        // memory.
                        auto& outcome = taken->outcome;
                        outcome = http_outcome();
                        outcome.is_written = *me->now != phase::queue;
                        outcome.error = outcome.is_written ? errc::connection_lost : errc::invalid_request;
                        outcome.why = error.what();
                    }
                    settle(*me, *taken);
                }
                // The caller does not wait for what is of no use to him, nor do other messages.
                if (taken && me->connection && taken->outcome.has_rest)
                {
                    me->is_at_once = false;
                    bool is_reusable = co_await me->connection->exchanges->skip();
                    if (!is_reusable)
                        me->connection.reset();
                }
            }
        }
        catch (const std::exception& error)
        {
            // There is no memory, say: that is this message's end, and not the worker's.
            me->connection.reset();
            fail(*me, errc::connection_lost, error.what());
        }
        me->owner.reset();
        if (waits && !is_shut_down_)
        {
            park(*me);
            co_await me->ready.wait();
        }
    }
    park(*me);
}

// Whether the worker has a connection that can carry a message.
bool http_pool::take_idle(worker& me)
{
    auto& idle = me.lane->idle;
    while (me.connection || !idle.empty())
    {
        if (!me.connection)
        {
            me.connection = std::move(idle.back());
            idle.pop_back();
            keep(*me.lane, std::exchange(me.digest, std::move(me.connection->digest)));
            me.is_at_once = false;
        }
        me.is_fresh = false;
        // What came without being asked for, be it bytes or the end, makes a connection useless. To ask costs a system call:
        // of a server that is known to say nothing behind its answers it is not asked in the turn of the last answer.
        bool is_known = me.is_at_once && me.connection->is_proven;
        if (is_known || me.connection->over->is_quiet())
        {
            me.connection->is_proven = true;
            return true;
        }
        me.connection.reset();
        ++me.lane->lost;
    }
    return false;
}

std::optional<http_pool::posting> http_pool::take_message(worker& me)
{
    auto& lane = *me.lane;
    std::optional<posting> taken;
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
        auto plan = std::move(plans_[message.owner]);
        taken.emplace(std::move(message), std::move(plan));
    }
    return taken;
}

asio::awaitable<std::string> http_pool::open(worker& me)
{
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
        me.connection = std::make_unique<http_connection>(std::move(over));
        me.is_at_once = false;
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

// Whether the message goes out now, for which there has to be a connection; if not, it has ended.
bool http_pool::is_begun(worker& me, posting& sent, const std::string& why)
{
    if (!why.empty())
        fail(me, errc::not_connected, sent.told(why));
    if (!me.owner)
        return false;
    *me.now = phase::queue;
    told_.writing(sent.message.owner, sent.message.text, sent.is_again);
    sent.is_again = true;
    sent.outcome = http_outcome();
    return true;
}

void http_pool::prepare(worker& me, posting& sent, http_post& post, hearer& events)
{
    post.headers = session_->headers(sent.so_far, *sent.plan, me.digest.get());
    bool awaits_answer = told_.awaits_answer(sent.message.owner);
    post.may_meet_stray = awaits_answer && !me.is_fresh;
    post.events = awaits_answer ? &events : nullptr;
    me.connection->exchanges->prepare(post, sent.outcome);
}

// An exchange has ended: what becomes of the connection, and of the message unless that is to be sent again.
void http_pool::settle(worker& me, posting& sent)
{
    slot owner = sent.message.owner;
    auto& outcome = sent.outcome;
    bool is_lost = !outcome.answer && outcome.error == errc::connection_lost;
    me.is_at_once = outcome.is_drained;
    if (!(outcome.is_reusable || outcome.has_rest) || !me.owner)
        me.connection.reset();
    sent.is_done = true;
    if (!me.owner)
        return;
    if (is_lost)
        ++me.lane->lost;
    if (!outcome.is_written)
        told_.unwritten(owner);
    // A connection that the server has just closed is no reason to fail: the message goes to a new one.
    if (is_lost && !me.is_fresh && !sent.is_retry && (!outcome.is_written || told_.is_repeated(owner)))
    {
        sent.is_retry = true;
        // What proved who asks may have been good for that connection, or for one attempt.
        sent.so_far.is_challenged = false;
        sent.is_done = false;
        return;
    }
    if (!outcome.answer)
        return fail(me, outcome.error, sent.told(outcome.why));
    auto& answer = *outcome.answer;
    if (auto next = session_->take(sent.so_far, sent.plan, me.digest, answer))
    {
        told_.unwritten(owner);
        sent.is_done = false;
        return go_elsewhere(me, sent, std::move(next));
    }
    unpack(answer, *sent.plan->options->max_message_size);
    if (sent.so_far.redirects != 0 && answer.note.empty())
        answer.note = "it was redirected to " + sent.so_far.redirected_to;
    me.owner.reset();
    // While a rest is read, another worker takes what is submitted meanwhile.
    std::optional<flag_scope> answering;
    if (!outcome.has_rest)
        answering.emplace(is_answering_);
    told_.answered(owner, std::move(answer));
}

void http_pool::go_elsewhere(worker& me, posting& sent, std::shared_ptr<const http_plan> next)
{
    sent.plan = std::move(next);
    auto there = lanes_.of(*sent.plan);
    if (there == me.lane)
        return;
    // Whoever waits for a connection there finds this one.
    me.lane->is_refusing = false;
    park(me);
    wake_one();
    me.lane = std::move(there);
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
