// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/subscription.hpp>

#include "client/listeners.hpp"
#include "client/reading.hpp"
#include "client/subscription_source.hpp"
#include "rules/option_checks.hpp"

namespace jsonrpcclient {
namespace {

// The method that ends what `method` begins: eth_subscribe, chain_subscribeNewHeads, slotSubscribe.
std::string opposite_of(std::string method)
{
    for (std::string_view part : {"subscribe", "Subscribe"})
        if (auto begin = method.find(part); begin != method.npos)
            return method.replace(begin, 1, part.front() == 's' ? "uns" : "Uns");
    return {};
}

std::string pointer(std::string_view text, const char* setter)
{
    if (!text.empty() && text.front() != '/')
        detail::refuse(std::string(setter) + " must be a JSON pointer such as /subscription, not \"" +
                       std::string(text) + '"');
    return std::string(text);
}

} // namespace

subscription::subscription(jsonrpcclient::request call)
    : request_(std::move(call)), unsubscribe_(opposite_of(request_.method()))
{
}

subscription& subscription::unsubscribe(std::string_view method)
{
    unsubscribe_ = method;
    return *this;
}

subscription& subscription::notification(std::string_view method)
{
    notification_ = method;
    return *this;
}

subscription& subscription::id_at(std::string_view place)
{
    id_at_ = pointer(place, "id_at");
    return *this;
}

subscription& subscription::value_at(std::string_view place)
{
    value_at_ = pointer(place, "value_at");
    return *this;
}

subscription& subscription::id_in_result(std::string_view place)
{
    id_in_result_ = pointer(place, "id_in_result");
    return *this;
}

subscription& subscription::when_full(jsonrpcclient::when_full policy)
{
    when_full_ = policy;
    return *this;
}

subscription& subscription::buffer(std::size_t events)
{
    buffer_ = events;
    return *this;
}

subscription_event subscription_event::gap(std::string reason)
{
    subscription_event made;
    made.reason_ = std::move(reason);
    made.is_gap_ = true;
    return made;
}

namespace detail {

void start_next(std::shared_ptr<subscription_source> source, handler<std::optional<subscription_event>> done)
{
    read_next(std::move(source), std::move(done));
}

void start_unsubscribe(std::shared_ptr<subscription_source> source, handler<> done)
{
    auto ended = std::make_shared<completion<>>(std::move(done), source->owner->executor());
    auto executor = source->owner->executor();
    asio::dispatch(executor,
                   [source = std::move(source), ended = std::move(ended)] {
                       source->owner->enter([source, ended]
                                            { source->owner->listeners().subscriptions().leave(source, ended); });
                   });
}

void subscription_source::leave() { owner->listeners().subscriptions().leave(shared_from_this()); }

} // namespace detail

subscription_stream& subscription_stream::operator=(subscription_stream&& other) noexcept
{
    if (this != &other)
    {
        detail::leave(std::move(source_));
        source_ = std::move(other.source_);
    }
    return *this;
}

subscription_stream::~subscription_stream() { detail::leave(std::move(source_)); }

json::value subscription_stream::id() const
{
    bool is_in_force = source_ && source_->now == detail::subscription_source::state::in_force;
    return is_in_force ? source_->id : json::value();
}

std::uint64_t subscription_stream::dropped() const noexcept { return source_ ? source_->events.dropped() : 0; }

} // namespace jsonrpcclient
