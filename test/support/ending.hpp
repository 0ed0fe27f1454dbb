// SPDX-License-Identifier: BSL-1.0
// How something that a test awaits in a coroutine of its own ends.
#pragma once

#include "support/client_test.hpp"

#include <boost/system/system_error.hpp>

#include <optional>
#include <utility>

namespace test {

// The code is there when it has ended, and says nothing if it has ended well.
struct ending
{
    std::optional<boost::system::error_code> code;
};

template <class T>
asio::awaitable<void> note(asio::awaitable<T> pending, ending& how)
{
    // Asio cannot cancel it before it was suspended.
    co_await turn();
    boost::system::error_code code;
    try
    {
        co_await std::move(pending);
    }
    catch (const boost::system::system_error& error)
    {
        code = error.code();
    }
    how.code = code;
}

} // namespace test
