// SPDX-License-Identifier: BSL-1.0
// Makes any text UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// Each byte that belongs to no well-formed character becomes U+FFFD.
std::string to_utf8(std::string_view text);

} // namespace jsonrpcclient::detail
