// SPDX-License-Identifier: BSL-1.0
// How a call gets from its caller to the client's executor, and into the session.
#pragma once

#include "client/call.hpp"
#include "client/session.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/recycling_allocator.hpp>

#include <memory>
#include <utility>

namespace jsonrpcclient::detail {

// Passes the caller's cancellation on to the client's executor.
inline void watch_cancellation(const std::shared_ptr<session>& owner, const std::shared_ptr<call>& made,
                               asio::cancellation_slot from)
{
    if (from.is_connected())
        // Weak: the signal may outlive everything that it could cancel.
        from.assign(
            [watched = std::weak_ptr(owner), made = std::weak_ptr<call>(made)](asio::cancellation_type type)
            {
                auto owner = watched.lock();
                if (!owner)
                    return;
                auto cancel = [owner, made, type]
                {
                    if (auto canceled = made.lock())
                        owner->cancel(*canceled, type);
                };
                asio::dispatch(owner->executor(), [owner, cancel] { owner->enter(cancel); });
            });
}

// What the call has to do with its session: that, and what it sends if it sends something.
inline void accept(session& owner, std::shared_ptr<call> made) { owner.accept_connect(std::move(made)); }

template <class Message>
void accept(session& owner, std::shared_ptr<call> made, Message&& message)
{
    owner.accept(std::move(made), std::move(message));
}

template <class... Results, class Handler, class... Message>
void begin(std::shared_ptr<session> owner, call_options&& options, Handler&& done, Message&&... message)
{
    // Most calls begin in a handler of another that ends then: that leaves its memory.
    auto made =
        std::allocate_shared<call_with<Handler, Results...>>(asio::recycling_allocator<call>(), std::move(options),
                                                             std::move(done), owner->executor());
    watch_cancellation(owner, made, made->cancellation());
    if (owner->can_enter())
        return owner->complete([&] { accept(*owner, std::move(made), std::move(message)...); });
    auto& executor = owner->executor();
    auto entry = [owner, made = std::move(made), ... message = std::move(message)]() mutable
    { accept(*owner, std::move(made), std::move(message)...); };
    asio::dispatch(executor,
                   [owner = std::move(owner), entry = std::move(entry)]() mutable { owner->enter(std::move(entry)); });
}

} // namespace jsonrpcclient::detail
