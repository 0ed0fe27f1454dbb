// SPDX-License-Identifier: BSL-1.0
// A tunnel through an HTTP proxy (RFC 9110, section 9.3.6).
#pragma once

#include "rules/endpoint.hpp"
#include "rules/proxy.hpp"
#include "transport/sockets.hpp"

#include <boost/asio/awaitable.hpp>

namespace jsonrpcclient::detail {

// Asks the proxy, to which the socket is connected, for a connection to this place. Throws what went wrong.
asio::awaitable<socket> open_tunnel(socket over, endpoint to, proxy through);

} // namespace jsonrpcclient::detail
