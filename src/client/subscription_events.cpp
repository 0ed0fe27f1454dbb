// SPDX-License-Identifier: BSL-1.0
// Which notifications belong to which subscription.
#include "client/listeners.hpp"
#include "client/session.hpp"
#include "client/subscription_names.hpp"
#include "client/subscriptions.hpp"

#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

bool subscriptions::take(server_notification& event, std::size_t bytes)
{
    if (in_force_.empty() && asking_ == 0)
        return false;
    if (deliver(event, bytes))
        return true;
    if (asking_ == 0)
        return false;
    // Those that are being made, and may be what it belongs to.
    std::vector<source> candidates;
    for (auto& [serial, each] : all_)
        if (each->now == subscription_source::state::asking && each->what.is_method(event.method()) &&
            is_name(at(event.params(), each->what.id_at())))
            candidates.push_back(each);
    if (candidates.empty())
        return false;
    auto& limits = session_.defaults();
    if (held_.size() >= *limits.max_queued_notifications || held_bytes_ + bytes > *limits.max_queued_bytes)
    {
        for (auto& each : candidates)
            if (each->gap.empty())
                each->gap = "more came before the server had answered than could be held";
        ++session_.counters().notifications_dropped;
        return true;
    }
    held_bytes_ += bytes;
    held_.emplace_back(std::move(event), bytes);
    return true;
}

bool subscriptions::deliver(server_notification& event, std::size_t bytes)
{
    std::vector<source> found;
    for (auto& place : places_)
        if (auto* id = at(event.params(), place); is_name(id))
            for (auto [each, end] = in_force_.equal_range(key_of(place, *id)); each != end; ++each)
                if (each->second->what.is_method(event.method()))
                    found.push_back(each->second);
    for (auto& each : found)
        if (each == found.back())
            give(each, event, bytes);
        else
        {
            auto copy = event;
            give(each, copy, bytes);
        }
    return !found.empty();
}

void subscriptions::give(const source& to, server_notification& event, std::size_t bytes)
{
    if (to->events.has_ended())
        return;
    auto before = to->events.dropped();
    json::error_code error;
    auto* value = event.params().find_pointer(to->what.value_at(), error);
    to->events.push(subscription_event(std::move(value ? *value : event.params())), bytes);
    session_.counters().notifications_dropped += to->events.dropped() - before;
    // There was no room: it ends behind what it has.
    if (to->events.has_ended() && to->now == subscription_source::state::in_force)
    {
        forget(to);
        tell_server(to, nullptr);
    }
}

void subscriptions::release_held()
{
    if (asking_ != 0)
        return;
    held_bytes_ = 0;
    for (auto& each : std::exchange(held_, {}))
        session_.listeners().hand_out(std::move(each.event), each.bytes);
}

} // namespace jsonrpcclient::detail
