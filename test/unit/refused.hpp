// SPDX-License-Identifier: BSL-1.0
// Catches what is thrown when something is refused, so that a test can look at it.
#ifndef TEST_UNIT_REFUSED_HPP
#define TEST_UNIT_REFUSED_HPP

#include <jsonrpcclient/error.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace test {

// The client_error that the function throws. Fails the test when it throws none.
template <class Function>
jsonrpcclient::client_error refused(Function&& function)
{
    try
    {
        function();
    }
    catch (const jsonrpcclient::client_error& error)
    {
        return error;
    }
    BOOST_FAIL("nothing was refused");
    throw;   // never reached
}

// What it says when nothing was sent, with that code.
template <class Function>
std::string refusal(jsonrpcclient::errc code, Function&& function)
{
    auto error = refused(function);
    BOOST_CHECK(error.code() == code);
    BOOST_CHECK(error.delivery() == jsonrpcclient::delivery::not_sent);
    return error.what();
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

} // namespace test

#endif
