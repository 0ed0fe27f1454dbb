// SPDX-License-Identifier: BSL-1.0
// The C++ library asks the C library what time it is: here, it asks us.
#include "faults/leaping_clock.hpp"

#include "faults/next_function.hpp"

#include <time.h>

#include <atomic>
#include <cstdint>

namespace test {
namespace {

std::atomic<std::int64_t> leapt_nanoseconds = 0;

} // namespace

void leap(std::chrono::nanoseconds by) noexcept { leapt_nanoseconds += by.count(); }

} // namespace test

extern "C" int clock_gettime(clockid_t which, timespec* time) noexcept
{
    auto result = NEXT(clock_gettime)(which, time);
    if (result != 0 || (which != CLOCK_MONOTONIC && which != CLOCK_MONOTONIC_COARSE))
        return result;
    constexpr std::int64_t second = 1'000'000'000;
    auto nanoseconds = time->tv_nsec + test::leapt_nanoseconds.load();
    time->tv_sec += nanoseconds / second;
    time->tv_nsec = nanoseconds % second;
    return result;
}
