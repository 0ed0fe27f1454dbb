// SPDX-License-Identifier: BSL-1.0
// What becomes of a client's connection.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <functional>
#include <string_view>

namespace jsonrpcclient {

/// What becomes of a client's connection.
///
/// @code
/// client.on_state([](rpc::connection_state state, std::string_view reason)
///                 { std::cerr << to_string(state) << ' ' << reason << '\n'; });
/// @endcode
enum class connection_state
{
    /// A connection is being made.
    connecting = 1,
    /// It is there.
    connected,
    /// It has ended, or could not be made. If calls need one, it is made again.
    lost,
    /// The client was closed, and makes no other one.
    closed
};

/// "connecting", "connected", "lost" or "closed".
JSONRPCCLIENT_DECL const char* to_string(connection_state value) noexcept;

/// Called on the client's executor for each change; of `lost` with the reason, which lives as long as the handler runs.
/// What it throws is dropped.
using state_handler = std::function<void(connection_state state, std::string_view reason)>;

} // namespace jsonrpcclient
