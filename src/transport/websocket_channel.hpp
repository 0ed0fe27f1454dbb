// SPDX-License-Identifier: BSL-1.0
// A channel over WebSocket (RFC 6455): a message of the channel is a text message.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include "rules/option_set.hpp"
#include "transport/connect.hpp"

#include <memory>
#include <string>

namespace jsonrpcclient::detail {

// Connects and shakes hands, within the limits of the options. Throws what went wrong. Keeps `now` at what it is doing.
asio::awaitable<std::unique_ptr<channel>> connect_websocket(route to, std::shared_ptr<const option_set> options,
                                                            std::shared_ptr<phase> now);

// Shakes hands over a stream that is connected: once, with this value of the header Authorization unless it is empty.
asio::awaitable<std::unique_ptr<channel>> open_websocket(std::unique_ptr<stream> over, endpoint where,
                                                         std::shared_ptr<const option_set> options,
                                                         std::string authorization);

} // namespace jsonrpcclient::detail
