// SPDX-License-Identifier: BSL-1.0
// What a text that is sent as it is must be: requests and notifications (JSON-RPC 2.0, section 4, or 1.0).
#pragma once

#include <jsonrpcclient/batch.hpp>

#include "values/rpc_version.hpp"

#include <optional>
#include <string_view>

namespace jsonrpcclient::detail {

// Reads the text of a message that is sent as it is. Throws `errc::invalid_request` unless it is one
// request or notification; gives the id, unless that is missing or null.
std::optional<id> id_of_raw_request(std::string_view text, rpc_version version = rpc_version::two);

// Throws `errc::invalid_request` unless all that was parsed is of this version.
void check_raw_elements(const batch& messages, rpc_version version);

} // namespace jsonrpcclient::detail
