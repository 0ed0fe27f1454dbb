// SPDX-License-Identifier: BSL-1.0
// What a stream of notifications and the client share.
#pragma once

#include <jsonrpcclient/notification_stream.hpp>

#include "client/inbox.hpp"

#include <memory>
#include <optional>
#include <string>

namespace jsonrpcclient::detail {

class session;

class notification_source : public std::enable_shared_from_this<notification_source>
{
public:
    // Without a method it is for all that nobody else has asked for.
    notification_source(std::shared_ptr<session> owner, const asio::any_io_executor& executor,
                        std::optional<std::string> method, when_full policy, std::size_t max_events,
                        std::size_t max_bytes)
        : owner(std::move(owner)), method(std::move(method)), events(executor, policy, max_events, max_bytes)
    {
    }

    void leave();

    std::shared_ptr<session> owner;
    std::optional<std::string> method;
    inbox<server_notification> events;
};

} // namespace jsonrpcclient::detail
