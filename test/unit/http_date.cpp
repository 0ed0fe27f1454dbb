// SPDX-License-Identifier: BSL-1.0
// Dates in all forms that HTTP and cookies have, and what is none.
#include "rules/http_date.hpp"

#include <boost/test/unit_test.hpp>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>

using jsonrpcclient::detail::parse_http_date;
using time_point = std::chrono::system_clock::time_point;

BOOST_AUTO_TEST_SUITE(http_date)

namespace {

// Seconds since 1970; -1 if it is no date.
std::int64_t seconds(std::string_view text)
{
    auto when = parse_http_date(text);
    return when ? std::chrono::duration_cast<std::chrono::seconds>(when->time_since_epoch()).count() : -1;
}

constexpr std::int64_t in_1994 = 784111777;

} // namespace

BOOST_AUTO_TEST_CASE(three_forms_of_http_are_one_date)
{
    BOOST_TEST(seconds("Sun, 06 Nov 1994 08:49:37 GMT") == in_1994);
    BOOST_TEST(seconds("Sunday, 06-Nov-94 08:49:37 GMT") == in_1994);
    BOOST_TEST(seconds("Sun Nov  6 08:49:37 1994") == in_1994);
}

BOOST_AUTO_TEST_CASE(forms_of_cookies_are_the_same_date)
{
    for (auto text : {"Sun, 06-Nov-1994 08:49:37 GMT", "06 nov 1994 08:49:37", "6 NOVEMBER 1994 8:49:37",
                      "08:49:37 06 Nov 1994", "1994 Nov 06 08:49:37", "nov 6 94 8:49:37.25 PST",
                      "06th Nov 1994CE 08:49:37Z", " Sun;06/Nov/1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 +0100"})
        BOOST_TEST_CONTEXT (text)
            BOOST_TEST(seconds(text) == in_1994);
}

BOOST_AUTO_TEST_CASE(dates_are_counted_from_1970)
{
    for (auto [text, expected] : {std::pair("Thu, 01 Jan 1970 00:00:00 GMT", std::int64_t(0)),
                                  std::pair("Thu, 01 Jan 1970 00:00:01 GMT", std::int64_t(1)),
                                  std::pair("Wed, 31 Dec 1969 23:59:50 GMT", std::int64_t(-10)),
                                  std::pair("Tue, 29 Feb 2000 23:59:59 GMT", std::int64_t(951868799)),
                                  std::pair("Tue, 19 Jan 2038 03:14:08 GMT", std::int64_t(2147483648)),
                                  std::pair("Wed, 21 Oct 2015 07:28:00 GMT", std::int64_t(1445412480))})
        BOOST_TEST_CONTEXT (text)
            BOOST_TEST(seconds(text) == expected);
}

BOOST_AUTO_TEST_CASE(every_month_is_known)
{
    std::int64_t before = 0;
    for (auto month : {"Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"})
    {
        auto at = seconds("01 " + std::string(month) + " 1970 00:00:00");
        BOOST_TEST(at >= before + 28 * 86400);
        BOOST_TEST(at <= before + 31 * 86400);
        before = at;
    }
    BOOST_TEST(before == 334 * 86400);
}

BOOST_AUTO_TEST_CASE(year_of_two_digits_is_of_1970_to_2069)
{
    BOOST_TEST(seconds("1 Jan 70 00:00:00") == 0);
    BOOST_TEST(seconds("1 Jan 99 00:00:00") == 915148800);
    BOOST_TEST(seconds("1 Jan 00 00:00:00") == 946684800);
    BOOST_TEST(seconds("1 Jan 69 00:00:00") == 3124224000);
}

BOOST_AUTO_TEST_CASE(leap_second_is_the_first_of_the_next_minute)
{
    BOOST_TEST(seconds("Wed, 31 Dec 2008 23:59:60 GMT") == seconds("Thu, 01 Jan 2009 00:00:00 GMT"));
}

BOOST_AUTO_TEST_CASE(date_beyond_the_clock_is_its_last_or_first)
{
    BOOST_CHECK(parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT") == time_point::max());
    BOOST_CHECK(parse_http_date("Mon, 01 Jan 1601 00:00:00 GMT") == time_point::min());
}

BOOST_AUTO_TEST_CASE(what_is_no_date_is_none)
{
    for (auto text : {"",
                      " ",
                      "0",
                      "-1",
                      "120",
                      "Thu",
                      "GMT",
                      "Sun, 06 Nov 1994",
                      "08:49:37 06 Nov",
                      "06 1994 08:49:37",
                      "Nov 1994 08:49:37",
                      "00 Nov 1994 08:49:37",
                      "31 Nov 1994 08:49:37",
                      "32 Dec 1994 08:49:37",
                      "29 Feb 1900 08:49:37",
                      "29 Feb 2001 08:49:37",
                      "06 Nov 1600 08:49:37",
                      "06 Nov 994 08:49:37",
                      "06 Nov 19940 08:49:37",
                      "06 Nov 4 08:49:37",
                      "06 Nov 1994 24:00:00",
                      "06 Nov 1994 08:60:00",
                      "06 Nov 1994 08:49:61",
                      "06 Nov 1994 08:49",
                      "06 Nov 1994 008:49:37",
                      "06 Nov 1994 08:49:370",
                      "06 Nov 1994 08::37",
                      "06 No 1994 08:49:37",
                      "1994-11-06T08:49:37Z",
                      "784111777",
                      "99999999999999999999 Nov 1994 08:49:37",
                      "06 Nov 1994 99999999999999999999:49:37"})
        BOOST_TEST_CONTEXT (text)
            BOOST_TEST(!parse_http_date(text).has_value());
}

BOOST_AUTO_TEST_CASE(first_token_of_a_kind_counts)
{
    BOOST_TEST(seconds("06 Nov 1994 08:49:37 07 Dec 1995 09:50:38") == in_1994);
}

BOOST_AUTO_TEST_CASE(locale_and_zone_of_the_process_change_nothing)
{
    std::string zone = std::getenv("TZ") ? std::getenv("TZ") : "";
    ::setenv("TZ", "America/New_York", 1);
    ::tzset();
    auto locale = std::string(std::setlocale(LC_ALL, nullptr));
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    BOOST_TEST(seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 1445412480);
    std::setlocale(LC_ALL, locale.c_str());
    zone.empty() ? ::unsetenv("TZ") : ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
}

BOOST_AUTO_TEST_SUITE_END()
