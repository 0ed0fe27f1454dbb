// SPDX-License-Identifier: BSL-1.0
// What time it is for calls: when the answers came whose handlers are running, or now.
//
// The clock takes 23 ns, a twentieth of a call, and most calls begin in a handler of an answer. They begin when that came,
// unless a coarse clock, which takes 4 ns, says that the handlers have taken some milliseconds meanwhile.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>

namespace jsonrpcclient::detail {

class arrival_clock
{
public:
    using clock = std::chrono::steady_clock;

    clock::time_point now() const { return arrival_ && tick() == tick_ ? *arrival_ : clock::now(); }

    // For an answer that is being handed out: none of them waits for the handlers of the others.
    clock::time_point arrival() const { return arrival_ ? *arrival_ : clock::now(); }

private:
    friend class arrival_scope;

    // It changes with every few milliseconds.
    static std::int64_t tick()
    {
#ifdef CLOCK_MONOTONIC_COARSE
        ::timespec time{};
        ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
        return time.tv_sec * std::int64_t(1'000'000'000) + time.tv_nsec;
#else
        return clock::now().time_since_epoch().count();
#endif
    }

    std::optional<clock::time_point> arrival_;
    std::int64_t tick_ = 0;
};

// As long as it lives, answers come that were read in one go.
class arrival_scope
{
public:
    explicit arrival_scope(arrival_clock& of) : of_(of)
    {
        of_.tick_ = arrival_clock::tick();
        of_.arrival_ = arrival_clock::clock::now();
    }
    arrival_scope(const arrival_scope&) = delete;
    ~arrival_scope() { of_.arrival_.reset(); }

private:
    arrival_clock& of_;
};

} // namespace jsonrpcclient::detail
