// SPDX-License-Identifier: BSL-1.0
// A URL, taken apart.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

enum class scheme
{
    http,
    tcp
};

struct endpoint
{
    detail::scheme scheme;
    // A name or an address; an IPv6 address without its brackets.
    std::string host;
    std::string port;
    // HTTP: path and query, percent-encoded.
    std::string target;
    // HTTP: the value of the Host header.
    std::string authority;
    // The whole URL, without what may be secret: for messages.
    std::string shown;
};

// Throws `errc::invalid_url`.
endpoint parse_url(std::string_view url);

} // namespace jsonrpcclient::detail
