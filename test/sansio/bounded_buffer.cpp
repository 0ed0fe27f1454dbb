// SPDX-License-Identifier: BSL-1.0
// Events that wait for their reader, and those that find no room.
#include "core/bounded_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using jsonrpcclient::when_full;

BOOST_AUTO_TEST_SUITE(bounded_buffer)

namespace {

using buffer = jsonrpcclient::detail::bounded_buffer<std::string>;
using texts = std::vector<std::string>;

texts rest_of(buffer& from)
{
    texts all;
    while (!from.empty())
        all.push_back(from.pop());
    return all;
}

// "1" to "5" into a buffer for two.
buffer after_five(when_full policy)
{
    buffer made(policy, 2, 100);
    for (int i = 1; i != 6; ++i)
        made.push(std::to_string(i), 1);
    return made;
}

} // namespace

BOOST_AUTO_TEST_CASE(each_policy_keeps_what_it_says)
{
    auto oldest = after_five(when_full::drop_oldest);
    BOOST_TEST(oldest.dropped() == 3U);
    BOOST_TEST(rest_of(oldest) == (texts{"4", "5"}), boost::test_tools::per_element());
    auto newest = after_five(when_full::drop_newest);
    BOOST_TEST(newest.dropped() == 3U);
    BOOST_TEST(rest_of(newest) == (texts{"1", "2"}), boost::test_tools::per_element());
    auto latest = after_five(when_full::keep_latest);
    BOOST_TEST(latest.dropped() == 4U);
    BOOST_TEST(rest_of(latest) == texts{"5"}, boost::test_tools::per_element());
    auto waiting = after_five(when_full::wait);
    BOOST_TEST(waiting.is_full());
    BOOST_TEST(waiting.size() == 5U);
    buffer closing(when_full::close, 1, 100);
    BOOST_TEST(closing.push("1", 1));
    BOOST_TEST(!closing.push("2", 1));
    BOOST_TEST(rest_of(closing) == texts{"1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_as_well_and_given_back)
{
    buffer some(when_full::close, 100, 10);
    BOOST_TEST(some.push("large", 50));
    BOOST_TEST(some.is_full());
    BOOST_TEST(!some.push("small", 1));
    some.pop();
    BOOST_TEST(some.push("small", 1));
    some.clear();
    BOOST_TEST(!some.is_full());
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_never_dropped_and_neighbours_become_one)
{
    buffer some(when_full::drop_oldest, 2, 100);
    some.push_kept("gap 1");
    some.push_kept("gap 2");
    some.push("1", 1);
    some.push_kept("gap 3");
    some.push("2", 1);
    some.push("3", 1);
    BOOST_TEST(rest_of(some) == (texts{"gap 3", "2", "3"}), boost::test_tools::per_element());
    for (int i = 0; i != 1000; ++i)
    {
        some.push_kept("gap");
        some.push("value", 1);
    }
    BOOST_TEST(some.size() <= 4U);
    BOOST_TEST(some.dropped() >= 997U);
}

BOOST_AUTO_TEST_SUITE_END()
