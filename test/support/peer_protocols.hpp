// SPDX-License-Identifier: BSL-1.0
// The server's side of TLS and of WebSocket.
#pragma once

#include "support/byte_stream.hpp"
#include "support/tls_setup.hpp"

namespace test {

// What the connections of one server share.
class tls_context;
std::shared_ptr<tls_context> make_tls_context(const tls_setup& setup);

// Each of these throws `system_error` when the handshake fails.

boost::asio::awaitable<std::unique_ptr<byte_stream>> accept_tls(stream_socket socket,
                                                                std::shared_ptr<tls_context> context, tls_facts& facts);

boost::asio::awaitable<std::unique_ptr<wire>> accept_websocket(stream_socket socket);

boost::asio::awaitable<std::unique_ptr<wire>> accept_websocket(stream_socket socket,
                                                               std::shared_ptr<tls_context> context, tls_facts& facts);

} // namespace test
