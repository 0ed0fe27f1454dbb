// SPDX-License-Identifier: BSL-1.0
// Which text is UTF-8, wherever in it what is not may stand.
#include "values/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using jsonrpcclient::detail::is_utf8;
using jsonrpcclient::detail::to_utf8;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(characters_are_told_from_what_looks_like_them_at_every_place)
{
    for (std::size_t before = 0; before != 20; ++before)
        for (std::size_t behind = 0; behind != 20; ++behind)
        {
            auto within = [&](const std::string& text)
            { return std::string(before, 'a') + text + std::string(behind, 'b'); };
            for (std::string good :
                 {"", "\x7f", "\xc3\xa9", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xf0\x9f\x90\x88", "\xf4\x8f\xbf\xbf"})
                BOOST_TEST(is_utf8(within(good)));
            // Half a character, an overlong one, a surrogate, one beyond the last, and bytes that never occur.
            for (std::string bad : {"\xc3", "\xa9", "\xe2\x82", "\xf0\x9f\x90", "\xc0\xaf", "\xe0\x9f\xbf",
                                    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xc3\xa9\xfe"})
            {
                BOOST_TEST(!is_utf8(within(bad)));
                BOOST_TEST(is_utf8(to_utf8(within(bad))));
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
