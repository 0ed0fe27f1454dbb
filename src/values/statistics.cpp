// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/statistics.hpp>

#include <jsonrpcclient/error.hpp>

#include "values/failure_access.hpp"

#include <numeric>

namespace jsonrpcclient {
namespace {

// Enumerators begin at 1. An unknown one is beyond every array.
template <class Enumerator>
std::size_t index_of(Enumerator value) noexcept
{
    return static_cast<std::size_t>(value) - 1;
}

} // namespace

std::uint64_t failure_counts::count(errc code) const noexcept
{
    auto code_index = index_of(code);
    return code_index < max_codes
               ? std::accumulate(counts_[code_index].begin(), counts_[code_index].end(), std::uint64_t(0))
               : 0;
}

std::uint64_t failure_counts::count(delivery known) const noexcept
{
    std::uint64_t sum = 0;
    for (std::size_t code = 1; code <= max_codes; ++code)
        sum += count(static_cast<errc>(code), known);
    return sum;
}

std::uint64_t failure_counts::count(errc code, delivery known) const noexcept
{
    bool is_known = index_of(code) < max_codes && index_of(known) < max_deliveries;
    return is_known ? counts_[index_of(code)][index_of(known)] : 0;
}

void detail::failure_access::add(failure_counts& to, errc code, delivery known) noexcept
{
    if (index_of(code) < failure_counts::max_codes && index_of(known) < failure_counts::max_deliveries)
        ++to.counts_[index_of(code)][index_of(known)];
}

const latency_histogram& statistics::latency_of(std::string_view method) const noexcept
{
    static const latency_histogram none;
    for (auto& each : latencies)
        if (each.kind == call_kind::request && each.method == method)
            return each.latency;
    return none;
}

} // namespace jsonrpcclient
