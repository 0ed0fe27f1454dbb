// SPDX-License-Identifier: BSL-1.0
// Reads the dates of HTTP headers and of cookies.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace jsonrpcclient::detail {

// A date in any form of RFC 9110 section 5.6.7, or in the looser one of cookies (RFC 6265 section 5.1.1), which
// contains those: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994". It is
// UTC, whatever zone it names. A date that the clock cannot count up to is the last one that it can, or the first. None
// if it is no date.
std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text);

} // namespace jsonrpcclient::detail
