// SPDX-License-Identifier: BSL-1.0
// Deadlines: the earliest first, whatever was pushed and erased, compared with a sorted map.
#include "core/deadline_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using jsonrpcclient::detail::deadline_queue;
using slot = deadline_queue::slot;

BOOST_AUTO_TEST_SUITE(deadlines)

namespace {

deadline_queue::time_point at(int time) { return deadline_queue::time_point(std::chrono::milliseconds(time)); }

} // namespace

BOOST_AUTO_TEST_CASE(earliest_is_next_whatever_the_order_of_pushing)
{
    deadline_queue queue;
    BOOST_TEST(queue.empty());
    for (slot owner : {5u, 1u, 9u, 3u, 7u, 0u})
        queue.push(owner, at(static_cast<int>(owner)));
    for (slot expected : {0u, 1u, 3u, 5u, 7u, 9u})
    {
        BOOST_TEST(queue.next_slot() == expected);
        BOOST_CHECK(queue.next() == at(static_cast<int>(expected)));
        queue.erase(expected);
    }
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(slot_that_is_not_there_can_be_erased)
{
    deadline_queue queue;
    queue.erase(0);
    queue.push(1, at(1));
    queue.erase(0);
    queue.erase(2);
    queue.erase(1'000'000);
    BOOST_TEST(queue.next_slot() == 1u);
    queue.erase(1);
    queue.erase(1);
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(slot_that_left_can_come_again_with_another_time)
{
    deadline_queue queue;
    queue.push(0, at(5));
    queue.push(1, at(3));
    queue.erase(1);
    queue.push(1, at(7));
    BOOST_TEST(queue.next_slot() == 0u);
    queue.erase(0);
    BOOST_CHECK(queue.next() == at(7));
}

BOOST_AUTO_TEST_CASE(random_operations_give_what_a_sorted_map_gives)
{
    std::mt19937 random(20240229);
    deadline_queue queue;
    std::multimap<deadline_queue::time_point, slot> model;
    std::map<slot, std::multimap<deadline_queue::time_point, slot>::iterator> places;
    auto check = [&]
    {
        BOOST_REQUIRE(queue.empty() == model.empty());
        if (model.empty())
            return;
        BOOST_REQUIRE(queue.next() == model.begin()->first);
        BOOST_REQUIRE(places.contains(queue.next_slot()));
        BOOST_REQUIRE(places[queue.next_slot()]->first == queue.next());
    };
    auto erase = [&](slot owner)
    {
        queue.erase(owner);
        if (auto place = places.find(owner); place != places.end())
        {
            model.erase(place->second);
            places.erase(place);
        }
        check();
    };
    for (int i = 0; i != 50'000; ++i)
    {
        slot owner = random() % 300;
        int what = static_cast<int>(random() % 10);
        // Times repeat, and the queue is now and then full and now and then empty.
        bool grows = i / 5000 % 2 == 0;
        if (what < (grows ? 7 : 3) && !places.contains(owner))
        {
            // Some in order, some not, as with calls of two timeouts.
            auto time = at(random() % 3 == 0 ? static_cast<int>(random() % 100) : i / 10);
            queue.push(owner, time);
            places[owner] = model.emplace(time, owner);
            check();
        }
        else if (what < 9)
            erase(owner);
        else if (!queue.empty())
            erase(queue.next_slot());
    }
    while (!queue.empty())
        erase(queue.next_slot());
    BOOST_TEST(model.empty());
}

BOOST_AUTO_TEST_SUITE_END()
