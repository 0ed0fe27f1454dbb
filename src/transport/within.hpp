// SPDX-License-Identifier: BSL-1.0
// A limit for work that is done by a coroutine.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace jsonrpcclient::detail {

// Errors are values here: `||` waits for the first that succeeds, and a refused connection would wait for the timer.
template <class T>
asio::awaitable<std::pair<std::exception_ptr, std::optional<T>>> as_value(asio::awaitable<T> work)
{
    std::pair<std::exception_ptr, std::optional<T>> outcome;
    try
    {
        outcome.second.emplace(co_await std::move(work));
    }
    catch (...)
    {
        outcome.first = std::current_exception();
    }
    co_return outcome;
}

// Does the work, and cancels it if it takes longer than `limit`; it then throws `timed_out`.
template <class T>
asio::awaitable<T> within(std::chrono::nanoseconds limit, asio::awaitable<T> work)
{
    using namespace asio::experimental::awaitable_operators;
    if (limit.count() <= 0)
        throw boost::system::system_error(asio::error::timed_out);
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto first = co_await (as_value(std::move(work)) || timer.async_wait(asio::use_awaitable));
    auto* outcome = std::get_if<0>(&first);
    if (!outcome)
        throw boost::system::system_error(asio::error::timed_out);
    if (outcome->first)
        std::rethrow_exception(outcome->first);
    co_return std::move(*outcome->second);
}

} // namespace jsonrpcclient::detail
