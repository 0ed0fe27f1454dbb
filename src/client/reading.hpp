// SPDX-License-Identifier: BSL-1.0
// How the readers of streams enter the client's executor, with what they may cancel.
#pragma once

#include "client/inbox.hpp"
#include "client/session.hpp"

#include <boost/asio/system_executor.hpp>

namespace jsonrpcclient::detail {

// Of a stream that has none, or was moved from: it has ended.
template <class... Results>
void complete_at_once(handler<Results...>&& done)
{
    auto end = std::make_shared<completion<Results...>>(std::move(done), asio::system_executor());
    asio::post(asio::system_executor(), [end] { (*end)(nullptr, {}); });
}

// Asks the source for its next event. It has an owner, `events`, and `next`.
template <class Source, class Event>
void read_next(std::shared_ptr<Source> source, handler<std::optional<Event>>&& done)
{
    if (!source)
        return complete_at_once(std::move(done));
    auto executor = source->owner->executor();
    auto asking = std::make_shared<typename inbox<Event>::reader>(std::move(done), executor);
    if (auto from = asking->cancellation(); from.is_connected())
        from.assign(
            [executor, source = std::weak_ptr(source), asking = std::weak_ptr(asking)](asio::cancellation_type)
            {
                asio::dispatch(executor,
                               [source, asking]
                               {
                                   auto from = source.lock();
                                   if (auto canceled = asking.lock(); from && canceled)
                                       from->events.cancel(canceled);
                               });
            });
    asio::dispatch(executor, [source = std::move(source), asking = std::move(asking)]() mutable
                   { source->owner->enter([source, asking] { source->next(asking); }); });
}

// Ends the source's part in the client.
template <class Source>
void leave(std::shared_ptr<Source> source) noexcept
{
    if (!source)
        return;
    auto executor = source->owner->executor();
    asio::dispatch(executor, [source = std::move(source)] { source->owner->enter([source] { source->leave(); }); });
}

} // namespace jsonrpcclient::detail
