// SPDX-License-Identifier: BSL-1.0
// How the readers of streams enter the client's executor, with what they may cancel.
#pragma once

#include "client/inbox.hpp"
#include "client/session.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

namespace jsonrpcclient::detail {

// Asks the source, which has an owner and `events`, for its next event.
template <class Source, class Event>
void read_next(std::shared_ptr<Source> source, handler<std::optional<Event>>&& done)
{
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
                                   auto canceled = asking.lock();
                                   if (from && canceled)
                                       from->owner->enter([from, canceled] { from->events.cancel(canceled); });
                               });
            });
    auto ask = [source, asking]
    {
        auto turn = source->events.next(asking);
        if (turn == inbox<Event>::turn::waits)
            source->owner->listen();
        else if (turn == inbox<Event>::turn::ready)
            asio::post(source->owner->executor(),
                       [source, asking]
                       {
                           source->events.serve(asking);
                           source->owner->resume();
                       });
    };
    asio::dispatch(executor, [source, ask = std::move(ask)] { source->owner->enter(ask); });
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
