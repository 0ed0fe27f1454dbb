// SPDX-License-Identifier: BSL-1.0
// Messages that wait to be written, and those that are withdrawn from any place among them.
#include "core/send_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <random>

using jsonrpcclient::detail::message_list;
using jsonrpcclient::detail::send_queue;
using slot = send_queue::slot;

BOOST_AUTO_TEST_SUITE(sending)

namespace {

std::string drain(send_queue& queue)
{
    std::string text;
    while (!queue.empty())
        text += queue.pop().text;
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_leave_in_order_with_their_owners_and_their_bytes)
{
    send_queue queue;
    BOOST_TEST(queue.empty());
    queue.push(3, "one");
    queue.push(send_queue::nobody, "reply");
    queue.push(0, "two");
    BOOST_TEST(queue.bytes() == 11u);
    auto first = queue.pop();
    BOOST_TEST(first.owner == 3u);
    BOOST_TEST(first.text == "one");
    BOOST_TEST(queue.bytes() == 8u);
    BOOST_TEST(queue.pop().owner == send_queue::nobody);
    BOOST_TEST(queue.pop().owner == 0u);
    BOOST_TEST(queue.empty());
    BOOST_TEST(queue.bytes() == 0u);
}

// Every subset of five messages, withdrawn forwards and backwards.
BOOST_AUTO_TEST_CASE(withdrawn_messages_never_leave_wherever_they_stood)
{
    for (unsigned mask = 0; mask != 32; ++mask)
        for (bool backwards : {false, true})
        {
            send_queue queue;
            std::string expected;
            for (slot owner = 0; owner != 5; ++owner)
            {
                queue.push(owner, std::string(1, static_cast<char>('a' + owner)));
                if (!(mask >> owner & 1))
                    expected += static_cast<char>('a' + owner);
            }
            for (slot i = 0; i != 5; ++i)
                if (slot owner = backwards ? 4 - i : i; mask >> owner & 1)
                    queue.withdraw(owner);
            BOOST_TEST(queue.bytes() == expected.size());
            BOOST_TEST(queue.empty() == expected.empty());
            BOOST_TEST(drain(queue) == expected);
            BOOST_TEST(queue.bytes() == 0u);
        }
}

BOOST_AUTO_TEST_CASE(message_that_has_left_or_never_was_cannot_be_withdrawn)
{
    send_queue queue;
    queue.withdraw(0);
    queue.push(0, "a");
    queue.push(1, "b");
    queue.pop();
    queue.withdraw(0);
    queue.withdraw(7);
    queue.withdraw(send_queue::nobody);
    BOOST_TEST(queue.bytes() == 1u);
    BOOST_TEST(drain(queue) == "b");
}

BOOST_AUTO_TEST_CASE(message_can_be_withdrawn_once)
{
    send_queue queue;
    queue.push(0, "a");
    queue.push(1, "b");
    queue.push(2, "c");
    queue.withdraw(1);
    queue.withdraw(1);
    BOOST_TEST(queue.bytes() == 2u);
    BOOST_TEST(drain(queue) == "ac");
}

BOOST_AUTO_TEST_CASE(reply_of_nobody_cannot_be_withdrawn)
{
    send_queue queue;
    queue.push(send_queue::nobody, "a");
    queue.withdraw(send_queue::nobody);
    BOOST_TEST(drain(queue) == "a");
}

BOOST_AUTO_TEST_CASE(slot_used_again_withdraws_its_new_message_only)
{
    send_queue queue;
    queue.push(0, "first");
    queue.push(1, "old");
    queue.withdraw(1);
    queue.push(1, "new");
    queue.push(2, "last");
    queue.withdraw(1);
    BOOST_TEST(drain(queue) == "firstlast");
}

BOOST_AUTO_TEST_CASE(what_is_put_back_comes_first_and_can_be_withdrawn)
{
    send_queue queue;
    queue.push(0, "a");
    queue.push(1, "b");
    queue.push(2, "c");
    queue.push(3, "d");
    queue.pop();
    std::vector<send_queue::item> popped;
    popped.push_back(queue.pop());
    popped.push_back(queue.pop());
    queue.push(0, "e");
    queue.put_back(std::move(popped));
    BOOST_TEST(queue.bytes() == 4u);
    BOOST_TEST(queue.front() == "b");
    queue.withdraw(1);
    BOOST_TEST(drain(queue) == "cde");
}

BOOST_AUTO_TEST_CASE(texts_of_nobody_can_be_dropped)
{
    send_queue queue;
    queue.push(send_queue::nobody, "x");
    queue.push(0, "a");
    queue.push(send_queue::nobody, "y");
    queue.push(1, "b");
    queue.push(send_queue::nobody, "z");
    queue.drop_of_nobody();
    BOOST_TEST(queue.size() == 2u);
    BOOST_TEST(queue.bytes() == 2u);
    queue.withdraw(1);
    BOOST_TEST(drain(queue) == "a");
}

BOOST_AUTO_TEST_CASE(messages_that_are_popped_together_keep_their_order_and_their_owners)
{
    send_queue queue;
    message_list leaving;
    leaving.push(9, "of the last write");
    queue.push(3, "one");
    queue.push(send_queue::nobody, std::string(100'000, 'x'));
    queue.push(0, "two");
    queue.push(1, "given up");
    queue.withdraw(1);
    queue.pop_into(leaving, 1 << 20);
    BOOST_TEST(queue.empty());
    BOOST_TEST(queue.bytes() == 0u);
    BOOST_TEST_REQUIRE(leaving.size() == 3u);
    BOOST_TEST(leaving.owner(0) == 3u);
    BOOST_TEST(leaving.text(0) == "one");
    BOOST_TEST(leaving.owner(1) == send_queue::nobody);
    BOOST_TEST(leaving.text(1).size() == 100'000u);
    BOOST_TEST(leaving.text(2) == "two");
}

BOOST_AUTO_TEST_CASE(no_more_is_popped_together_than_is_enough)
{
    send_queue queue;
    message_list leaving;
    for (slot owner = 0; owner != 5; ++owner)
        queue.push(owner, std::string(1000, static_cast<char>('a' + owner)));
    queue.pop_into(leaving, 2500);
    BOOST_TEST(leaving.size() == 3u);
    BOOST_TEST(queue.bytes() == 2000u);
    BOOST_TEST(queue.front() == std::string(1000, 'd'));
    queue.pop_into(leaving, 2500);
    BOOST_TEST(leaving.size() == 2u);
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(slot_knows_whether_its_message_was_popped_last)
{
    send_queue queue;
    message_list leaving;
    queue.push(0, "a");
    queue.push(1, "b");
    queue.pop_into(leaving, 1);
    BOOST_TEST(queue.was_popped_last(0));
    BOOST_TEST(!queue.was_popped_last(1));
    BOOST_TEST(!queue.was_popped_last(7));
    BOOST_TEST(!queue.was_popped_last(send_queue::nobody));
    queue.push(0, "another message of the slot");
    BOOST_TEST(!queue.was_popped_last(0));
    queue.pop_into(leaving, 1);
    BOOST_TEST(queue.was_popped_last(1));
    BOOST_TEST(!queue.was_popped_last(0));
    queue.withdraw(1);
    BOOST_TEST(!queue.was_popped_last(1));
    BOOST_TEST(queue.front() == "another message of the slot");
}

BOOST_AUTO_TEST_CASE(string_gives_back_what_it_has_taken)
{
    std::string text(100'000, 'x');
    jsonrpcclient::detail::give_back(text);
    BOOST_TEST(text.empty());
    BOOST_TEST(text.capacity() < 100u);
}

BOOST_AUTO_TEST_CASE(what_has_left_is_not_there_when_its_memory_is_used_again)
{
    send_queue queue;
    message_list leaving;
    queue.push(0, "a");
    queue.pop_into(leaving, 1);
    queue.reuse(leaving);
    BOOST_TEST(leaving.empty());
    BOOST_TEST(queue.empty());
    queue.push(0, "b");
    queue.pop_into(leaving, 1);
    queue.push(1, "c");
    queue.reuse(leaving);
    BOOST_TEST(drain(queue) == "c");
}

BOOST_AUTO_TEST_CASE(list_leaves_out_what_is_not_kept)
{
    message_list list;
    for (auto text : {"a", "b", "c", "d"})
        list.push(static_cast<slot>(*text), text);
    std::string asked;
    list.keep_if(
        [&](slot, std::string_view text)
        {
            asked += text;
            return text == "b" || text == "d";
        });
    BOOST_TEST(asked == "abcd");
    BOOST_TEST_REQUIRE(list.size() == 2u);
    BOOST_TEST(list.text(0) == "b");
    BOOST_TEST(list.owner(1) == slot('d'));
    list.clear();
    BOOST_TEST(list.empty());
}

BOOST_AUTO_TEST_CASE(random_operations_give_what_a_list_gives)
{
    std::mt19937 random(7);
    send_queue queue;
    std::deque<std::pair<slot, std::string>> model;
    auto place = [&](slot owner)
    { return std::find_if(model.begin(), model.end(), [&](auto& e) { return e.first == owner; }); };
    // Those that were popped last, one after the other.
    std::vector<send_queue::item> popped;
    message_list leaving;
    for (int i = 0; i != 20'000; ++i)
    {
        slot owner = random() % 20;
        switch (random() % 5)
        {
        case 0:
            if (place(owner) == model.end())
            {
                // Now and then one that is large.
                auto size = random() % 10 == 0 ? 4090 + random() % 20 : random() % 50;
                model.emplace_back(owner, std::string(size, 'x') + std::to_string(i));
                queue.push(owner, std::string(model.back().second));
            }
            break;
        case 1:
            queue.withdraw(owner);
            if (auto found = place(owner); found != model.end())
                model.erase(found);
            break;
        default:
            if (!model.empty())
            {
                auto first = queue.pop();
                BOOST_REQUIRE(first.owner == model.front().first);
                BOOST_REQUIRE(first.text == model.front().second);
                model.pop_front();
                std::erase_if(popped, [&](auto& item) { return item.owner == first.owner; });
                popped.push_back(std::move(first));
            }
            break;
        case 3:
            std::erase_if(popped, [&](auto& item) { return place(item.owner) != model.end(); });
            for (auto item = popped.rbegin(); item != popped.rend(); ++item)
                model.emplace_front(item->owner, item->text);
            queue.put_back(std::move(popped));
            popped.clear();
            break;
        case 4:
            queue.pop_into(leaving, random() % 200);
            for (std::size_t at = 0; at != leaving.size(); ++at)
            {
                BOOST_REQUIRE(!model.empty());
                BOOST_REQUIRE(leaving.owner(at) == model.front().first);
                BOOST_REQUIRE(leaving.text(at) == model.front().second);
                model.pop_front();
                std::erase_if(popped, [&](auto& item) { return item.owner == leaving.owner(at); });
            }
            for (slot each = 0; each != 20; ++each)
            {
                bool is_there = false;
                for (std::size_t at = 0; at != leaving.size(); ++at)
                    is_there = is_there || leaving.owner(at) == each;
                BOOST_REQUIRE(queue.was_popped_last(each) == is_there);
            }
            if (random() % 2)
                queue.reuse(leaving);
        }
        std::size_t bytes = 0;
        for (auto& each : model)
            bytes += each.second.size();
        BOOST_REQUIRE(queue.bytes() == bytes);
        BOOST_REQUIRE(queue.empty() == model.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
