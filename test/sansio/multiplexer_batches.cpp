// SPDX-License-Identifier: BSL-1.0
// Batches over a stream: slots in the order of the requests, and what a strange element costs.
#include "sansio/script.hpp"

#include <algorithm>

using namespace test;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(batch_completes_in_call_order_whatever_the_order_of_the_answers)
{
    std::vector<int> order{0, 1, 2};
    do
    {
        script s;
        auto batch = s.send(ids({10, "x", 5}));
        std::string texts[] = {answer(10, "0"), answer("x", "1"), error_answer("5")};
        s.receive(array(texts[order[0]], texts[order[1]], texts[order[2]]));
        s.batch(batch, {answer(10, "0"), answer("x", "1"), error_answer("5")}).nothing_counted();
    }
    while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(request_that_the_array_leaves_out_is_missing)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    s.receive(array(answer(2))).batch(batch, {"missing", answer(2), "missing"}).nothing_counted();
    BOOST_TEST(!s.mux.is_taken(1));
}

BOOST_AUTO_TEST_CASE(answer_that_stands_twice_in_the_array_is_taken_once)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(array(answer(1, "\"a\""), answer(1, "\"b\"")))
        .batch(batch, {answer(1, "\"a\""), "missing"})
        .counted(&stats::duplicate);
}

BOOST_AUTO_TEST_CASE(answer_that_nobody_asked_for_is_counted_and_costs_nothing)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(array(answer(9), answer(2), answer(1))).batch(batch, {answer(1), answer(2)}).counted(&stats::unknown);
}

BOOST_AUTO_TEST_CASE(array_of_strangers_finishes_no_batch)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(array(answer(9))).nothing().counted(&stats::unknown);
    s.receive(array(answer(1), answer(2))).batch(batch, {answer(1), answer(2)});
}

BOOST_AUTO_TEST_CASE(broken_element_costs_only_its_slot_and_refers_to_the_text)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    auto text = array(answer(3), R"({"result":5,"id":2})", answer(1));
    s.receive(text).batch(batch, {answer(1), "the member jsonrpc is missing", answer(3)});
    auto& broken = s.call(batch).batch->data[1];
    BOOST_TEST(!broken.missing());
    BOOST_TEST(*broken.id() == 2);
    try
    {
        broken.result();
        BOOST_FAIL("a broken answer has no result");
    }
    catch (const rpc::invalid_response& error)
    {
        BOOST_TEST(error.text() == text);
        BOOST_TEST(error.what() == "the response with id 2 breaks a rule: the member jsonrpc is missing");
    }
}

BOOST_AUTO_TEST_CASE(hole_says_which_id_and_why)
{
    script s;
    auto batch = s.send(ids({1, "b"}));
    s.receive(array(answer(1)));
    auto& hole = s.call(batch).batch->data[1];
    BOOST_TEST(*hole.id() == "b");
    BOOST_CHECK_EXCEPTION(hole.result(), rpc::client_error,
                          [](auto& error)
                          {
                              return error.what() ==
                                         std::string(
                                             "no response with id \"b\" came: the answer to the batch leaves it out") &&
                                     error.delivery() == rpc::delivery::answered;
                          });
}

BOOST_AUTO_TEST_CASE(element_with_an_id_of_another_type_costs_its_slot_unless_ids_are_lenient)
{
    script s;
    auto strict = s.send(ids({1, 2}));
    s.receive(array(answer("1"), answer(2)))
        .batch(strict, {"its id has another JSON type than that of the request", answer(2)});
    auto easy = s.send(ids({3, "4"}), lenient());
    s.receive(array(answer("3"), answer(4)));
    BOOST_TEST(s.call(easy).batch->data[0].ok());
    BOOST_TEST(s.call(easy).batch->data[1].ok());
    s.nothing_counted();
}

BOOST_AUTO_TEST_CASE(batch_may_be_answered_by_single_messages)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    s.receive(answer(3)).nothing();
    s.receive(R"({"id":1,"jsonrpc":"2.0"})").nothing();
    s.receive(answer(2))
        .batch(batch, {"there is neither a result nor an error", answer(2), answer(3)})
        .nothing_counted();
}

BOOST_AUTO_TEST_CASE(array_after_single_answers_finishes_the_batch)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    s.receive(answer(3)).nothing();
    s.receive(array(answer(1))).batch(batch, {answer(1), "missing", answer(3)});
}

BOOST_AUTO_TEST_CASE(array_of_something_else_after_a_single_answer_leaves_the_batch_alone)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(answer(1)).nothing();
    s.receive(array(R"({"method":"log"})")).nothing().counted(&stats::notifications);
    s.receive(answer(2)).batch(batch, {answer(1), answer(2)});
}

BOOST_AUTO_TEST_CASE(second_single_answer_to_a_batch_is_a_duplicate)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(answer(1, "\"a\"")).receive(answer(1, "\"b\"")).nothing().counted(&stats::duplicate);
    s.receive(answer(2)).batch(batch, {answer(1, "\"a\""), answer(2)});
}

BOOST_AUTO_TEST_CASE(one_array_may_answer_several_batches_and_calls)
{
    script s;
    auto first = s.send(ids({1, 2})), second = s.send(ids({3, 4})), third = s.send(ids({5})), call = s.send(6);
    s.receive(array(answer(4), answer(6), answer(1), answer(2)));
    s.batch(first, {answer(1), answer(2)}).batch(second, {"missing", answer(4)}).result(call, "true");
    BOOST_TEST(s.finished.size() == 3u);
    s.receive(array(answer(5))).batch(third, {answer(5)}).nothing_counted();
}

BOOST_AUTO_TEST_CASE(error_object_with_id_null_fills_every_slot)
{
    script s;
    auto batch = s.send(ids({1, "b"}));
    s.receive(error_answer("null", "batch not supported"))
        .batch(batch, {error_answer("1", "batch not supported"), error_answer("\"b\"", "batch not supported")})
        .nothing_counted();
    BOOST_TEST(!s.mux.is_taken(1));
}

BOOST_AUTO_TEST_CASE(single_message_with_id_null_that_is_no_error_object_fails_the_batch)
{
    script s;
    auto batch = s.send(ids({1, 2}), without_validation());
    s.receive(R"({"result":5,"id":null})").broken(batch, "a batch is answered by one result");
    batch = s.send(ids({3, 4}), without_validation());
    s.receive(R"({"result":5,"error":null})").broken(batch, "a batch is answered by one result");
    batch = s.send(ids({5, 6}));
    s.receive(R"({"error":"no batches","id":null,"jsonrpc":"2.0"})").broken(batch, "the member error is not an object");
}

BOOST_AUTO_TEST_CASE(error_object_with_the_id_of_one_request_fills_its_slot_only)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(error_answer("1")).nothing();
    s.receive(answer(2)).batch(batch, {error_answer("1"), answer(2)});
}

BOOST_AUTO_TEST_CASE(broken_text_that_names_one_of_its_ids_fails_the_batch)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(R"([{"id":2,"result":1},{"id":1,)").broken(batch, "it is not JSON: ").counted(&stats::malformed);
    BOOST_TEST(s.finished.size() == 1u);
    BOOST_TEST(!s.mux.is_taken(1));
}

BOOST_AUTO_TEST_CASE(forgotten_batch_gives_the_answers_that_came_and_its_open_ids_are_late)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    s.receive(answer(2));
    auto partial = s.mux.forget(batch, "it timed out");
    BOOST_TEST(script::described(partial) == (std::vector<std::string>{"missing", answer(2), "missing"}),
               boost::test_tools::per_element());
    BOOST_CHECK_EXCEPTION(partial[0].result(), rpc::client_error,
                          [](auto& error)
                          { return error.what() == std::string("no response with id 1 came: it timed out"); });
    BOOST_TEST(s.mux.is_taken(1));
    BOOST_TEST(!s.mux.is_taken(2));
    s.receive(array(answer(1), answer(3))).nothing().counted(&stats::late, 2);
    s.receive(answer(2)).nothing().counted(&stats::duplicate);
}

BOOST_AUTO_TEST_CASE(forgotten_batch_without_an_answer_gives_nothing)
{
    script s;
    BOOST_TEST(s.mux.forget(s.send(ids({1, 2})), "").empty());
    BOOST_TEST(s.mux.forget(s.send(3), "").empty());
    BOOST_TEST(s.mux.forget(s.notify(), "").empty());
}

BOOST_AUTO_TEST_CASE(batch_of_ids_far_apart_is_a_set_and_no_range)
{
    script s;
    auto wide = s.send(ids({1, 1'000'000'000'000, -7})), between = s.send(500);
    s.receive(answer(500)).result(between, "true");
    s.receive(array(answer(-7), answer(1), answer(1'000'000'000'000)))
        .batch(wide, {answer(1), answer(1'000'000'000'000), answer(-7)})
        .nothing_counted();
}

BOOST_AUTO_TEST_SUITE_END()
