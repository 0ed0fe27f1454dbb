// SPDX-License-Identifier: BSL-1.0
// How subscriptions begin and end, and begin again over the next connection.
#include "client/subscriptions.hpp"

#include "client/session.hpp"
#include "client/subscription_names.hpp"
#include "core/a_year.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {

using state = subscription_source::state;

subscriptions::subscriptions(session& owner) : session_(owner) {}

void subscriptions::start(subscription what, call_options options,
                          std::shared_ptr<completion<subscription_stream>> done)
{
    if (!session_.is_two_way())
    {
        auto error =
            std::make_exception_ptr(client_error(errc::invalid_config, delivery::not_sent,
                                                 shown_name(what.request().method()) + " at " + session_.endpoint() +
                                                     ": over HTTP there are no subscriptions"));
        return asio::post(session_.executor(), [done, error] { (*done)(error, {}); });
    }
    auto& limits = session_.defaults();
    auto events = what.buffer() == 0 ? *limits.max_queued_notifications : what.buffer();
    auto made = std::make_shared<subscription_source>(session_.shared_from_this(), session_.executor(), std::move(what),
                                                      std::move(options), events, *limits.max_queued_bytes);
    made->serial = ++last_serial_;
    made->starting = std::move(done);
    places_.insert(made->what.id_at());
    if (made->what.when_full() == when_full::wait)
        waiting_.push_back(made);
    all_.emplace(made->serial, made);
    ask(made);
}

void subscriptions::ask(const source& next)
{
    next->now = state::asking;
    ++asking_;
    // Only the first time it is the caller's call, with what he wants of it.
    bool is_first = next->starting != nullptr;
    auto options = next->options;
    if (!is_first)
        options.idempotent(false).retry(backoff::none());
    // Its answer may stand behind events that the reader lets wait.
    if (!is_first && next->what.when_full() == when_full::wait)
        options.timeout(a_year);
    auto made = std::make_shared<inner_call>(std::move(options));
    made->is_own = !is_first;
    made->ending([this, next, request = made.get()](std::exception_ptr error, answer&& result)
                 { answered(next, request, std::move(error), std::move(result)); });
    next->request = made;
    session_.accept(std::move(made), request(next->what.request()));
}

void subscriptions::answered(const source& asked, const call* request, std::exception_ptr error, answer&& result)
{
    --asking_;
    auto of_now = asked->request.lock();
    bool is_current = asked->now == state::asking && of_now.get() == request;
    std::exception_ptr trouble = error;
    const json::value* id = nullptr;
    if (!error && !result.data.ok())
    {
        auto& refusal = result.data.error();
        trouble = std::make_exception_ptr(
            remote_error(refusal, shown_name(asked->what.request().method()) + " at " + session_.endpoint() +
                                      ": the server answered with error " + std::to_string(refusal.code()) + ": " +
                                      refusal.message()));
    }
    else if (!error)
    {
        id = at(result.data.result(), asked->what.id_in_result());
        if (!is_name(id))
            trouble = std::make_exception_ptr(
                client_error(errc::unexpected_result, delivery::answered,
                             shown_name(asked->what.request().method()) + " at " + session_.endpoint() +
                                 ": the result has no id of a subscription: " + result.text.substr(0, 1024)));
    }

    if (is_current && !trouble)
        begin(asked, *id);
    else if (is_current)
        end(asked, trouble);
    else if (is_name(id) && asked->now == state::ended && is_connected_)
    {
        // Nobody wants it any more: what was begun is undone. What comes until then is nobody else's.
        asked->id = *id;
        asked->key = key_of(asked->what.id_at(), asked->id);
        in_force_.emplace(asked->key, asked);
        tell_server(asked, nullptr);
    }
    release_held();
}

void subscriptions::begin(const source& begun, json::value id)
{
    begun->now = state::in_force;
    begun->id = std::move(id);
    begun->key = key_of(begun->what.id_at(), begun->id);
    in_force_.emplace(begun->key, begun);
    if (!begun->gap.empty())
        begun->events.push_kept(subscription_event::gap(std::exchange(begun->gap, {})));
    // What came before the answer is older than what the stream's owner will hear of next.
    std::vector<held> others;
    for (auto& each : std::exchange(held_, {}))
        if (deliver(each.event, each.bytes))
            held_bytes_ -= each.bytes;
        else
            others.push_back(std::move(each));
    held_.insert(held_.begin(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    if (auto done = std::exchange(begun->starting, nullptr))
        session_.complete([&] { (*done)(nullptr, subscription_stream(begun)); });
}

void subscriptions::end(const source& ended, std::exception_ptr why)
{
    forget(ended);
    if (auto done = std::exchange(ended->starting, nullptr))
        session_.complete([&] { (*done)(why, {}); });
    else
        ended->events.end(why);
}

void subscriptions::forget(const source& ended)
{
    if (std::exchange(ended->now, state::ended) == state::ended)
        return;
    all_.erase(ended->serial);
    std::erase(waiting_, ended);
}

void subscriptions::abandon(const std::shared_ptr<completion<subscription_stream>>& done)
{
    auto found = std::find_if(all_.begin(), all_.end(), [&](auto& each) { return each.second->starting == done; });
    if (found == all_.end())
        return;
    auto left = found->second;
    auto call = left->request.lock();
    bool is_sent = call && session_.has_slot(*call) && session_.calls().is_sent(call->place);
    auto error =
        std::make_exception_ptr(client_error(errc::canceled, is_sent ? delivery::maybe_executed : delivery::not_sent,
                                             shown_name(left->what.request().method()) + " at " + session_.endpoint() +
                                                 ": the call was cancelled"));
    left->starting.reset();
    forget(left);
    // What was not sent stays so; what was is answered, and then undone.
    if (call)
        session_.cancel(*call, asio::cancellation_type::total);
    asio::post(session_.executor(), [done, error] { (*done)(error, {}); });
}

void subscriptions::leave(const source& left, std::shared_ptr<completion<>> done)
{
    bool is_known = left->now == state::in_force && is_connected_;
    left->events.close();
    forget(left);
    if (is_known && !left->what.unsubscribe().empty())
        tell_server(left, std::move(done));
    else
    {
        erase(left);
        if (done)
            asio::post(session_.executor(), [done] { (*done)(nullptr); });
    }
    session_.resume();
}

// Its notifications are nobody's any more.
void subscriptions::erase(const source& left)
{
    auto [begin, end] = in_force_.equal_range(left->key);
    auto own = std::find_if(begin, end, [&](auto& each) { return each.second == left; });
    if (own != end)
        in_force_.erase(own);
}

void subscriptions::tell_server(const source& left, std::shared_ptr<completion<>> done)
{
    if (left->what.unsubscribe().empty())
        return erase(left);
    auto options = left->options;
    options.idempotent(false).retry(backoff::none());
    auto made = std::make_shared<inner_call>(std::move(options));
    made->is_own = true;
    made->ending(
        [this, left, done](std::exception_ptr error, answer&& result)
        {
            erase(left);
            if (!error && !result.data.ok())
                error = std::make_exception_ptr(remote_error(
                    result.data.error(), "the server did not end the subscription: " + result.data.error().message()));
            if (done)
                session_.complete([&] { (*done)(error); });
        });
    // Those that have ended go when they are half of it.
    if (leaving_.size() >= next_sweep_)
    {
        std::erase_if(leaving_, [](auto& each) { return each.expired(); });
        next_sweep_ = 2 * leaving_.size() + 16;
    }
    leaving_.push_back(made);
    session_.accept(std::move(made), request(left->what.unsubscribe(), left->id));
}

std::size_t subscriptions::in_force() const
{
    return std::count_if(all_.begin(), all_.end(), [](auto& each) { return each.second->now == state::in_force; });
}

bool subscriptions::has_reader() const
{
    return std::any_of(all_.begin(), all_.end(), [](auto& each) { return each.second->events.has_reader(); });
}

bool subscriptions::is_blocking() const
{
    return std::any_of(waiting_.begin(), waiting_.end(), [](auto& each) { return each->events.is_blocking(); });
}

void subscriptions::connected()
{
    is_connected_ = true;
    auto before = all_;
    for (auto& [serial, each] : before)
        if (each->now == state::idle)
            ask(each);
}

void subscriptions::lost(std::string_view why)
{
    is_connected_ = false;
    in_force_.clear();
    auto cancel = [&](const std::weak_ptr<call>& request)
    {
        if (auto canceled = request.lock())
            session_.cancel(*canceled, asio::cancellation_type::terminal);
    };
    for (auto& [serial, each] : all_)
    {
        if (each->starting)
            continue;
        if (each->gap.empty())
            each->gap = why;
        if (std::exchange(each->now, state::idle) == state::asking)
            cancel(std::exchange(each->request, {}));
    }
    for (auto& each : std::exchange(leaving_, {}))
        cancel(each);
}

void subscriptions::end_all(std::exception_ptr why)
{
    is_connected_ = false;
    auto ended = all_;
    for (auto& [serial, each] : ended)
        // Who waits for the first answer hears how that call ends.
        if (!each->starting)
        {
            forget(each);
            each->events.end(why);
        }
    in_force_.clear();
}

void subscriptions::drop() noexcept
{
    waiting_.clear();
    for (auto& [serial, each] : std::exchange(all_, {}))
    {
        each->events.drop();
        each->starting.reset();
    }
    in_force_.clear();
}

} // namespace jsonrpcclient::detail
