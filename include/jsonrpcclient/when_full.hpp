// SPDX-License-Identifier: BSL-1.0
// What happens to events when whoever reads them is slower than the server.
#pragma once

#include <jsonrpcclient/config.hpp>

namespace jsonrpcclient {

/// What happens to an event that finds the buffer of its stream full.
///
/// @code
/// auto ticks = client.notifications("tick", rpc::when_full::keep_latest);
/// @endcode
enum class when_full
{
    /// The stream ends with `errc::queue_full` behind the events that it has: nothing is lost without a word.
    close = 1,
    /// The oldest makes room, and is counted.
    drop_oldest,
    /// The new one is dropped, and counted.
    drop_newest,
    /// Only the latest is kept at any time, whatever the size of the buffer; those before it are counted.
    keep_latest,
    /// Nothing more is read from the connection until there is room. Answers to calls wait, too: whoever reads the
    /// stream must not wait for one meanwhile. Over HTTP it is as `close`.
    wait
};

/// "close", "drop_oldest", "drop_newest", "keep_latest" or "wait".
JSONRPCCLIENT_DECL const char* to_string(when_full value) noexcept;

} // namespace jsonrpcclient
