// SPDX-License-Identifier: BSL-1.0
#include "rules/retry_after.hpp"

#include <boost/test/unit_test.hpp>

using jsonrpcclient::detail::parse_retry_after;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(retry_after)

namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT", and half a second.
const auto now = std::chrono::system_clock::time_point(784111777s) + 500ms;

} // namespace

BOOST_AUTO_TEST_CASE(seconds_are_counted)
{
    BOOST_CHECK(parse_retry_after("0", now) == 0s);
    BOOST_CHECK(parse_retry_after(" 120 ", now) == 2min);
    BOOST_CHECK(parse_retry_after("99999999999999999999999999", now) == 24h * 365);
}

BOOST_AUTO_TEST_CASE(a_date_is_that_much_later_and_one_in_the_past_is_now)
{
    BOOST_CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now) == 1min);
    BOOST_CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == 0s);
    BOOST_CHECK(parse_retry_after("Sun, 06 Nov 1904 08:49:37 GMT", now) == 0s);
    BOOST_CHECK(parse_retry_after("Sunday, 06-Nov-94 08:50:37 GMT", now) == 1min);
    BOOST_CHECK(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == 24h * 365);
}

BOOST_AUTO_TEST_CASE(anything_else_is_nothing)
{
    for (auto* value : {"", " ", "-1", "1.5", "1s", "soon", "0x10", "Sun, 06 Nov"})
        BOOST_TEST(!parse_retry_after(value, now), value);
}

BOOST_AUTO_TEST_SUITE_END()
