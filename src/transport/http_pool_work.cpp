// SPDX-License-Identifier: BSL-1.0
// What of the pool is about its workers: how a message goes out, and what becomes of it.
#include "core/flag_scope.hpp"
#include "transport/http_worker.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

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
                    http_post post(*taken->plan, taken->message.text, *me->now);
                    hearer events(*this, *me, taken->message.owner, *taken->plan, taken->so_far);
                    try
                    {
                        prepare(*me, *taken, post, events);
                        co_await me->connection->exchanges->run();
                        if (me->connection->exchanges->is_unfinished())
                            co_await me->connection->exchanges->finish();
                    }
                    catch (const std::exception& error)
                    {
                        // A header is too long, or OpenSSL has failed, before anything is written; or there is no memory.
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
        // of a server that is known to say nothing behind its answers it is not asked in the turn of the last answer. TLS may
        // hold more than it has given.
        bool is_known = me.is_at_once && me.connection->is_proven && !me.lane->to.identity;
        if (is_known || me.connection->over->is_quiet())
        {
            me.connection->is_proven = me.connection->has_answered;
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
    std::size_t busy =
        std::count_if(workers_.begin(), workers_.end(), [](auto& each) { return each->lane != nullptr; });
    lanes_.close_idle_beyond(max_connections_ - busy);
    std::string why;
    try
    {
        // On its own, so that stopping it does not stop the worker.
        auto over =
            co_await asio::co_spawn(executor_, detail::connect(me.lane->to, me.lane->options, me.now),
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

// Whether a worker that could not connect for this lane has something else to do.
bool http_pool::has_work_beside(const http_lane& failed) const
{
    return !failed.idle.empty() ||
           std::any_of(lanes_.begin(), lanes_.end(),
                       [&](auto& each) { return each->has_work() && (!each->is_refusing || !each->idle.empty()); });
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
    if (me.connection)
        me.connection->has_answered = true;
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
    if (std::exchange(is_out_of_step_, false))
        me.connection.reset();
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

} // namespace jsonrpcclient::detail
