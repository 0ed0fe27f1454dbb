// SPDX-License-Identifier: BSL-1.0
// The index of open ids, compared with a sorted map; and that it does not grow with the ids that were.
#include "core/id_index.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

namespace rpc = jsonrpcclient;
using rpc::detail::id_index;

BOOST_AUTO_TEST_SUITE(index_of_ids)

namespace {

// Knows how many of it there are: the places of the table are made of them.
struct counted
{
    counted(int n = 0) : number(n) { ++alive; }
    counted(const counted& other) : number(other.number) { ++alive; }
    counted& operator=(const counted&) = default;
    ~counted() { --alive; }
    int number;
    static inline int alive = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(ids_of_every_kind_are_found_and_erased)
{
    id_index<int> index;
    const rpc::id ids[] = {0, 1, -1, 64, INT64_MAX, INT64_MIN, std::uint64_t(1) << 63, UINT64_MAX, "", "1", "x"};
    int number = 0;
    for (auto& id : ids)
    {
        BOOST_TEST(!index.find(id));
        index.insert(id, ++number);
    }
    number = 0;
    for (auto& id : ids)
    {
        BOOST_REQUIRE(index.find(id));
        BOOST_TEST(*index.find(id) == ++number);
    }
    for (auto& id : ids)
    {
        index.erase(id);
        BOOST_TEST(!index.find(id));
        index.erase(id);
    }
}

BOOST_AUTO_TEST_CASE(integers_with_the_same_last_bits_do_not_disturb_each_other)
{
    id_index<int> index;
    for (int i = 0; i != 20; ++i)
        index.insert(std::int64_t(i) << 32, i);
    for (int i = 0; i < 20; i += 2)
        index.erase(std::int64_t(i) << 32);
    for (int i = 0; i != 20; ++i)
    {
        BOOST_TEST((index.find(std::int64_t(i) << 32) != nullptr) == (i % 2 == 1));
        if (i % 2 == 1)
            BOOST_TEST(*index.find(std::int64_t(i) << 32) == i);
    }
}

BOOST_AUTO_TEST_CASE(straggler_does_not_make_it_grow)
{
    id_index<counted> index;
    int at_first = counted::alive;
    index.insert(1, 5);
    for (int id = 2; id != 100'002; ++id)
    {
        index.insert(id, id);
        index.erase(id);
        BOOST_REQUIRE(counted::alive <= at_first + 1);
    }
    BOOST_REQUIRE(index.find(1));
    BOOST_TEST(index.find(1)->number == 5);
}

BOOST_AUTO_TEST_CASE(ids_far_apart_do_not_make_it_grow)
{
    id_index<counted> index;
    int at_first = counted::alive;
    for (int i = 0; i != 10; ++i)
        index.insert(std::int64_t(1) << (6 * i), i);
    BOOST_TEST(counted::alive <= at_first + 10);
}

BOOST_AUTO_TEST_CASE(many_open_ids_are_all_found)
{
    id_index<int> index;
    for (int id = 0; id != 10'000; ++id)
        index.insert(id, 2 * id);
    for (int id = 0; id != 10'000; ++id)
        BOOST_REQUIRE((index.find(id) && *index.find(id) == 2 * id));
    BOOST_TEST(!index.find(10'000));
}

BOOST_AUTO_TEST_CASE(random_operations_give_what_a_map_gives)
{
    std::mt19937_64 random(42);
    id_index<int> index;
    std::map<std::string, int> model;
    auto draw = [&]() -> rpc::id
    {
        switch (random() % 5)
        {
        case 0:
            return std::to_string(random() % 50);
        case 1:
            return random() | std::uint64_t(1) << 63;
        case 2:
            return static_cast<std::int64_t>(random() % 40) << 6;   // they meet in one place of the table
        case 3:
            return -static_cast<std::int64_t>(random() % 100);
        default:
            return random() % 500;
        }
    };
    for (int i = 0; i != 100'000; ++i)
    {
        auto id = draw();
        auto known = model.find(to_string(id));
        auto* found = index.find(id);
        BOOST_REQUIRE((found != nullptr) == (known != model.end()));
        if (found)
            BOOST_REQUIRE(*found == known->second);
        if (found && random() % 2)
        {
            index.erase(id);
            model.erase(known);
        }
        else if (!found && (i / 10'000 % 2 == 0 || random() % 4 == 0))
        {
            index.insert(id, i);
            model[to_string(id)] = i;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
