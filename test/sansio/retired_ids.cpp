// SPDX-License-Identifier: BSL-1.0
// The list of ids that were given up: bounded, and honest about what it forgot.
#include "core/retired_ids.hpp"

#include <boost/test/unit_test.hpp>

namespace rpc = jsonrpcclient;
using rpc::detail::retired_ids;

BOOST_AUTO_TEST_SUITE(retired)

namespace {

void add(retired_ids& list, int first, int last)
{
    for (int id = first; id <= last; ++id)
        list.add(id);
}

} // namespace

BOOST_AUTO_TEST_CASE(ids_are_there_until_they_are_erased)
{
    retired_ids list;
    BOOST_TEST(list.empty());
    BOOST_TEST(!list.contains(1));
    BOOST_TEST(!list.erase(1));
    list.add(1);
    list.add("x");
    list.add(UINT64_MAX);
    BOOST_TEST(list.contains(1));
    BOOST_TEST(list.contains("x"));
    BOOST_TEST(list.contains(UINT64_MAX));
    BOOST_TEST(!list.contains("1"));
    BOOST_TEST(list.erase(1));
    BOOST_TEST(!list.erase(1));
    BOOST_TEST(!list.contains(1));
    BOOST_TEST(!list.empty());
    BOOST_TEST(!list.has_overflowed());
}

BOOST_AUTO_TEST_CASE(of_more_than_its_capacity_the_oldest_are_forgotten)
{
    retired_ids list;
    add(list, 1, 1024);
    BOOST_TEST(!list.has_overflowed());
    BOOST_TEST(list.contains(1));
    list.add(1025);
    BOOST_TEST(list.has_overflowed());
    BOOST_TEST(!list.contains(1));
    BOOST_TEST(list.contains(2));
    add(list, 1026, 100'000);
    BOOST_TEST(!list.contains(100'000 - 1024));
    BOOST_TEST(list.contains(100'000 - 1023));
}

BOOST_AUTO_TEST_CASE(erased_ones_can_be_passed_over_without_forgetting_any)
{
    retired_ids list;
    for (int id = 1; id != 5000; ++id)
    {
        list.add(id);
        BOOST_REQUIRE(list.erase(id));
    }
    BOOST_TEST(list.empty());
    BOOST_TEST(!list.has_overflowed());
}

BOOST_AUTO_TEST_CASE(one_that_stays_is_not_forgotten_for_others_that_came_and_went)
{
    retired_ids list;
    list.add("stays");
    for (int id = 1; id != 5000; ++id)
    {
        list.add(id);
        list.erase(id);
    }
    BOOST_TEST(list.contains("stays"));
    BOOST_TEST(!list.has_overflowed());
}

BOOST_AUTO_TEST_CASE(one_that_is_added_again_is_as_young_as_its_last_time)
{
    retired_ids list;
    list.add(0);
    list.erase(0);
    add(list, 1, 500);
    list.add(0);
    add(list, 501, 1020);
    BOOST_TEST(list.contains(0));
    add(list, 1021, 1100);   // the first entry of 0 has left by now
    BOOST_TEST(list.contains(0));
}

BOOST_AUTO_TEST_CASE(clearing_forgets_all_and_that_anything_was_forgotten)
{
    retired_ids list;
    add(list, 1, 2000);
    list.clear();
    BOOST_TEST(list.empty());
    BOOST_TEST(!list.has_overflowed());
    BOOST_TEST(!list.contains(2000));
    list.add(5);
    BOOST_TEST(list.contains(5));
}

BOOST_AUTO_TEST_SUITE_END()
