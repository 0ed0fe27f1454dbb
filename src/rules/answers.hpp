// SPDX-License-Identifier: BSL-1.0
// What the server's requests are answered with (JSON-RPC 2.0, section 5, or 1.0, as the request was).
#pragma once

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/id.hpp>

#include "values/rpc_version.hpp"

#include <optional>
#include <string>

namespace jsonrpcclient::detail {

// Of the specification, section 5.1.
constexpr std::int64_t invalid_request = -32600;
constexpr std::int64_t method_not_found = -32601;
constexpr std::int64_t internal_error = -32603;
// Of the server errors, -32000 to -32099, which are the program's to define.
constexpr std::int64_t too_many_requests = -32000;

// Throws `errc::invalid_request` for a value that has no JSON text.
std::string answer_with(const json::value& result, const std::optional<id>& asked, rpc_version version);
std::string answer_with(const error_object& error, const std::optional<id>& asked, rpc_version version);

} // namespace jsonrpcclient::detail
