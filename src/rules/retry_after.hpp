// SPDX-License-Identifier: BSL-1.0
// Reads the header Retry-After (RFC 9110, section 10.2.3).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace jsonrpcclient::detail {

// How long to wait, from `now` on: of a number of seconds, or of a date. At most a year. None if it is neither.
std::optional<std::chrono::nanoseconds> parse_retry_after(std::string_view value,
                                                          std::chrono::system_clock::time_point now);

} // namespace jsonrpcclient::detail
