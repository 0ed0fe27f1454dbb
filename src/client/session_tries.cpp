// SPDX-License-Identifier: BSL-1.0
// What of a session is about calls that wait: for room, and for another try.
#include "client/session.hpp"

#include "core/flag_scope.hpp"
#include "rules/retry_after.hpp"

#include <boost/asio/post.hpp>

namespace jsonrpcclient::detail {
namespace {

using clock = std::chrono::steady_clock;

} // namespace

void session::hand_over(slot owner, std::string&& text)
try
{
    dispatcher_->submit(owner, std::move(text), calls_[owner]->options);
}
catch (const client_error& error)
{
    // The options were good when the call began; a file that they name may be gone since.
    fail(owner, errc::invalid_config, error.what());
}

void session::admit_later()
{
    if (std::exchange(is_admitting_, true))
        return;
    // In a later turn: who made room is in the middle of something.
    asio::post(executor_, [self = shared_from_this()] { self->admit_waiting(); });
}

void session::admit_waiting()
{
    is_admitting_ = false;
    while (!entrance_.empty() && !is_full(1, entrance_.front().size()))
    {
        auto next = entrance_.pop();
        hand_over(next.owner, std::move(next.text));
    }
}

phase session::phase_of(slot owner) const
{
    auto& again = calls_[owner]->again;
    return again && again->is_pausing ? phase::retry : dispatcher_->phase_of(owner);
}

std::string session::trouble_of(phase where) const
{
    if (where != phase::queue)
        return dispatcher_->trouble();
    return pause_end_ ? "the server asked for a pause by Retry-After" : "";
}

const std::string* session::repeat(slot owner)
{
    auto& again = calls_[owner]->again;
    if (!again || !again->is_idempotent)
        return nullptr;
    again->may_have_run = true;
    ++counters().retries;
    multiplexer_.unsent(owner);
    return &again->message.text;
}

bool session::try_again(slot owner)
{
    auto& again = calls_[owner]->again;
    bool was_sent = multiplexer_.is_sent(owner);
    if (!again || is_closed_ || ((was_sent || again->may_have_run) && !again->is_idempotent))
        return false;
    auto now = clock::now();
    auto then = again->next(now, pause_end_.value_or(now), calls_[owner]->deadline, random_fraction());
    if (!then)
        return false;
    dispatcher_->withdraw(owner);
    multiplexer_.unsent(owner);
    again->may_have_run = again->may_have_run || was_sent;
    again->is_pausing = true;
    ++again->tries;
    tries_.push(owner, *then);
    arm_timer();
    make_room();
    return true;
}

bool session::try_again(std::shared_ptr<call>& answered)
{
    auto& again = *answered->again;
    auto* only = std::get_if<id>(&again.message.ids);
    // Its id is free since it was answered, unless somebody has taken it at once.
    if (!only || !again.is_idempotent || is_closed_ || multiplexer_.is_taken(*only))
        return false;
    again.may_have_run = true;
    slot owner = multiplexer_.file(*only, again.rules);
    enroll(answered, owner);
    if (try_again(owner))
        return true;
    multiplexer_.forget(owner, "");
    answered = take(owner);
    return false;
}

bool session::tries_again(slot owner, int status, std::string_view retry_after)
{
    auto& again = calls_[owner]->again;
    if (!again || again->retry.is_none() || !is_passing(status))
        return false;
    if (auto wait = parse_retry_after(retry_after, std::chrono::system_clock::now()))
        pause_until(clock::now() + *wait);
    return try_again(owner);
}

void session::pause_until(deadline_queue::time_point end)
{
    pause_end_ = std::max(pause_end_.value_or(end), end);
    dispatcher_->hold();
    arm_timer();
}

void session::begin_tries(deadline_queue::time_point now)
{
    if (pause_end_ && *pause_end_ <= now)
    {
        pause_end_.reset();
        dispatcher_->release();
    }
    while (!tries_.empty() && tries_.next() <= now)
    {
        slot owner = tries_.next_slot();
        tries_.erase(owner);
        calls_[owner]->again->is_pausing = false;
        ++counters().retries;
        submit(owner, std::string(calls_[owner]->again->message.text));
    }
}

void session::tell(connection_state state, std::string_view reason)
{
    flag_scope telling(is_in_user_function_);
    for (auto& handler : state_handlers_)
        try
        {
            handler(state, reason);
        }
        catch (...)
        {
            // A handler that fails is no reason to lose a connection.
        }
}

} // namespace jsonrpcclient::detail
