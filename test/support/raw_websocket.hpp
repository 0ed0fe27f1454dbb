// SPDX-License-Identifier: BSL-1.0
// The server's side of WebSocket by hand, for scripts that do what no WebSocket library would.
#pragma once

#include "support/scripted_server.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace test {

// First bytes of frames that are whole messages, or parts of one (RFC 6455, section 5.2).
namespace frame {

inline constexpr int text = 0x81, binary = 0x82, close = 0x88, ping = 0x89, pong = 0x8a;
inline constexpr int first_part = 0x01, middle_part = 0x00, last_part = 0x80;

} // namespace frame

// Reads the request to upgrade and accepts it; gives the request's head. Each of the headers ends in CRLF.
boost::asio::awaitable<std::string> accept_websocket(tcp::socket& socket, std::string& buffer,
                                                     std::string headers = "");

// An answer to such a request, for tests that spoil it.
std::string websocket_answer(const std::string& head);

// A frame as servers send it.
std::string websocket_frame(int first, const std::string& payload);

struct websocket_message
{
    websocket_message() {}

    int first = 0;
    std::string payload;
};

// The next frame, which a client has masked.
boost::asio::awaitable<websocket_message> read_frame(tcp::socket& socket, std::string& buffer);

// Until the client says goodbye, which is answered.
boost::asio::awaitable<void> websocket_closed(tcp::socket& socket, std::string& buffer);

} // namespace test
