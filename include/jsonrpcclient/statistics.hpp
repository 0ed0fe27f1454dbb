// SPDX-License-Identifier: BSL-1.0
// What a client has counted since it was made.
#pragma once

#include <cstdint>

namespace jsonrpcclient {

/// What a client has counted since it was made. A batch is one call.
struct statistics
{
    statistics() = default;

    /// Calls that were started: requests, notifications and batches.
    std::uint64_t started = 0;
    /// Calls that ended with a response, be it a result or an error object.
    std::uint64_t answered = 0;
    /// Calls that ended with any other exception than a timeout or a cancellation.
    std::uint64_t failed = 0;
    std::uint64_t timed_out = 0;
    std::uint64_t canceled = 0;

    /// Answers to calls that had timed out or were cancelled.
    std::uint64_t late = 0;
    /// Second answers to the same call.
    std::uint64_t duplicate = 0;
    /// Answers with an id that was never used, or with none where it cannot be told whose they are.
    std::uint64_t unknown = 0;
    /// Messages that are no JSON, or no JSON-RPC.
    std::uint64_t malformed = 0;
    /// Notifications that the server sent.
    std::uint64_t notifications = 0;
    /// Requests that the server sent; each is answered with -32601.
    std::uint64_t requests = 0;

    /// Connections that were made.
    std::uint64_t connects = 0;
    /// Connections that ended by themselves.
    std::uint64_t connections_lost = 0;

    /// Now: calls that have not ended.
    std::uint64_t in_flight = 0;
    /// Now: bytes of messages that wait to be written.
    std::uint64_t queued_bytes = 0;
};

} // namespace jsonrpcclient
