// SPDX-License-Identifier: BSL-1.0
// Coroutines that can be ended while others wait for them.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jsonrpcclient::detail {

// Asio terminates the program if a coroutine is cancelled in its very first turn, before it was suspended.
template <class T>
asio::awaitable<T> after_a_turn(asio::awaitable<T> work)
{
    co_await asio::post(asio::deferred);
    co_return co_await std::move(work);
}

// A coroutine of its own, so that ending it does not end the one that waits for it.
template <class T>
asio::awaitable<T> stoppable(asio::awaitable<T> work, asio::cancellation_signal& stop,
                             const asio::any_io_executor& where)
{
    return asio::co_spawn(where, after_a_turn(std::move(work)),
                          asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
}

} // namespace jsonrpcclient::detail
