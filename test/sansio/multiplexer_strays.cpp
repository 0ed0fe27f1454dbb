// SPDX-License-Identifier: BSL-1.0
// Answers without an id, messages that the server sends of its own accord, and texts too large to be read.
#include "sansio/script.hpp"

using namespace test;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_the_only_unanswered_call)
{
    script s;
    s.send(1);
    s.receive(answer(1));
    auto call = s.send(2), queued = s.file(3);
    s.receive(error_answer()).error(call, "bad").nothing_counted();
    BOOST_TEST(!s.call(call).data.id().has_value());
    s.mux.written(queued);
    s.receive(R"({"jsonrpc":"2.0","error":{"code":-1,"message":"bad"}})").broken(queued, "the member id is missing");
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_nobody_while_two_calls_are_unanswered)
{
    script s;
    auto first = s.send(1), second = s.send(2);
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    BOOST_TEST(s.oddities == 1u);
    s.receive(answer(1)).result(first, "true");
    s.receive(error_answer()).error(second, "bad");
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_nobody_while_no_call_is_unanswered)
{
    script s;
    s.receive(error_answer()).nothing().counted(&stats::unknown);
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_nobody_once_a_notification_was_written)
{
    script s;
    auto queued = s.mux.file();
    auto call = s.send(1);
    s.receive(error_answer()).error(call, "bad").nothing_counted();   // it was not written yet
    call = s.send(2);
    s.mux.written(queued);
    s.mux.forget(queued, "");
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    s.mux.connection_lost();
    s.mux.forget(call, "");
    call = s.send(3);   // on the next connection
    s.receive(error_answer()).error(call, "bad");
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_nobody_while_the_answer_to_an_abandoned_call_may_come)
{
    script s;
    s.mux.forget(s.send(1), "");
    auto call = s.send(2);
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    s.receive(answer(1)).nothing().counted(&stats::late);
    s.receive(error_answer()).error(call, "bad").nothing_counted();
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_the_call_when_the_abandoned_one_was_never_written)
{
    script s;
    s.mux.forget(s.file(1), "");
    auto call = s.send(2);
    s.receive(error_answer()).error(call, "bad");
}

BOOST_AUTO_TEST_CASE(null_id_error_in_an_array_goes_to_nobody)
{
    script s;
    auto call = s.send(1);
    s.receive(array(error_answer())).nothing().counted(&stats::unknown);
    s.receive(answer(1)).result(call, "true");
}

BOOST_AUTO_TEST_CASE(result_with_id_null_breaks_a_rule_unless_nobody_looks)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"jsonrpc":"2.0","result":5,"id":null})").broken(call, "its id is null");
    call = s.send(2, without_validation());
    s.receive(R"({"result":5,"error":null,"id":null})").result(call, "5");
    call = s.send(3);
    s.receive(R"({"jsonrpc":"2.0","result":5,"id":true})")
        .broken(call, "the id is neither a string, an integer nor null");
}

using texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(notifications_of_the_server_are_counted_and_handed_out_in_their_order)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"jsonrpc":"2.0","method":"log","params":[1]})").nothing().counted(&stats::notifications);
    BOOST_TEST(s.unasked == texts{"notification log [1]"}, boost::test_tools::per_element());
    s.receive(array(R"({"method":"a","params":{"b":[null]}})", answer(1), R"({"method":"b","id":null})"))
        .result(call, "true");
    s.counted(&stats::notifications, 2);
    BOOST_TEST(s.unasked == (texts{R"(notification a {"b":[null]})", "notification b"}),
               boost::test_tools::per_element());
    BOOST_TEST(s.oddities == 0u);
}

BOOST_AUTO_TEST_CASE(requests_of_the_server_are_handed_out_with_ids_of_their_own)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"jsonrpc":"2.0","method":"ask","id":1})").nothing().counted(&stats::requests);
    BOOST_TEST(s.unasked == texts{"request ask 1"}, boost::test_tools::per_element());
    s.receive(R"({"jsonrpc":"2.0","method":"ask","id":[1],"params":7})").counted(&stats::requests);
    BOOST_TEST(s.unasked == texts{"request ask 7"}, boost::test_tools::per_element());
    auto ask = [](std::string_view id) { return R"({"jsonrpc":"2.0","method":"a","id":)" + std::string(id) + "}"; };
    s.receive(array(ask("7"), answer(1), ask("\"x\""))).result(call, "true");
    BOOST_TEST(s.unasked == (texts{"request a 7", "request a \"x\""}), boost::test_tools::per_element());
    BOOST_TEST(s.counters.requests == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_rpc_is_handed_out_unless_a_call_hears_of_it)
{
    script s;
    s.receive(array("1", R"({"jsonrpc":"2.0","method":"a"})", R"({"notification":"tick"})"));
    BOOST_TEST(s.unasked == (texts{"stranger", "notification a", "stranger"}), boost::test_tools::per_element());
    for (auto* text : {"[]", "hello", R"({"notification":"tick")"})
    {
        s.receive(text).nothing();
        BOOST_TEST(s.unasked == texts{"stranger"}, boost::test_tools::per_element());
    }
    auto call = s.send(1);
    s.receive(R"({"id":1,"result":)");
    BOOST_TEST(s.unasked.empty());
    BOOST_TEST(s.finished.size() == 1u);
    (void)call;
}

BOOST_AUTO_TEST_CASE(oversized_text_belongs_to_the_call_whose_id_stands_in_its_beginning)
{
    script s;
    auto first = s.send(1), second = s.send("b");
    BOOST_CHECK(s.mux.receive_oversized(R"({"jsonrpc":"2.0","id":"b","result":"xxxxx)") == second);
    BOOST_CHECK(s.mux.receive_oversized(R"({"id":1,"error":{"data":[)") == first);
    s.counted(&stats::malformed, 2);
}

BOOST_AUTO_TEST_CASE(oversized_text_without_an_id_belongs_to_the_only_unanswered_call)
{
    script s;
    auto call = s.send(1);
    constexpr auto text = R"({"jsonrpc":"2.0","result":"xxxxx)";
    BOOST_CHECK(s.mux.receive_oversized(text) == call);
    s.send(2);
    BOOST_CHECK(!s.mux.receive_oversized(text));
}

BOOST_AUTO_TEST_CASE(oversized_text_of_a_call_that_is_not_written_belongs_to_nobody)
{
    script s;
    s.file(1);
    BOOST_CHECK(!s.mux.receive_oversized(R"({"id":1,"result":"xxxxx)"));
}

BOOST_AUTO_TEST_CASE(oversized_text_that_names_another_id_costs_no_call)
{
    script s;
    s.send(1);
    s.receive(answer(1));
    s.send(2);
    BOOST_CHECK(!s.mux.receive_oversized(R"({"id":1,"result":"xxxxx)"));   // answered before
    BOOST_CHECK(!s.mux.receive_oversized(R"({"id":"x","result":"xxxxx)"));
}

BOOST_AUTO_TEST_CASE(oversized_notification_or_request_of_the_server_costs_no_call)
{
    script s;
    s.send(1);
    BOOST_CHECK(!s.mux.receive_oversized(R"({"jsonrpc":"2.0","method":"log","params":["xxxxx)"));
    BOOST_CHECK(!s.mux.receive_oversized(R"({"jsonrpc":"2.0","id":1,"method":"ask","params":["xxxxx)"));
}

BOOST_AUTO_TEST_CASE(oversized_text_cut_inside_its_id_costs_no_other_call)
{
    script s;
    s.send(12);
    s.send(123);
    BOOST_CHECK(!s.mux.receive_oversized(R"({"jsonrpc":"2.0","id":12)"));
}

BOOST_AUTO_TEST_SUITE_END()
