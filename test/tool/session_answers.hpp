// SPDX-License-Identifier: BSL-1.0
// What a client's HTTP session is tested with: Basic and Digest, redirects, and a proxy.
#pragma once

#include "support/scripted_server.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace test {

// The value of a header, or nothing.
std::string header(const std::string& head, const std::string& name);

// What stands between the method and the version.
std::string target_of(const http_request& request);

// The answer to a call at one of these paths; nothing at any other:
//
//   /basic        the result "welcome" for the user "Yoko" with the password "pass:word", else 401
//   /basic-empty  the same for "Yoko" with an empty password
//   /digest       the same as /basic by Digest, for which the response is computed (RFC 7616, MD5, qop=auth)
//   /redirect/N   a redirect to /redirect/N-1, and from /redirect/0 to /basic
//   /303          a redirect that would make the POST a GET
std::optional<std::string> session_answer(const http_request& request, const std::string& id);

// A proxy for http: passes on what has the form "POST http://host:port/path", with a header Via.
boost::asio::awaitable<void> forward(tcp::socket socket);

} // namespace test
