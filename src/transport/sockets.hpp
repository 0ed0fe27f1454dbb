// SPDX-License-Identifier: BSL-1.0
// Connects a socket: over TCP, or to a unix socket.
#pragma once

#include "rules/endpoint.hpp"
#include "rules/option_set.hpp"
#include "transport/phase.hpp"

#include <jsonrpcclient/detail/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <memory>

namespace jsonrpcclient::detail {

// Of TCP or of a unix socket: what is done with it is the same.
using socket = asio::generic::stream_protocol::socket;

// Connects to the path of a unix socket, or resolves the host and connects to its addresses in turn, within the limits of
// the options. Throws `boost::system::system_error`. Keeps `now` at what it is doing.
asio::awaitable<socket> connect_socket(endpoint where, const option_set& options, std::shared_ptr<phase> now);

// The bytes of the socket as they are.
std::unique_ptr<stream> make_stream(socket&& connected);

// Ends the connection.
void close(socket& ended) noexcept;

} // namespace jsonrpcclient::detail
