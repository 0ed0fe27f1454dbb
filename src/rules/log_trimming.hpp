// SPDX-License-Identifier: BSL-1.0
// Shortens a message for a log.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// The text as compact JSON, in which a value that is a string of more than 30 characters is its first 10, "...", and
// its last 10, and an array of more than 30 items the same with items; at any depth. Names of members and numbers stay
// as they are. A text that is no JSON, or is nested more than 512 deep, is cut like one string, but has no quotation
// marks.
std::string trim_log_values(std::string_view text);

} // namespace jsonrpcclient::detail
