// SPDX-License-Identifier: BSL-1.0
// Calls of JSON-RPC 1.0 beside those of 2.0: each has its answer read by the rules of its own version.
#include "sansio/script.hpp"

using namespace test;
using rpc::detail::rpc_version;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(multiplexer_version_one)

namespace {

reading_rules one(bool validate = true)
{
    reading_rules made;
    made.validate = validate;
    made.version = rpc_version::one;
    return made;
}

std::string old_answer(std::string_view id, std::string_view result = "true", std::string_view error = "null")
{
    return R"({"result":)" + std::string(result) + R"(,"error":)" + std::string(error) + R"(,"id":)" + std::string(id) +
           "}";
}

std::string old_error(std::string_view id) { return old_answer(id, "null", R"({"code":-1,"message":"bad"})"); }

} // namespace

BOOST_AUTO_TEST_CASE(each_call_is_read_by_the_rules_of_its_own_version)
{
    script s;
    auto old = s.send(1, one()), young = s.send(2);
    s.receive(old_answer("1")).result(old, "true");
    s.receive(answer(2)).result(young, "true");
    old = s.send(3, one()), young = s.send(4);
    s.receive(answer(3)).broken(old, "the member error is missing");
    s.receive(old_answer("4")).broken(young, "the member jsonrpc is missing");
    old = s.send(5, one()), young = s.send(6);
    s.receive(old_error("5")).error(old, "bad");
    s.receive(old_error("6")).broken(young, "the member jsonrpc is missing");
    s.nothing_counted();
}

BOOST_AUTO_TEST_CASE(same_holds_for_an_exchange)
{
    script s;
    auto old = s.send(1, one());
    s.exchange(old, old_answer("1")).result(old, "true");
    old = s.send(2, one());
    s.exchange(old, answer(2)).broken(old, "the member error is missing");
    old = s.send(3, one(false));
    s.exchange(old, answer(3)).result(old, "true");
    old = s.send(4, one());
    s.exchange(old, old_answer("5")).broken(old, "its id is 5, not that of the request");
}

BOOST_AUTO_TEST_CASE(error_must_say_whose_it_is_unless_nobody_looks)
{
    script s;
    auto call = s.send(1, one());
    s.receive(old_error("null")).broken(call, "its id is null");
    call = s.send(2, one(false));
    s.receive(old_error("null")).error(call, "bad");
    call = s.send(3, one());
    s.exchange(call, old_error("null")).broken(call, "its id is null");
    call = s.send(4, one(false));
    s.exchange(call, old_error("null")).error(call, "bad");
}

BOOST_AUTO_TEST_CASE(array_of_answers_completes_a_batch_on_a_stream_and_in_an_exchange)
{
    script s;
    auto texts = array(old_answer("2"), old_error("1"), R"({"result":5,"id":3})");
    auto batch = s.send(ids({1, 2, 3}), one());
    s.receive(texts).batch(batch, {error_answer("1"), answer(2), "the member error is missing"});
    batch = s.send(ids({1, 2, 3}), one());
    s.exchange(batch, texts).batch(batch, {error_answer("1"), answer(2), "the member error is missing"});
}

// 1.0 knows no batches, and so no rule on how one is refused.
BOOST_AUTO_TEST_CASE(single_error_without_an_id_fills_every_slot_of_a_batch)
{
    script s;
    auto batch = s.send(ids({1, 2}), one());
    s.receive(old_error("null")).batch(batch, {error_answer("1"), error_answer("2")});
    batch = s.send(ids({1, 2}), one());
    s.exchange(batch, old_error("null")).batch(batch, {error_answer("1"), error_answer("2")});
    batch = s.send(ids({1, 2}), one());
    s.exchange(batch, R"({"error":"bad","id":null})").broken(batch, "the member result is missing");
}

BOOST_AUTO_TEST_CASE(notification_keeps_its_version_for_an_answer_that_refuses_it)
{
    script s;
    BOOST_CHECK(s.mux.rules_of(s.mux.file(one())).version == rpc_version::one);
    BOOST_CHECK(s.mux.rules_of(s.mux.file()).version == rpc_version::two);
}

BOOST_AUTO_TEST_SUITE_END()
