// SPDX-License-Identifier: BSL-1.0
// The version of JSON-RPC that a call speaks.
#pragma once

namespace jsonrpcclient::detail {

enum class rpc_version
{
    // https://www.jsonrpc.org/specification_v1
    one,
    // https://www.jsonrpc.org/specification
    two
};

} // namespace jsonrpcclient::detail
