// SPDX-License-Identifier: BSL-1.0
#include "client/listeners.hpp"

#include "client/session.hpp"
#include "client/stoppable.hpp"
#include "rules/array_elements.hpp"

#include <boost/asio/detached.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

listeners::listeners(session& owner)
    : session_(owner), requests_(owner), subscriptions_(owner),
      waiting_(when_full::drop_newest, *owner.defaults().max_queued_notifications, *owner.defaults().max_queued_bytes)
{
}

void listeners::on_notification(std::optional<std::string> method, notification_handler handler)
{
    auto shared = std::make_shared<const notification_handler>(std::move(handler));
    if (method)
        handlers_[std::move(*method)] = std::move(shared);
    else
        rest_ = std::move(shared);
}

void listeners::on_unrecognized(unrecognized_handler handler) { unrecognized_ = std::move(handler); }

std::shared_ptr<notification_source> listeners::listen(std::optional<std::string> method, when_full policy,
                                                       std::size_t size)
{
    auto& options = session_.defaults();
    // Over HTTP the server is not kept waiting by one of many connections.
    if (policy == when_full::wait && !session_.is_two_way())
        policy = when_full::close;
    auto added =
        std::make_shared<notification_source>(session_.shared_from_this(), session_.executor(), std::move(method),
                                              policy, size == 0 ? *options.max_queued_notifications : size,
                                              *options.max_queued_bytes);
    if (session_.is_closed())
        added->events.end(nullptr);
    else
    {
        streams_.emplace(added->method, added);
        if (policy == when_full::wait)
            blocking_.push_back(added);
    }
    return added;
}

void listeners::remove(const notification_source& stream)
{
    auto is_it = [&](auto& each) { return each.second.get() == &stream; };
    auto [begin, end] = streams_.equal_range(stream.method);
    if (auto found = std::find_if(begin, end, is_it); found != end)
        streams_.erase(found);
    std::erase_if(blocking_, [&](auto& each) { return each.get() == &stream; });
}

void listeners::take(std::vector<unasked_message>&& messages, std::string_view text)
{
    auto bytes = text.size() / messages.size();
    // What they are answered with is one text, as they came in one.
    bool is_array = messages.front().position != unasked_message::whole;
    auto answer = requests_.expect(messages, is_array);
    std::vector<std::string_view> elements;
    for (auto& each : messages)
    {
        if (session_.is_closed())
            return;
        if (each.kind == message_kind::notification)
            take(std::move(each.message), bytes);
        else if (each.kind == message_kind::request)
            requests_.take(std::move(each.message), answer);
        else
        {
            if (is_array && elements.empty())
                elements = elements_of(text);
            unrecognized(is_array ? elements.at(each.position) : text);
        }
    }
}

void listeners::take(incoming&& message, std::size_t bytes)
{
    server_notification event(std::move(*message.method),
                              message.params_value ? std::move(*message.params_value) : json::value());
    if (auto handler = progress_.find(event))
    {
        try
        {
            (*handler)(event.params());
        }
        catch (...)
        {
            session_.handler_failed(event.method(), std::current_exception());
        }
        return;
    }
    if (!subscriptions_.take(event, bytes))
        hand_out(std::move(event), bytes);
}

void listeners::hand_out(server_notification&& event, std::size_t bytes)
{
    auto own = handlers_.find(event.method());
    auto handler = own == handlers_.end() ? nullptr : own->second;
    std::optional<std::string> method(event.method());
    if (!handler && streams_.find(method) == streams_.end())
    {
        method.reset();
        handler = rest_;
    }
    give(method, event, bytes);
    if (handler)
        tell(std::move(handler), std::move(event), bytes);
}

void listeners::give(const std::optional<std::string>& method, const server_notification& event, std::size_t bytes)
{
    // A reader that is told in place may end streams, and begin others.
    std::vector<std::shared_ptr<notification_source>> told;
    for (auto [each, end] = streams_.equal_range(method); each != end; ++each)
        told.push_back(each->second);
    for (auto& each : told)
    {
        auto before = each->events.dropped();
        each->events.push(event, bytes);
        session_.counters().notifications_dropped += each->events.dropped() - before;
    }
}

void listeners::tell(shared_handler to, server_notification&& event, std::size_t bytes)
{
    if (!is_working_ && !to->is_coroutine())
        return run_now(*to, event);
    auto before = waiting_.dropped();
    waiting_.push(waiting(std::move(to), std::move(event)), bytes);
    session_.counters().notifications_dropped += waiting_.dropped() - before;
    if (std::exchange(is_working_, true))
        return;
    asio::co_spawn(session_.executor(), after_a_turn(work(*this, session_.shared_from_this())),
                   asio::bind_cancellation_slot(stop_working_.slot(), asio::detached));
}

void listeners::run_now(const notification_handler& handler, const server_notification& event)
{
    try
    {
        handler.now(event);
    }
    catch (...)
    {
        session_.handler_failed(event.method(), std::current_exception());
    }
}

asio::awaitable<void> listeners::work(listeners& me, std::shared_ptr<session> keep)
{
    while (!keep->is_closed() && !me.waiting_.empty())
    {
        auto next = me.waiting_.pop();
        if (!next.to->is_coroutine())
        {
            me.run_now(*next.to, next.event);
            continue;
        }
        try
        {
            co_await next.to->later(next.event);
        }
        catch (...)
        {
            if (!keep->is_closed())
                keep->handler_failed(next.event.method(), std::current_exception());
        }
    }
    me.is_working_ = false;
}

void listeners::unrecognized(std::string_view text)
{
    if (!unrecognized_)
        return;
    auto handler = unrecognized_;
    try
    {
        handler(text);
    }
    catch (...)
    {
        session_.handler_failed("what is no JSON-RPC", std::current_exception());
    }
}

bool listeners::needs_connection() const
{
    bool listens = !handlers_.empty() || rest_ || unrecognized_ || !streams_.empty() || requests_.has_handlers() ||
                   subscriptions_.has_any();
    // Who reads is looked for last, for that takes as long as there are streams.
    return (is_resuming_ && listens) || has_reader();
}

bool listeners::has_reader() const
{
    return subscriptions_.has_reader() ||
           std::any_of(streams_.begin(), streams_.end(), [](auto& each) { return each.second->events.has_reader(); });
}

bool listeners::is_blocking() const
{
    return subscriptions_.is_blocking() ||
           std::any_of(blocking_.begin(), blocking_.end(), [](auto& each) { return each->events.is_blocking(); });
}

void listeners::connected()
{
    is_resuming_ = true;
    subscriptions_.connected();
}

void listeners::lost(std::string_view why) { subscriptions_.lost(why); }

void listeners::given_up(errc code, const std::string& why)
{
    is_resuming_ = false;
    auto error = std::make_exception_ptr(client_error(code, delivery::not_sent, session_.endpoint() + ": " + why));
    // Who reads on has a connection made.
    for (auto& [method, each] : streams_)
        each->events.fail(error);
    subscriptions_.end_all(error);
}

void listeners::shut_down()
{
    is_resuming_ = false;
    blocking_.clear();
    for (auto& [method, each] : std::exchange(streams_, {}))
        each->events.end(nullptr);
    subscriptions_.end_all(nullptr);
    requests_.shut_down();
    waiting_.clear();
    stop_working_.emit(asio::cancellation_type::terminal);
    // What they refer to may be gone.
    handlers_.clear();
    rest_.reset();
    unrecognized_ = nullptr;
}

void listeners::drop() noexcept
{
    for (auto& [method, each] : std::exchange(streams_, {}))
        each->events.drop();
    blocking_.clear();
    subscriptions_.drop();
    requests_.drop();
    waiting_.clear();
    // They may hold the client.
    auto handlers = std::move(handlers_);
    auto rest = std::move(rest_);
    auto unrecognized = std::move(unrecognized_);
    unrecognized_ = nullptr;
}

} // namespace jsonrpcclient::detail
