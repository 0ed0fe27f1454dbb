// SPDX-License-Identifier: BSL-1.0
// What a client has counted since it was made.
#pragma once

#include <jsonrpcclient/latency_histogram.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient {

namespace detail {
class failure_access;
}

// In error.hpp.
enum class errc;
enum class delivery;

/// How many calls have ended with which error, and what was known of their delivery.
///
/// @code
/// auto lost = client.statistics().failures.count(rpc::errc::connection_lost, rpc::delivery::maybe_executed);
/// @endcode
class JSONRPCCLIENT_DECL failure_counts
{
public:
    failure_counts() = default;

    std::uint64_t count(errc code) const noexcept;
    std::uint64_t count(delivery known) const noexcept;
    std::uint64_t count(errc code, delivery known) const noexcept;
    /// Calls that ended with an exception of the program's own: its id generator threw.
    std::uint64_t foreign() const noexcept { return foreign_; }

private:
    friend class detail::failure_access;

    static constexpr std::size_t max_codes = 32;
    static constexpr std::size_t max_deliveries = 3;

    // By the values of errc and delivery, both less one.
    std::array<std::array<std::uint64_t, max_deliveries>, max_codes> counts_ = {};
    std::uint64_t foreign_ = 0;
};

/// What is sent, as far as latencies are told apart by it.
enum class call_kind
{
    request = 1,
    /// All notifications; they end when they are written, over HTTP when the server has taken them.
    notification,
    /// All batches.
    batch,
    /// All texts that were sent as they are.
    text,
    /// `client::connect`.
    connect,
    /// Requests of methods that came when there were 100 others.
    other
};

/// How long the calls of one method took, or those of one kind.
///
/// @code
/// auto counted = client.statistics();
/// for (auto& each : counted.latencies)
///     std::cout << each.method << ": " << each.latency.count() << " calls\n";
/// @endcode
struct call_latency
{
    call_latency(call_kind kind, std::string method, const latency_histogram& latency)
        : kind(kind), method(std::move(method)), latency(latency)
    {
    }

    call_kind kind;
    /// Of a request: its first 100 bytes. Else empty.
    std::string method;
    latency_histogram latency;
};

/** What a client has counted since it was made.

    @code
    auto counted = client.statistics();
    std::cout << counted.in_flight << " in flight, " << counted.late << " came too late\n";
    @endcode

    A batch is one call, and so is `client::connect`. At any time `started` is
    the sum of `answered`, `failed`, `timed_out`, `canceled` and `in_flight`.

    The bytes are those of messages as JSON-RPC knows them: what a transport puts
    around them is not counted, be it framing, WebSocket, HTTP's headers,
    compression or TLS. A message counts as sent when it is given to the
    transport to be written, and once more when it is written once more. Over
    HTTP messages are the bodies of POST, of the answers that end a call, and what
    comes beside an answer in a stream of events.
*/
struct statistics
{
    statistics() = default;

    /// Calls that were started: requests, notifications, batches, raw texts, and `connect`.
    std::uint64_t started = 0;
    /// Calls that ended with a response, be it a result or an error object.
    std::uint64_t answered = 0;
    /// Of these, requests that were answered with an error object.
    std::uint64_t error_answers = 0;
    /// Calls that ended with any other exception than a timeout or a cancellation.
    std::uint64_t failed = 0;
    /// Calls that ended with `errc::timeout`.
    std::uint64_t timed_out = 0;
    /// Calls that ended with `errc::canceled`.
    std::uint64_t canceled = 0;
    /// The calls that failed, timed out or were cancelled, by error and delivery.
    failure_counts failures;

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
    /// Of these, those that were dropped: their stream, or the handlers, had no room for them.
    std::uint64_t notifications_dropped = 0;
    /// Requests that the server sent.
    std::uint64_t requests = 0;
    /// How often a handler of what the server sends has thrown; but not `remote_error`, which is an answer.
    std::uint64_t handlers_failed = 0;

    /// Messages that were sent; answers to requests of the server are among them.
    std::uint64_t messages_sent = 0;
    std::uint64_t bytes_sent = 0;
    /// Messages that came, be they of use or not. On a stream one that is too large counts with what was kept of it; over
    /// HTTP a body that is empty, too large or broken is none.
    std::uint64_t messages_received = 0;
    std::uint64_t bytes_received = 0;
    /// Messages of calls that were sent once more, after it had gone wrong.
    std::uint64_t retries = 0;

    /// Connections that were made.
    std::uint64_t connects = 0;
    /// Of these, those that took the place of one that had ended by itself.
    std::uint64_t reconnects = 0;
    /// Connections that ended by themselves; over HTTP only while a call waited for its answer there.
    std::uint64_t connections_lost = 0;

    /// Now: calls that have not ended.
    std::uint64_t in_flight = 0;
    /// Now: messages that wait to be written.
    std::uint64_t queued = 0;
    /// Now: their bytes.
    std::uint64_t queued_bytes = 0;
    /// Now: connections that are open, as far as the client knows; over HTTP there may be several.
    std::uint64_t connections = 0;
    /// Now: those of HTTP among them that wait for a message.
    std::uint64_t idle_connections = 0;

    /// Now: subscriptions that are in force.
    std::uint64_t subscriptions = 0;

    /// How long calls took that were answered, from their start: requests by method, in the order of the alphabet,
    /// then the other kinds. Those of which there was no call do not stand here.
    std::vector<call_latency> latencies;

    /// Of the requests of this method; an empty one if there were none.
    JSONRPCCLIENT_DECL const latency_histogram& latency_of(std::string_view method) const noexcept;
};

/// Names and values of labels, such as `{{"server", "cats"}}`: they tell apart what several programs count.
using prometheus_labels = std::vector<std::pair<std::string, std::string>>;

/** The statistics in the text format of Prometheus, version 0.0.4.

    The labels stand at each value. The text is valid UTF-8: what is none in a
    method's name or a label's value becomes U+FFFD.

    @par Errors
    @li `errc::invalid_config` a label's name is none, stands there twice or is used here:
        `delivery`, `error`, `kind`, `le`, `method`.
*/
JSONRPCCLIENT_DECL std::string to_prometheus(const statistics& counted, const prometheus_labels& labels = {});

/// The same for several clients. Their labels tell them apart.
JSONRPCCLIENT_DECL std::string to_prometheus(const std::vector<std::pair<prometheus_labels, statistics>>& counted);

} // namespace jsonrpcclient
