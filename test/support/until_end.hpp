// SPDX-License-Identifier: BSL-1.0
// Waits for work on a connection that may just end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace test {

// What ended it other than the end of the connection. A value, as `||` waits for the first that does not throw.
inline boost::asio::awaitable<std::exception_ptr> until_end(boost::asio::awaitable<void> work)
{
    try
    {
        co_await std::move(work);
    }
    catch (const boost::system::system_error&)
    {
    }
    catch (...)
    {
        co_return std::current_exception();
    }
    co_return nullptr;
}

} // namespace test
