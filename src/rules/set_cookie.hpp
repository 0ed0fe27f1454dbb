// SPDX-License-Identifier: BSL-1.0
// What a Set-Cookie header says.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace jsonrpcclient::detail {

// Refers to the text of the header.
struct set_cookie
{
    std::string_view name;
    std::string_view value;
    // Without a dot in front; empty if there is none.
    std::string_view domain;
    bool has_domain = false;
    // Empty if it is none: the default path of the request stands for it.
    std::string_view path;
    bool is_secure = false;
    // The last one for a cookie that lasts as long as the session, the first one for a cookie that is to be removed.
    std::chrono::system_clock::time_point expires = std::chrono::system_clock::time_point::max();
};

// RFC 6265, section 5.2. None if the cookie has no name, is larger than 4096 bytes, has a control character, or breaks
// the promise of its name: __Secure- or __Host- (RFC 6265bis, section 4.1.3). An attribute of more than 1024 bytes is
// ignored.
std::optional<set_cookie> parse_set_cookie(std::string_view text, std::chrono::system_clock::time_point now);

} // namespace jsonrpcclient::detail
