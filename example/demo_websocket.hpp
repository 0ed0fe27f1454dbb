// SPDX-License-Identifier: BSL-1.0
// The demo server's connections over WebSocket, which begin as HTTP.
#ifndef DEMO_WEBSOCKET_HPP
#define DEMO_WEBSOCKET_HPP

#include "demo_connection.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <string>

namespace demo {

// Answers a request to upgrade, and serves what comes then. `early` is what has been read behind the request.
void serve_websocket(std::shared_ptr<server_state> state, tcp::socket socket,
                     const boost::beast::http::request<boost::beast::http::string_body>& request, std::string early);

} // namespace demo

#endif
