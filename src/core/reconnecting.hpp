// SPDX-License-Identifier: BSL-1.0
// Whether a connection is made again, and when.
//
//     never connected: a try that fails is the end of those who wait for it
//     connected once:  tries go on, later and later, until a connection has answered a call
#pragma once

#include "core/backoff_delay.hpp"

#include <chrono>
#include <cstddef>

namespace jsonrpcclient::detail {

class reconnecting
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit reconnecting(const backoff& how) : how_(how) {}

    // When the next try may begin.
    time_point next() const noexcept { return next_; }

    void connected() noexcept { was_connected_ = true; }

    // The connection is lost. Whether it is to be made again: at once if it had answered a call.
    bool lost(bool has_answered, time_point now, double fraction)
    {
        if (has_answered)
            forget();
        return has_answered ? !how_.is_none() : failed(now, fraction);
    }

    // No connection could be made. Whether there is to be another try.
    bool failed(time_point now, double fraction)
    {
        if (was_connected_ && allows_try(how_, tries_))
        {
            next_ = now + delay_before(how_, ++tries_, fraction);
            return true;
        }
        forget();
        return false;
    }

private:
    void forget() noexcept
    {
        tries_ = 0;
        next_ = time_point::min();
    }

    backoff how_;
    bool was_connected_ = false;
    std::size_t tries_ = 0;
    time_point next_ = time_point::min();
};

} // namespace jsonrpcclient::detail
