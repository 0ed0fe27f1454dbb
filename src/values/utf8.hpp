// SPDX-License-Identifier: BSL-1.0
// Whether text is UTF-8, and how any becomes it.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// Quick where all of it is ASCII: eight bytes at a time.
bool is_utf8(std::string_view text) noexcept;

// Each byte that belongs to no well-formed character becomes U+FFFD.
std::string to_utf8(std::string_view text);

} // namespace jsonrpcclient::detail
