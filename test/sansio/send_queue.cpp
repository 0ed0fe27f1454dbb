// SPDX-License-Identifier: BSL-1.0
// Messages that wait to be written, and those that are withdrawn from any place among them.
#include "core/send_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <random>

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
        for (bool backwards : {false, true}) {
            send_queue queue;
            std::string expected;
            for (slot owner = 0; owner != 5; ++owner) {
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

BOOST_AUTO_TEST_CASE(random_operations_give_what_a_list_gives)
{
    std::mt19937 random(7);
    send_queue queue;
    std::deque<std::pair<slot, std::string>> model;
    auto place = [&](slot owner) { return std::find_if(model.begin(), model.end(), [&](auto& e) { return e.first ==
        owner; }); };
    // Those that were popped last, one after the other.
    std::vector<send_queue::item> popped;
    for (int i = 0; i != 20'000; ++i) {
        slot owner = random() % 20;
        switch (random() % 4) {
        case 0:
            if (place(owner) == model.end()) {
                model.emplace_back(owner, std::string(random() % 50, 'x') + std::to_string(i));
                queue.push(owner, std::string(model.back().second));
            }
            break;
        case 1:
            queue.withdraw(owner);
            if (auto found = place(owner); found != model.end())
                model.erase(found);
            break;
        default:
            if (!model.empty()) {
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
        }
        std::size_t bytes = 0;
        for (auto& each : model)
            bytes += each.second.size();
        BOOST_REQUIRE(queue.bytes() == bytes);
        BOOST_REQUIRE(queue.empty() == model.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
