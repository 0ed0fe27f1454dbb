// SPDX-License-Identifier: BSL-1.0
// Messages as they are written: their text, and ids that no open call has.
#include "core/outgoing.hpp"

#include "sansio/script.hpp"
#include "unit/refused.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

using namespace test;
using rpc::errc;
using rpc::detail::id_stamp;
using rpc::detail::outgoing;
using rpc::detail::rpc_version;

BOOST_AUTO_TEST_SUITE(writing)

namespace {

// Gives these ids one after the other, then the last one again and again; a thousand draws are too many.
struct writer : script
{
    explicit writer(std::vector<rpc::id> list = {1, 2, 3, 4, 5, 6, 7, 8, 9}) : ids_to_give(std::move(list)) {}

    std::vector<rpc::id> ids_to_give;
    std::size_t draws = 0;
    rpc::id_generator generator = [this]
    {
        if (draws == 1000)
            throw std::runtime_error("it is drawn without end");
        return ids_to_give[std::min(draws++, ids_to_give.size() - 1)];
    };

    rpc_version version = rpc_version::two;

    template <class Message>
    outgoing write(Message message)
    {
        outgoing made;
        rpc::detail::write(made, std::move(message), id_stamp(generator, mux), version);
        return made;
    }

    template <class Message>
    std::string refusal(errc code, Message message)
    {
        return test::refusal(code, [&] { write(std::move(message)); });
    }
};

const rpc::id& one(const outgoing& made) { return std::get<rpc::id>(made.ids); }
const std::vector<rpc::id>& many(const outgoing& made) { return std::get<std::vector<rpc::id>>(made.ids); }
bool none(const outgoing& made) { return std::holds_alternative<std::monostate>(made.ids); }

} // namespace

BOOST_AUTO_TEST_CASE(request_gets_an_id_of_the_generator)
{
    writer w;
    auto made = w.write(rpc::request("add", 1));
    BOOST_TEST(made.text == R"({"jsonrpc":"2.0","method":"add","params":[1],"id":1})");
    BOOST_TEST(one(made) == 1);
    BOOST_TEST(one(w.write(rpc::request("add"))) == 2);
}

BOOST_AUTO_TEST_CASE(second_answer_to_a_generated_id_is_known_as_a_duplicate)
{
    writer w;
    auto made = w.write(rpc::request("add"));
    w.mux.written(w.mux.file(one(made), {}));
    w.receive(answer(1)).receive(answer(1)).nothing().counted(&rpc::statistics::duplicate);
}

BOOST_AUTO_TEST_CASE(request_keeps_its_own_id_and_none_is_drawn)
{
    writer w;
    auto made = w.write(rpc::request("add").id("foo"));
    BOOST_TEST(made.text == R"({"jsonrpc":"2.0","method":"add","id":"foo"})");
    BOOST_TEST(one(made) == "foo");
    BOOST_TEST(w.draws == 0u);
}

BOOST_AUTO_TEST_CASE(notification_has_no_id)
{
    writer w;
    auto made = w.write(rpc::notification("log", "x"));
    BOOST_TEST(made.text == R"({"jsonrpc":"2.0","method":"log","params":["x"]})");
    BOOST_TEST(none(made));
    BOOST_TEST(w.draws == 0u);
}

BOOST_AUTO_TEST_CASE(raw_text_stays_byte_for_byte)
{
    writer w;
    std::string text = R"( {"id" : 1.0, "jsonrpc":"2.0","method":"a"} )";
    auto made = w.write(text);
    BOOST_TEST(made.text == text);
    BOOST_TEST(one(made) == 1);
    BOOST_TEST(none(w.write(std::string(R"({"jsonrpc":"2.0","method":"a"})"))));
    BOOST_TEST(test::contains(w.refusal(errc::invalid_request, std::string("ping")), "the text is not JSON"));
}

BOOST_AUTO_TEST_CASE(explicit_id_of_an_open_or_abandoned_call_is_refused)
{
    writer w;
    w.file("queued");
    w.send("sent");
    w.mux.forget(w.send("given up"), "");
    for (std::string id : {"queued", "sent", "given up"})
    {
        auto why = "the id \"" + id + "\" belongs to another call whose answer may still come";
        BOOST_TEST(w.refusal(errc::duplicate_id, rpc::request("a").id(id)) == why);
        auto raw = R"({"jsonrpc":"2.0","method":"a","id":")" + id + "\"}";
        BOOST_TEST(w.refusal(errc::duplicate_id, raw) == why);
        BOOST_TEST(w.refusal(errc::duplicate_id, rpc::batch(rpc::request("a"), rpc::request("a").id(id))) == why);
        BOOST_TEST(w.refusal(errc::duplicate_id, rpc::batch::parse("[" + raw + "]")) == why);
    }
    w.receive(answer("sent"));
    BOOST_TEST(one(w.write(rpc::request("a").id("sent"))) == "sent");
}

BOOST_AUTO_TEST_CASE(generated_id_that_is_taken_is_drawn_again)
{
    writer w({1, 1, "x", 2, 3});
    w.send(1);
    w.mux.forget(w.send("x"), "");
    BOOST_TEST(one(w.write(rpc::request("a"))) == 2);
    BOOST_TEST(w.draws == 4u);
}

BOOST_AUTO_TEST_CASE(generator_that_gives_only_taken_ids_ends_with_duplicate_id)
{
    writer w({"always"});
    w.send("always");
    BOOST_TEST(w.refusal(errc::duplicate_id, rpc::request("a")) ==
               "the id generator gave only ids of open calls, 100 times");
    BOOST_TEST(w.draws == 100u);
}

BOOST_AUTO_TEST_CASE(generator_that_gives_one_id_ends_a_batch_of_two_with_duplicate_id)
{
    writer w({"always"});
    BOOST_CHECK_EXCEPTION(w.write(rpc::batch(rpc::request("a"), rpc::request("b"))), std::exception,
                          [](auto& error)
                          {
                              auto* refused = dynamic_cast<const rpc::client_error*>(&error);
                              BOOST_TEST(refused, error.what());
                              return refused && refused->code() == errc::duplicate_id;
                          });
}

BOOST_AUTO_TEST_CASE(generator_that_throws_is_heard)
{
    writer w;
    w.generator = []() -> rpc::id { throw std::runtime_error("no more"); };
    BOOST_CHECK_THROW(w.write(rpc::request("a")), std::runtime_error);
    BOOST_CHECK_THROW(w.write(rpc::batch(rpc::request("a"))), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(batch_has_the_ids_of_its_requests_in_order)
{
    writer w;
    auto made =
        w.write(rpc::batch(rpc::request("a"), rpc::notification("b"), rpc::request("c").id("x"), rpc::request("d")));
    BOOST_TEST(made.text == R"([{"jsonrpc":"2.0","method":"a","id":1},{"jsonrpc":"2.0","method":"b"},)"
                            R"({"jsonrpc":"2.0","method":"c","id":"x"},{"jsonrpc":"2.0","method":"d","id":2}])");
    BOOST_TEST(many(made) == ids({1, "x", 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(batch_of_notifications_waits_for_nothing)
{
    writer w;
    BOOST_TEST(none(w.write(rpc::batch(rpc::notification("a"), rpc::notification("b")))));
    BOOST_TEST(none(w.write(rpc::batch::parse(R"([{"jsonrpc":"2.0","method":"a"}])"))));
}

BOOST_AUTO_TEST_CASE(empty_batch_is_refused)
{
    writer w;
    BOOST_TEST(w.refusal(errc::invalid_request, rpc::batch()) == "the batch is empty");
    BOOST_TEST(w.refusal(errc::invalid_request, rpc::batch::parse("[]")) == "the batch is empty");
}

BOOST_AUTO_TEST_CASE(largest_id_is_known_in_a_batch_that_goes_on_with_the_smallest)
{
    writer w;
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
    for (auto twice : {largest, smallest})
        BOOST_TEST(
            w.refusal(errc::duplicate_id, rpc::batch(rpc::request("a").id(largest), rpc::request("b").id(smallest),
                                                     rpc::request("c").id(twice))) ==
            "the id " + std::to_string(twice) + " stands twice in the batch");
}

BOOST_AUTO_TEST_CASE(explicit_id_that_stands_twice_in_a_batch_is_refused)
{
    writer w;
    BOOST_TEST(w.refusal(errc::duplicate_id, rpc::batch(rpc::request("a").id(1), rpc::request("b").id(1u))) ==
               "the id 1 stands twice in the batch");
    BOOST_TEST(w.refusal(errc::duplicate_id, rpc::batch::parse(R"([{"jsonrpc":"2.0","method":"a","id":1.0},)"
                                                               R"({"jsonrpc":"2.0","method":"a","id":1}])")) ==
               "the id 1 stands twice in the batch");
    BOOST_TEST(many(w.write(rpc::batch(rpc::request("a").id(1), rpc::request("b").id("1")))).size() == 2u);
}

BOOST_AUTO_TEST_CASE(generated_id_is_drawn_again_if_another_request_of_the_batch_has_it)
{
    writer w({1, 2, 2, 3});
    auto made = w.write(rpc::batch(rpc::request("a"), rpc::request("b"), rpc::request("c").id(1)));
    BOOST_TEST(many(made) == ids({2, 3, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parsed_batch_stays_byte_for_byte_and_what_is_pushed_gets_ids)
{
    writer w;
    std::string text = R"([ {"id":5.0,"jsonrpc":"2.0","method":"a"} , {"jsonrpc":"2.0","method":"b"} ])";
    auto made = w.write(rpc::batch::parse(text));
    BOOST_TEST(made.text == text);
    BOOST_TEST(many(made) == ids({5}), boost::test_tools::per_element());
    auto parsed = rpc::batch::parse(text);
    parsed.push_back(rpc::request("c"));
    made = w.write(parsed);
    BOOST_TEST(made.text == R"([ {"id":5.0,"jsonrpc":"2.0","method":"a"} , {"jsonrpc":"2.0","method":"b"} ,)"
                            R"({"jsonrpc":"2.0","method":"c","id":1}])");
    BOOST_TEST(many(made) == ids({5, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(messages_of_json_rpc_1_0_get_ids_in_the_same_way)
{
    writer w;
    w.version = rpc_version::one;
    auto made = w.write(rpc::request("add", 1));
    BOOST_TEST(made.text == R"({"method":"add","params":[1],"id":1})");
    BOOST_TEST(one(made) == 1);
    made = w.write(rpc::notification("log"));
    BOOST_TEST(made.text == R"({"method":"log","params":[],"id":null})");
    BOOST_TEST(none(made));
    made = w.write(rpc::batch(rpc::request("a"), rpc::notification("b"), rpc::request("c").id("x")));
    BOOST_TEST(made.text == R"([{"method":"a","params":[],"id":2},{"method":"b","params":[],"id":null},)"
                            R"({"method":"c","params":[],"id":"x"}])");
    BOOST_TEST(many(made) == ids({2, "x"}), boost::test_tools::per_element());
    BOOST_TEST(made.has_notifications);
}

BOOST_AUTO_TEST_CASE(raw_text_of_json_rpc_1_0_stays_byte_for_byte_and_2_0_refuses_it)
{
    std::string call = R"( {"id" : 1.0, "method":"a","params":[ ]} )";
    std::string notification = R"({"method":"a","params":[],"id":null})";
    std::string both = "[" + call + " ," + notification + "]";
    writer old;
    old.version = rpc_version::one;
    auto made = old.write(call);
    BOOST_TEST(made.text == call);
    BOOST_TEST(one(made) == 1);
    BOOST_TEST(none(old.write(notification)));
    made = old.write(rpc::batch::parse(both));
    BOOST_TEST(made.text == both);
    BOOST_TEST(many(made) == ids({1}), boost::test_tools::per_element());
    BOOST_TEST(made.has_notifications);

    writer young;
    auto why = R"(no request: its member jsonrpc is not "2.0")";
    BOOST_TEST(test::contains(young.refusal(errc::invalid_request, call), why));
    BOOST_TEST(test::contains(young.refusal(errc::invalid_request, rpc::batch::parse(both)), why));
    std::string without_params = R"({"jsonrpc":"2.0","method":"a","id":1})";
    BOOST_TEST(test::contains(old.refusal(errc::invalid_request, without_params), "its params are not an array"));
}

BOOST_AUTO_TEST_CASE(messages_have_names_for_errors)
{
    BOOST_TEST(to_string(rpc::detail::message_name(rpc::request("a\"b"))) == R"("a\"b")");
    BOOST_TEST(to_string(rpc::detail::message_name(rpc::notification("log"))) == R"("log")");
    BOOST_TEST(to_string(rpc::detail::message_name(rpc::batch(rpc::request("a"), rpc::notification("b")))) ==
               "a batch of 2");
    BOOST_TEST(to_string(rpc::detail::message_name(std::string("{}"))) == "a raw message");
}

BOOST_AUTO_TEST_SUITE_END()
