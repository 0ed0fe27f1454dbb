// SPDX-License-Identifier: BSL-1.0
// Which HTTP proxy to go through, if any.
#pragma once

#include "rules/endpoint.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

struct proxy
{
    proxy() = default;

    // A name or an address; an IPv6 address without its brackets.
    std::string host;
    std::string port;
    // The value of the Proxy-Authorization header; empty if there is none.
    std::string authorization;
    // The URL without user and password: for messages.
    std::string shown;
};

// "http://[user[:password]@]host[:port][/]", also without "http://"; the port is 80 if it names none. Throws
// `errc::invalid_config`, with a reason that holds nothing of the URL: what is wrong in it may be a password.
proxy parse_proxy(std::string_view url);

// Gives the value of an environment variable, or nullptr.
using environment = std::function<const char*(const char* name)>;

// The environment of the process.
const char* process_environment(const char* name);

// The proxy for this endpoint that the environment names: http_proxy for http and ws (not HTTP_PROXY, which a CGI
// program has from a header of its client), https_proxy or HTTPS_PROXY for https and wss. None for what no_proxy or
// NO_PROXY lists, for streams and for unix sockets. A variable that is empty is not set. Throws `errc::invalid_config`
// with the variable's name.
std::optional<proxy> environment_proxy(const endpoint& to, const environment& get = process_environment);

// Whether a list as no_proxy has it, with commas or blanks between its entries, has an entry for this host and port:
// "*", a name, which stands for its subdomains too, an address or a block of them (10.0.0.0/8), each but a block with
// ":port" if it is for that port only.
bool lists_host(std::string_view list, std::string_view host, std::string_view port);

} // namespace jsonrpcclient::detail
