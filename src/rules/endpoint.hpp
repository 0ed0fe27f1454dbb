// SPDX-License-Identifier: BSL-1.0
// A URL, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

// What messages travel in.
enum class protocol
{
    http,
    websocket,
    // A stream of bytes with a framing.
    stream
};

struct endpoint
{
    endpoint() = default;

    detail::protocol protocol = protocol::http;
    // By TLS.
    bool is_secure = false;
    // A name or an address; an IPv6 address without its brackets.
    std::string host;
    std::string port;
    // Of the unix socket to connect to in place of host and port, if there is one.
    std::string socket_path;
    // The program to start in place of connecting, and its arguments, if there is one.
    std::vector<std::string> command;
    // HTTP, WebSocket: path and query, percent-encoded.
    std::string target;
    // HTTP, WebSocket: the value of the Host header.
    std::string authority;
    // HTTP, WebSocket: a user and his password.
    std::optional<std::pair<std::string, std::string>> user;
    // The whole URL, without what may be secret: for messages.
    std::string shown;
};

// http, https, ws, wss, tcp, tls, unix or exec. Throws `errc::invalid_url`.
endpoint parse_url(std::string_view url);

// Where a redirect of `from` points (RFC 9110, section 10.2.2). Throws `errc::invalid_url` unless it is http or https.
endpoint resolve_url(const endpoint& from, std::string_view location);

// Whether these digits are the number of a port, 1 to 65535. Boost.URL 1.81 takes 65537 for 1.
bool is_port(std::string_view digits);

} // namespace jsonrpcclient::detail
