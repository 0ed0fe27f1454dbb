// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/latency_histogram.hpp>

namespace jsonrpcclient {

latency_histogram::duration latency_histogram::quantile(double part) const noexcept
{
    if (count_ == 0)
        return duration::zero();
    // What is no number counts as 0.
    part = part > 0 ? std::min(part, 1.0) : 0.0;
    double wanted = part * static_cast<double>(count_);
    double below = 0;
    std::size_t bucket = 0;
    for (; bucket + 1 != buckets; ++bucket)
    {
        auto here = static_cast<double>(counts_[bucket]);
        if (here != 0 && below + here >= wanted)
            break;
        below += here;
    }
    auto lower = bucket == 0 ? duration::zero() : upper_bound(bucket - 1);
    auto upper = std::min(upper_bound(bucket), longest_);
    if (upper <= lower || counts_[bucket] == 0)
        return longest_;
    double inside = (wanted - below) / static_cast<double>(counts_[bucket]);
    return lower + std::chrono::duration_cast<duration>(std::min(inside, 1.0) * (upper - lower));
}

latency_histogram& latency_histogram::operator+=(const latency_histogram& other) noexcept
{
    for (std::size_t i = 0; i != buckets; ++i)
        counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    longest_ = std::max(longest_, other.longest_);
    return *this;
}

} // namespace jsonrpcclient
