// SPDX-License-Identifier: BSL-1.0
// What a client counts of its calls: how each of them ends, and how long it took.
//
// Each call is told of once when it begins, and once when it ends.
#pragma once

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/request.hpp>

#include "core/arrival_clock.hpp"
#include "core/latency_table.hpp"

#include <exception>
#include <string>

namespace jsonrpcclient::detail {

// A call's start, and where it is counted: found when it begins, so that its end looks nothing up.
struct stopwatch
{
    arrival_clock::clock::time_point start;
    latency_table::row* row = nullptr;
};

class call_statistics
{
public:
    arrival_clock& time() noexcept { return time_; }

    // What has no function here is counted there.
    statistics& counters() noexcept { return counters_; }
    const statistics& counters() const noexcept { return counters_; }

    latency_table::row* row_of(const request& message) { return &latencies_.of_method(message.method()); }
    latency_table::row* row_of(const notification&) { return row_of(call_kind::notification); }
    latency_table::row* row_of(const batch&) { return row_of(call_kind::batch); }
    latency_table::row* row_of(const std::string&) { return row_of(call_kind::text); }
    latency_table::row* row_of(call_kind kind) { return &latencies_.of_kind(kind); }

    void answered(const stopwatch& since)
    {
        ++counters_.answered;
        since.row->second.add(time_.arrival() - since.start);
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
    arrival_clock time_;
    statistics counters_;
    latency_table latencies_;
};

} // namespace jsonrpcclient::detail
