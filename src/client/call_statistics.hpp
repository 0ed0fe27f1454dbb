// SPDX-License-Identifier: BSL-1.0
// What a client counts of its calls: how each of them ends, and how long it took.
//
// Each call is told of once when it begins, and once when it ends.
#pragma once

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/request.hpp>

#include "core/latency_table.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string>

namespace jsonrpcclient::detail {

using latency_clock = std::chrono::steady_clock;

// A call's start, and where its latency is counted: found when it begins, so that its end looks nothing up.
struct stopwatch
{
    latency_clock::time_point start;
    latency_histogram* latency = nullptr;
};

class call_statistics
{
public:
    // What has no function here is counted there.
    statistics& counters() noexcept { return counters_; }
    const statistics& counters() const noexcept { return counters_; }

    latency_histogram* latency_of(const request& message) { return &latencies_.of_method(message.method()); }
    latency_histogram* latency_of(const notification&) { return latency_of(call_kind::notification); }
    latency_histogram* latency_of(const batch&) { return latency_of(call_kind::batch); }
    latency_histogram* latency_of(const std::string&) { return latency_of(call_kind::text); }
    latency_histogram* latency_of(call_kind kind) { return &latencies_.of_kind(kind); }

    void answered(const stopwatch& since)
    {
        ++counters_.answered;
        since.latency->add((arrival_ ? *arrival_ : latency_clock::now()) - since.start);
    }
    void failed(errc code, delivery known);
    // With a client_error, or with an exception of the program's own.
    void failed(const std::exception_ptr& error);

    void sent(std::size_t bytes) noexcept
    {
        ++counters_.messages_sent;
        counters_.bytes_sent += bytes;
    }
    void received(std::size_t bytes) noexcept
    {
        ++counters_.messages_received;
        counters_.bytes_received += bytes;
    }

    // All but what the dispatcher knows.
    statistics so_far() const;

private:
    friend class arrival_scope;

    statistics counters_;
    latency_table latencies_;
    // When the answers came that are being handed out.
    std::optional<latency_clock::time_point> arrival_;
};

// As long as it lives, answers that are counted have come at the time of its making: what was read in one go. The clock
// is not asked for each of them, and none of them waits for the handlers of the others.
class arrival_scope
{
public:
    explicit arrival_scope(call_statistics& of) : of_(of) { of_.arrival_ = latency_clock::now(); }
    arrival_scope(const arrival_scope&) = delete;
    ~arrival_scope() { of_.arrival_.reset(); }

private:
    call_statistics& of_;
};

} // namespace jsonrpcclient::detail
