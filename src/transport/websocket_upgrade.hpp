// SPDX-License-Identifier: BSL-1.0
// The upgrade from HTTP to WebSocket (RFC 6455, section 4): what the request says, and what its answer means.
#pragma once

#include "rules/endpoint.hpp"
#include "rules/option_set.hpp"
#include "transport/websocket_layer.hpp"

#include <boost/beast/websocket/rfc6455.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

// The client's headers on the upgrade, but for those that make it one.
void add_headers(websocket::request_type& request, const option_set& options);

// Whether the list of subprotocols that was asked for has the one that the server chose.
bool has_asked_for(const websocket::response_type& answer, const option_set& options);

// Why it has failed, with the status line of the answer where there is one.
std::string explain_handshake(const boost::system::error_code& error, const std::string& status);

// The server did not want to, and perhaps says how it would.
class upgrade_refused : public std::runtime_error
{
public:
    upgrade_refused(const std::string& why, const websocket_layer& answered) : std::runtime_error(why)
    {
        if (answered.status().starts_with("401"))
            challenges_ = answered.challenges();
    }

    const std::vector<std::string>& challenges() const noexcept { return challenges_; }

private:
    std::vector<std::string> challenges_;
};

// What proves to the server who asks; empty if nothing can.
std::string answer_to(const upgrade_refused& refusal, const option_set& options, const endpoint& where);

} // namespace jsonrpcclient::detail
