// SPDX-License-Identifier: BSL-1.0
// The histograms of a client: one for each method as long as there is room, and for each other kind.
#include "core/latency_table.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using jsonrpcclient::call_kind;
using jsonrpcclient::detail::latency_table;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(latency_tables)

BOOST_AUTO_TEST_CASE(methods_beyond_the_bound_share_one_place_and_the_first_keep_theirs)
{
    latency_table table;
    for (int round = 0; round != 2; ++round)
        for (int i = 0; i != 1000; ++i)
            table.of_method("method " + std::to_string(i)).second.add(1ms);
    auto counted = table.counted();
    BOOST_REQUIRE(counted.size() == latency_table::max_methods + 1);
    for (auto& [kind, method, latency] : counted)
    {
        bool is_other = &latency == &counted.back().latency;
        BOOST_TEST((kind == (is_other ? call_kind::other : call_kind::request)));
        BOOST_TEST(method.empty() == is_other);
        BOOST_TEST(latency.count() == (is_other ? 2 * (1000 - latency_table::max_methods) : 2));
    }
    BOOST_TEST(&table.of_method("method 5") != &table.of_kind(call_kind::other));
    BOOST_TEST(&table.of_method("method 500") == &table.of_kind(call_kind::other));
}

BOOST_AUTO_TEST_CASE(place_stays_where_it_is_while_others_come)
{
    latency_table table;
    auto* first = &table.of_method("first");
    for (int i = 0; i != 90; ++i)
        table.of_method(std::to_string(i));
    BOOST_TEST(&table.of_method("first") == first);
}

BOOST_AUTO_TEST_CASE(long_names_take_no_more_memory_than_their_beginning)
{
    latency_table table;
    std::string name(latency_table::max_method_size, 'x');
    table.of_method(name + "one").second.add(1ms);
    table.of_method(name + "two").second.add(1ms);
    table.of_method(name).second.add(1ms);
    auto counted = table.counted();
    BOOST_REQUIRE(counted.size() == 1U);
    BOOST_TEST(counted.front().method == name);
    BOOST_TEST(counted.front().latency.count() == 3U);
}

BOOST_AUTO_TEST_CASE(what_has_counted_nothing_is_not_shown_and_methods_come_in_their_order)
{
    latency_table table;
    table.of_method("unanswered");
    table.of_kind(call_kind::batch).second.add(1ms);
    table.of_kind(call_kind::notification).second.add(1ms);
    for (auto* method : {"b", "", "a"})
        table.of_method(method).second.add(1ms);
    std::string order;
    for (auto& each : table.counted())
        order += each.method + std::to_string(static_cast<int>(each.kind)) + ' ';
    BOOST_TEST(order == "1 a1 b1 2 3 ");
}

BOOST_AUTO_TEST_SUITE_END()
