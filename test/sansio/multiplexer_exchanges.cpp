// SPDX-License-Identifier: BSL-1.0
// Exchanges: a text that answers one message and no other, as over HTTP.
#include "sansio/script.hpp"

using namespace test;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(exchange)

namespace {

std::vector<std::string> unmatched(script& s, slot owner) { return script::described(s.call(owner).batch->unmatched); }

using texts = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(answer_finishes_the_call)
{
    script s;
    auto other = s.send(2), call = s.send(1);
    s.exchange(call, answer(1)).result(call, "true").nothing_counted();
    BOOST_TEST(!s.mux.is_taken(1));
    s.exchange(other, error_answer("2")).error(other, "bad");
}

BOOST_AUTO_TEST_CASE(empty_text_and_text_that_is_no_json_fail_the_call)
{
    script s;
    auto call = s.send(1);
    s.exchange(call, "");
    BOOST_TEST(s.rule_of(call) == "it is empty");
    for (auto text : {"<html>", R"({"jsonrpc":"2.0","id":1,"result":)", R"([{"id":1)", " "})
    {
        call = s.send(2);
        s.exchange(call, text).broken(call, "it is not JSON: ");
        auto batch = s.send(ids({3, 4}));
        s.exchange(batch, text).broken(batch, "it is not JSON: ");
    }
    BOOST_TEST(!s.mux.is_taken(2));
}

BOOST_AUTO_TEST_CASE(answer_with_the_id_of_another_call_fails_this_one_and_leaves_the_other)
{
    script s;
    auto other = s.send(2), call = s.send(1);
    s.exchange(call, answer(2));
    BOOST_TEST(s.rule_of(call) == "its id is 2, not that of the request");
    BOOST_TEST(s.call(call).broken->ids == "id 1");
    BOOST_TEST(s.finished.size() == 1u);
    s.exchange(other, answer(2)).result(other, "true");
}

BOOST_AUTO_TEST_CASE(id_of_another_json_type_is_taken_by_a_lenient_call_only)
{
    script s;
    auto call = s.send(1);
    s.exchange(call, answer("1")).broken(call, "its id is \"1\", not that of the request");
    call = s.send(2, lenient());
    s.exchange(call, answer("2")).result(call, "true");
    BOOST_TEST(*s.call(call).data.id() == 2);
    call = s.send("3", lenient());
    s.exchange(call, answer(3)).result(call, "true");
    call = s.send(4, lenient());
    s.exchange(call, answer("5")).broken(call, "its id is \"5\", not that of the request");
}

BOOST_AUTO_TEST_CASE(error_with_id_null_is_the_answer_and_a_result_with_id_null_is_not)
{
    script s;
    s.notify();
    s.send(9);   // an exchange has one call only, whatever else is open
    auto call = s.send(1);
    s.exchange(call, error_answer()).error(call, "bad");
    call = s.send(2);
    s.exchange(call, R"({"jsonrpc":"2.0","result":5,"id":null})").broken(call, "its id is null");
    call = s.send(3, without_validation());
    s.exchange(call, R"({"result":5,"id":null})").result(call, "5");
    call = s.send(4, without_validation());
    s.exchange(call, R"({"result":5})").result(call, "5");
    call = s.send(5);
    s.exchange(call, R"({"jsonrpc":"2.0","result":5})").broken(call, "the member id is missing");
}

BOOST_AUTO_TEST_CASE(rule_that_the_answer_breaks_is_told_before_its_id)
{
    script s;
    auto call = s.send(1);
    s.exchange(call, R"({"result":5,"id":2})").broken(call, "the member jsonrpc is missing");
    call = s.send(1);
    s.exchange(call, "5").broken(call, "the answer is not an object");
    call = s.send(1);
    s.exchange(call, R"({"jsonrpc":"2.0","method":"a"})").broken(call, "there is neither a result nor an error");
}

BOOST_AUTO_TEST_CASE(array_in_answer_to_a_single_call_fails_it)
{
    script s;
    for (auto& text : {array(answer(1)), array()})
    {
        auto call = s.send(1);
        s.exchange(call, text).broken(call, "it is an array, and the request was not a batch");
    }
}

BOOST_AUTO_TEST_CASE(batch_completes_in_call_order_with_holes)
{
    script s;
    auto batch = s.send(ids({1, "b", 3}));
    s.exchange(batch, array(answer(3), answer(1))).batch(batch, {answer(1), "missing", answer(3)}).nothing_counted();
    BOOST_TEST(s.call(batch).batch->unmatched.empty());
    BOOST_TEST(!s.mux.is_taken("b"));
}

BOOST_AUTO_TEST_CASE(empty_array_leaves_every_slot_missing)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.exchange(batch, "[]").batch(batch, {"missing", "missing"});
}

BOOST_AUTO_TEST_CASE(answers_that_nobody_asked_for_are_kept_and_counted)
{
    script s;
    auto other = s.send(9), batch = s.send(ids({1, 2}));
    s.exchange(batch, array(answer(9), answer(2), error_answer(), answer(1), answer(1, "\"again\"")));
    s.batch(batch, {answer(1), answer(2)}).counted(&stats::unknown, 3);
    BOOST_TEST(unmatched(s, batch) == (texts{answer(9), error_answer(), answer(1, "\"again\"")}),
               boost::test_tools::per_element());
    BOOST_TEST(s.finished.size() == 1u);
    s.exchange(other, answer(9)).result(other, "true");
}

BOOST_AUTO_TEST_CASE(elements_that_are_no_answers_are_counted_as_malformed)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.exchange(batch, array("5", answer(1), "{}", R"({"method":"log"})")).batch(batch, {answer(1), "missing"});
    s.counted(&stats::malformed, 3);
    BOOST_TEST(s.call(batch).batch->unmatched.empty());
}

BOOST_AUTO_TEST_CASE(broken_element_costs_only_its_slot)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.exchange(batch, array(R"({"jsonrpc":"2.0","id":2})", answer(1)))
        .batch(batch, {answer(1), "there is neither a result nor an error"});
}

BOOST_AUTO_TEST_CASE(lenient_batch_takes_ids_of_another_type_and_a_strict_one_keeps_them_aside)
{
    script s;
    auto batch = s.send(ids({1, "2"}), lenient());
    s.exchange(batch, array(answer("1"), answer(2)));
    BOOST_TEST(s.call(batch).batch->data[0].ok());
    BOOST_TEST(s.call(batch).batch->data[1].ok());
    batch = s.send(ids({3}));
    s.exchange(batch, array(answer("3"))).batch(batch, {"missing"});
    BOOST_TEST(unmatched(s, batch) == texts{answer("3")}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(single_error_object_fills_every_slot)
{
    script s;
    for (auto id : {"null", "\"strange\""})
    {
        auto batch = s.send(ids({1, 2}));
        s.exchange(batch, error_answer(id)).batch(batch, {error_answer("1"), error_answer("2")}).nothing_counted();
    }
    auto batch = s.send(ids({1, 2}));
    s.exchange(batch, R"({"error":{"code":-1,"message":"bad"}})").broken(batch, "the member jsonrpc is missing");
    batch = s.send(ids({1}), without_validation());
    s.exchange(batch, R"({"error":{"code":-1,"message":"bad"}})").batch(batch, {error_answer("1")});
}

BOOST_AUTO_TEST_CASE(single_answer_to_a_batch_of_one_is_taken)
{
    script s;
    auto batch = s.send(ids({1}));
    s.exchange(batch, answer(1)).batch(batch, {answer(1)});
    batch = s.send(ids({2}), without_validation());
    s.exchange(batch, R"({"result":true,"error":null,"id":2})").batch(batch, {answer(2)});
}

BOOST_AUTO_TEST_CASE(single_message_without_result_and_error_does_not_throw_at_a_batch)
{
    script s;
    for (auto text : {R"({"error":null})", R"({"error":null,"id":1})", R"({"result":null,"error":null,"id":null})",
                      "{}", "5", "null"})
    {
        auto batch = s.send(ids({1, 2}), without_validation());
        s.exchange(batch, text);
        s.call(batch);
        BOOST_TEST(s.finished.size() == 1u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
