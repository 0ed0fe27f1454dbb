// SPDX-License-Identifier: BSL-1.0
// What of a session is about the ends of calls.
#include "client/session.hpp"

#include "core/flag_scope.hpp"
#include "values/append.hpp"

#include <boost/asio/post.hpp>

namespace jsonrpcclient::detail {
namespace {

// What a batch that was answered in part says of the rest.
const char* why_missing(errc code)
{
    switch (code)
    {
    case errc::timeout:
        return "it did not come in time";
    case errc::closed:
        return "the client was closed";
    case errc::message_too_large:
        return "it is too large";
    default:
        return "the connection ended";
    }
}

} // namespace

void session::refuse(std::shared_ptr<call> refused, errc code, const std::string& why)
{
    statistics_.failed(code, delivery::not_sent);
    auto error = client_error(code, delivery::not_sent, name_of(*refused) + " at " + endpoint_ + ": " + why);
    complete_later(std::move(refused), std::make_exception_ptr(std::move(error)));
}

// In place, as an answer is read: a turn of the loop for each call would cost more than all the rest.
void session::complete(std::shared_ptr<call> ended, std::exception_ptr error, answer&& result)
{
    complete([&] { ended->complete(std::move(error), std::move(result)); });
}

void session::complete_later(std::shared_ptr<call> ended, std::exception_ptr error, answer&& result)
{
    asio::post(executor_, [ended = std::move(ended), error = std::move(error), result = std::move(result)]() mutable
               { ended->complete(std::move(error), std::move(result)); });
}

std::string session::name_of(const call& which)
{
    return which.own_name ? to_string(*which.own_name) : shown_name(which.since.row->first);
}

std::string session::describe(slot owner) const { return describe(*calls_[owner], multiplexer_.describe(owner)); }

std::string session::describe(const call& which, const std::string& ids) const
{
    // The next one has not begun while it pauses.
    auto tries = which.again ? which.again->tries - which.again->is_pausing : 0;
    return name_of(which) + (ids.empty() ? "" : " (" + ids + ")") + " at " + endpoint_ +
           (tries == 0 ? "" : ", tried " + std::to_string(tries + 1) + " times");
}

void session::finish(finished_call&& finished) { complete(take(finished.owner), std::move(finished)); }

void session::complete(std::shared_ptr<call> ended, finished_call&& finished)
{
    if (!finished.broken && ended->again && !ended->is_canceled && !finished.batch &&
        ended->again->is_reason(finished.data) && try_again(ended))
        return;
    if (finished.broken)
    {
        statistics_.failed(errc::invalid_response, delivery::answered);
        auto& [rule, ids] = *finished.broken;
        auto what = describe(*ended, ids) + ": the answer breaks a rule: " + rule;
        auto error = invalid_response(std::move(rule), std::make_shared<const std::string>(std::move(finished.text)),
                                      std::move(what));
        return complete(std::move(ended), std::make_exception_ptr(std::move(error)), {});
    }
    statistics_.answered(ended->since);
    answered_calls_ += !ended->is_own;
    if (!finished.batch && !finished.data.ok())
        ++counters().error_answers;
    complete(std::move(ended), nullptr, std::move(finished));
}

void session::finish(finished_call&& finished, std::exception_ptr error)
{
    statistics_.failed(error);
    complete(take(finished.owner), std::move(error), {});
}

void session::finish(slot owner, std::exception_ptr error, answer&& result)
{
    multiplexer_.forget(owner, "");
    if (error)
        statistics_.failed(error);
    else
        statistics_.answered(calls_[owner]->since);
    complete(take(owner), std::move(error), std::move(result));
}

void session::fail(slot owner, errc code, std::string_view why)
{
    if ((code == errc::connection_lost || code == errc::not_connected) && try_again(owner))
        return;
    auto& again = calls_[owner]->again;
    bool is_sent = multiplexer_.is_sent(owner) || (again && again->may_have_run);
    auto what = describe(owner) + ": " + std::string(why);
    if (code == errc::timeout || code == errc::canceled || code == errc::connection_lost || code == errc::closed)
    {
        auto where = phase_of(owner);
        auto trouble = code == errc::timeout ? trouble_of(where) : std::string();
        what += std::string(" (phase: ") + to_string(where) + (trouble.empty() ? "" : "; ") + trouble + ")";
    }
    bool is_answered = code == errc::message_too_large || code == errc::invalid_response;
    auto delivery = is_answered ? delivery::answered : is_sent ? delivery::maybe_executed : delivery::not_sent;
    bool is_given_up = code == errc::timeout || code == errc::canceled;
    auto ids = is_given_up ? multiplexer_.unanswered(owner) : std::vector<id>();
    entrance_.withdraw(owner);
    dispatcher_->withdraw(owner);
    if (!ids.empty())
        tell_given_up(*calls_[owner], ids, multiplexer_.rules_of(owner).version, why);
    answer result;
    result.batch = std::make_unique<batch_answer>();
    result.batch->data = multiplexer_.forget(owner, why_missing(code));
    if (!result.batch->data.empty() && code != errc::canceled)
    {
        statistics_.answered(calls_[owner]->since);
        return complete_later(take(owner), nullptr, std::move(result));
    }
    statistics_.failed(code, delivery);
    auto error = code == errc::invalid_response
                     ? std::make_exception_ptr(
                           invalid_response(std::string(why), std::make_shared<const std::string>(), std::move(what)))
                     : std::make_exception_ptr(client_error(code, delivery, std::move(what)));
    complete_later(take(owner), std::move(error));
}

void session::tell_given_up(const call& left, const std::vector<id>& ids, rpc_version version, std::string_view why)
{
    auto& how = option(left.options, &option_set::dialect);
    if ((left.own_name ? left.own_name->text : left.since.row->first) == how.never_canceled())
        return;
    for (auto& each : ids)
        try
        {
            flag_scope asking(is_in_user_function_);
            auto notice = how.canceled(each, why);
            if (!notice)
                return;
            std::string text;
            append_message(text, *notice, version);
            multiplexer_.notification_written();
            dispatcher_->reply(std::move(text));
        }
        catch (...)
        {
            return handler_failed("the dialect", std::current_exception());
        }
}

void session::cancel(call& canceled, asio::cancellation_type type)
{
    if (!has_slot(canceled))
    {
        // It was not accepted yet, or has ended.
        canceled.is_canceled = true;
        return;
    }
    bool even_if_sent = (type & (asio::cancellation_type::terminal | asio::cancellation_type::partial)) !=
                        asio::cancellation_type::none;
    bool is_sent = multiplexer_.is_sent(canceled.place) || (canceled.again && canceled.again->may_have_run);
    if (even_if_sent || !is_sent)
        fail(canceled.place, errc::canceled, "the call was cancelled");
}

asio::awaitable<void> session::close()
{
    if (is_closed_)
        co_return;
    auto self = shared_from_this();
    end_calls();
    co_await dispatcher_->close();
    shut_down();
    tell(connection_state::closed, {});
}

void session::shut_down()
{
    end_calls();
    listeners_.shut_down();
    dispatcher_->shut_down();
    timer_.cancel();
}

void session::end_calls()
{
    is_closed_ = true;
    for (slot owner = 0; owner != calls_.size(); ++owner)
        if (calls_[owner])
            fail(owner, errc::closed, "the client was closed");
}

void session::drop() noexcept
{
    auto self = shared_from_this();
    is_closed_ = true;
    auto calls = std::move(calls_);
    calls_.clear();
    calls.clear();
    listeners_.drop();
    dispatcher_->drop();
}

} // namespace jsonrpcclient::detail
