// SPDX-License-Identifier: BSL-1.0
// What a subscription's stream and the client share.
#pragma once

#include <jsonrpcclient/subscription.hpp>

#include "client/inbox.hpp"

#include <memory>
#include <string>

namespace jsonrpcclient::detail {

class call;
class session;

//     asking --answered--> in_force --lost--> idle --connected--> asking
//     any --left, refused, given up--> ended
class subscription_source : public std::enable_shared_from_this<subscription_source>
{
public:
    enum class state
    {
        // It was in force, and there is no connection.
        idle,
        // The request was sent, or is to be.
        asking,
        in_force,
        ended
    };

    subscription_source(std::shared_ptr<session> owner, const asio::any_io_executor& executor, subscription what,
                        call_options options, std::size_t max_events, std::size_t max_bytes)
        : owner(std::move(owner)), what(std::move(what)), options(std::move(options)),
          events(executor, this->what.when_full(), max_events, max_bytes)
    {
    }

    void leave();

    std::shared_ptr<session> owner;
    subscription what;
    call_options options;
    inbox<subscription_event> events;

    state now = state::asking;
    // The client's number for it.
    std::uint64_t serial = 0;
    // The server's name for it, and the key under which its notifications are found.
    json::value id;
    std::string key;
    // The request that is under way.
    std::weak_ptr<call> request;
    // Who waits for the first answer.
    std::shared_ptr<completion<subscription_stream>> starting;
    // Why values may be missing.
    std::string gap;
};

} // namespace jsonrpcclient::detail
