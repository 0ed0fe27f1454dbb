// SPDX-License-Identifier: BSL-1.0
// How long many calls took, in a fixed amount of memory.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tool {

// In nanoseconds: 1, 2 and 5 times each power of ten from a microsecond on.
template <std::size_t Size>
constexpr std::array<std::uint64_t, Size> ends_of_bars()
{
    std::array<std::uint64_t, Size> made{};
    std::uint64_t power = 1000;
    for (std::size_t i = 0; i != Size; i += 3, power *= 10)
    {
        made[i] = power;
        made[i + 1] = 2 * power;
        made[i + 2] = 5 * power;
    }
    return made;
}

// The library's own histogram has four buckets for each doubling; a quantile of this one is off by 1.6 % at most.
class latencies
{
public:
    using duration = std::chrono::nanoseconds;

    // In the histogram that is shown: up to 50 s, and one for what is longer.
    static constexpr std::size_t bars = 25;

    void add(duration taken) noexcept
    {
        auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(taken.count(), 0));
        ++buckets_[bucket_of(value)];
        ++bars_[static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), value) - ends.begin())];
        ++count_;
        longest_ = std::max(longest_, taken);
    }

    std::uint64_t count() const noexcept { return count_; }
    duration longest() const noexcept { return longest_; }

    // This part of all, such as 0.99, took so long or less. Zero if there are none.
    duration quantile(double part) const noexcept
    {
        auto wanted = std::max<std::uint64_t>(1, rank_of(part));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i != buckets_.size(); ++i)
            if ((seen += buckets_[i]) >= wanted)
                return std::min(duration(upper_bound(i)), longest_);
        return longest_;
    }

    std::uint64_t count_in(std::size_t bar) const noexcept { return bars_[bar]; }
    // The longest duration of this bar; there is none of the last one.
    static constexpr duration end_of(std::size_t bar) noexcept
    {
        return bar < ends.size() ? duration(ends[bar]) : duration::max();
    }

private:
    static constexpr unsigned fine_bits = 6;
    static constexpr std::uint64_t fine = 1 << fine_bits;

    static constexpr std::array<std::uint64_t, bars - 1> ends = ends_of_bars<bars - 1>();

    // Up to 2 * fine each value has a bucket of its own; above, each doubling has `fine` of them.
    static constexpr std::size_t bucket_of(std::uint64_t value) noexcept
    {
        if (value < 2 * fine)
            return value;
        auto doublings = static_cast<unsigned>(std::bit_width(value)) - fine_bits - 1;
        return fine * doublings + (value >> doublings);
    }

    static constexpr std::int64_t upper_bound(std::size_t bucket) noexcept
    {
        if (bucket < 2 * fine)
            return static_cast<std::int64_t>(bucket);
        auto doublings = bucket / fine - 1;
        return static_cast<std::int64_t>(((bucket % fine + fine + 1) << doublings) - 1);
    }

    std::uint64_t rank_of(double part) const noexcept
    {
        auto exact = part * static_cast<double>(count_);
        auto whole = static_cast<std::uint64_t>(exact);
        return whole + (static_cast<double>(whole) < exact ? 1 : 0);
    }

    std::array<std::uint64_t, fine * (64 - fine_bits)> buckets_ = {};
    std::array<std::uint64_t, bars> bars_ = {};
    std::uint64_t count_ = 0;
    duration longest_{0};
};

} // namespace tool
