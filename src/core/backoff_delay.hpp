// SPDX-License-Identifier: BSL-1.0
// How long to wait before a try, out of the user's backoff.
#pragma once

#include <jsonrpcclient/backoff.hpp>

#include "core/a_year.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace jsonrpcclient::detail {

// Whether there may be another try after so many that failed.
inline bool allows_try(const backoff& how, std::size_t tries) noexcept
{
    return !how.is_none() && (how.attempts() == 0 || tries < how.attempts());
}

// Before the n-th try again, from 1 on; `fraction` is a random one, from 0 to 1.
inline std::chrono::nanoseconds delay_before(const backoff& how, std::size_t n, double fraction) noexcept
{
    // What doubles so often is longer than any longest.
    constexpr std::size_t most = 62;
    auto longest = std::max<double>(0, how.longest().count());
    auto limit = std::max<double>(0, how.first().count());
    for (std::size_t i = 1; i < std::min(n, most) && limit < longest; ++i)
        limit *= 2;
    limit = std::min({limit, longest, static_cast<double>(a_year.count())});
    return std::chrono::nanoseconds(static_cast<std::int64_t>(limit * fraction));
}

} // namespace jsonrpcclient::detail
