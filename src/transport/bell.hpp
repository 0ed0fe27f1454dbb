// SPDX-License-Identifier: BSL-1.0
// Where coroutines wait until something has changed.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace jsonrpcclient::detail {

// For any number of coroutines, on one executor. Each looks before it waits, and again when it goes on.
//
// It is a timer that never fires: whoever waits there is destroyed with the context, even if what he waits for is his own.
class bell
{
public:
    explicit bell(asio::any_io_executor executor) : timer_(std::move(executor), asio::steady_timer::time_point::max())
    {
    }

    // Lets all that wait go on, each in a turn of its own.
    void ring() { timer_.cancel(); }

    // Throws if the coroutine is cancelled.
    asio::awaitable<void> wait()
    {
        co_await timer_.async_wait(asio::as_tuple(asio::deferred));
        auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }

private:
    asio::steady_timer timer_;
};

} // namespace jsonrpcclient::detail
