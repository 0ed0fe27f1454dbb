// SPDX-License-Identifier: BSL-1.0
// How long calls took, in a fixed number of buckets.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace jsonrpcclient {

/** Durations, counted in buckets.

    @code
    auto counted = client.statistics();
    auto& pings = counted.latency_of("ping");
    std::cout << "99 of " << pings.count() / 100. << " took " << pings.quantile(0.99).count() << " ns or less\n";
    @endcode

    Up to 12.5 us each bucket is 3.125 us wide; above, each doubling has four of
    the same width, up to 105 s. So a quantile is off by a quarter at most. What is
    longer than that has a bucket of its own. Adding takes no memory.
*/
class latency_histogram
{
public:
    using duration = std::chrono::nanoseconds;

    latency_histogram() = default;

    void add(duration taken) noexcept
    {
        taken = std::max(taken, duration::zero());
        ++counts_[bucket_of(taken)];
        ++count_;
        sum_ += taken;
        longest_ = std::max(longest_, taken);
    }

    std::uint64_t count() const noexcept { return count_; }
    std::chrono::duration<double> sum() const noexcept { return sum_; }
    duration longest() const noexcept { return longest_; }

    /// This part of all, such as 0.99, took so long or less. Within a bucket durations are taken to be spread evenly. Zero
    /// if there are none.
    JSONRPCCLIENT_DECL duration quantile(double part) const noexcept;

    static constexpr std::size_t buckets = 97;
    /// How many durations are in this bucket; they are counted from 0 on, the shortest durations first.
    std::uint64_t count_in(std::size_t bucket) const noexcept { return counts_[bucket]; }
    /// The longest duration of this bucket; of the last one, the longest there is.
    static constexpr duration upper_bound(std::size_t bucket) noexcept
    {
        if (bucket + 1 == buckets)
            return duration::max();
        auto doublings = bucket / parts == 0 ? 0 : bucket / parts - 1;
        auto units = bucket / parts == 0 ? bucket + 1 : parts + bucket % parts + 1;
        return unit * (units << doublings);
    }

    /// As if what the other one has counted had been added here as well.
    JSONRPCCLIENT_DECL latency_histogram& operator+=(const latency_histogram& other) noexcept;

private:
    static constexpr duration unit{3125};
    static constexpr std::size_t parts = 4;

    static constexpr std::size_t bucket_of(duration taken) noexcept
    {
        // A bucket's upper bound belongs to it.
        auto units = static_cast<std::uint64_t>(taken.count() - (taken.count() != 0)) / unit.count();
        if (units < parts)
            return units;
        std::size_t doublings = std::bit_width(units) - std::bit_width(parts);
        return std::min(parts * doublings + (units >> doublings), buckets - 1);
    }

    std::array<std::uint64_t, buckets> counts_ = {};
    std::uint64_t count_ = 0;
    // In 292 years of waiting an integer would overflow, which is a day of 100000 calls at a time.
    std::chrono::duration<double, std::nano> sum_{0};
    duration longest_{0};
};

} // namespace jsonrpcclient
