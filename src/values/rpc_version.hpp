// SPDX-License-Identifier: BSL-1.0
// The version of JSON-RPC that a call speaks.
#pragma once

#include <cstdint>

namespace jsonrpcclient::detail {

enum class rpc_version : std::uint8_t
{
    // https://www.jsonrpc.org/specification_v1
    one,
    // https://www.jsonrpc.org/specification
    two
};

} // namespace jsonrpcclient::detail
