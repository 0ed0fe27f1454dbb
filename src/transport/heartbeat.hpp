// SPDX-License-Identifier: BSL-1.0
// Looks whether a peer is alive: asks for a sign of life when there was none for a while, and gives up when there is none
// for as long again.
#pragma once

#include <jsonrpcclient/config.hpp>

#include "core/a_year.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace jsonrpcclient::detail {

class heartbeat
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    // Why it gives up.
    static constexpr const char* silence = "the server gave no sign of life, though it was asked for one";

    // The functions are called as long as this object lives; `give_up` once, at the end.
    heartbeat(const asio::any_io_executor& executor, std::chrono::nanoseconds interval,
              std::function<time_point()> last_sign, std::function<void()> ask, std::function<void()> give_up)
        : interval_(std::min(interval, a_year)), last_sign_(std::move(last_sign)), ask_(std::move(ask)),
          give_up_(std::move(give_up)), timer_(executor)
    {
        look_at(last_sign_() + interval_);
    }
    heartbeat(const heartbeat&) = delete;

private:
    void look_at(time_point when)
    {
        timer_.expires_at(when);
        timer_.async_wait(
            [this, alive = std::weak_ptr<void>(alive_)](boost::system::error_code error)
            {
                if (!error && !alive.expired())
                    look();
            });
    }

    void look()
    {
        auto now = std::chrono::steady_clock::now();
        auto sign = last_sign_();
        if (sign <= asked_)
            return give_up_();
        if (sign + interval_ > now)
            return look_at(sign + interval_);
        asked_ = now;
        look_at(now + interval_);
        ask_();
    }

    std::chrono::nanoseconds interval_;
    std::function<time_point()> last_sign_;
    std::function<void()> ask_;
    std::function<void()> give_up_;
    asio::steady_timer timer_;
    time_point asked_ = time_point::min();
    // A handler of the timer may come when this object is gone.
    std::shared_ptr<void> alive_ = std::make_shared<char>();
};

} // namespace jsonrpcclient::detail
