// SPDX-License-Identifier: BSL-1.0
// Single calls over a stream: which answer goes to which call, and what becomes of all other texts.
#include "sansio/script.hpp"

using namespace test;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(answer_finishes_its_call_and_no_other)
{
    script s;
    auto first = s.send(1), second = s.send(2);
    s.receive(answer(2, "\"b\"")).result(second, "\"b\"");
    BOOST_TEST(s.finished.size() == 1u);
    BOOST_TEST(*s.call(second).data.id() == 2);
    s.receive(answer(1, "\"a\"")).result(first, "\"a\"").nothing_counted();
    BOOST_TEST(s.finished.size() == 1u);
}

BOOST_AUTO_TEST_CASE(error_object_finishes_its_call)
{
    script s;
    auto call = s.send(1);
    s.receive(error_answer("1", "no cat")).error(call, "no cat").nothing_counted();
}

BOOST_AUTO_TEST_CASE(ids_of_every_kind_find_their_calls)
{
    for (const auto& id :
         ids({0, -1, INT64_MAX, INT64_MIN, std::uint64_t(1) << 63, UINT64_MAX, "", "1", "a\"\n", "\xc3\xa9"}))
    {
        script s;
        auto other = s.send(1000), call = s.send(id);
        s.receive(answer(id)).result(call, "true").nothing_counted();
        s.receive(answer(1000)).result(other, "true");
    }
}

BOOST_AUTO_TEST_CASE(id_in_the_form_of_a_fraction_finds_its_call)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"jsonrpc":"2.0","id":1.0,"result":2})").result(call, "2").nothing_counted();
}

BOOST_AUTO_TEST_CASE(answer_that_breaks_a_rule_finishes_its_call_with_the_rule)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"result":5,"id":1})").broken(call, "the member jsonrpc is missing");
    call = s.send(2, without_validation());
    s.receive(R"({"result":5,"id":2})").result(call, "5");
    call = s.send(3);
    s.receive(R"({"jsonrpc":"2.0","id":3})").broken(call, "there is neither a result nor an error").nothing_counted();
}

BOOST_AUTO_TEST_CASE(second_answer_is_counted_as_duplicate)
{
    script s;
    s.send(1);
    auto other = s.send(2);
    s.receive(answer(1)).receive(answer(1)).nothing().counted(&stats::duplicate);
    BOOST_TEST(s.oddities == 1u);
    s.receive(answer(2)).result(other, "true");
}

BOOST_AUTO_TEST_CASE(answer_with_an_id_that_was_never_used_is_counted_as_unknown)
{
    script s;
    s.send(5);
    for (auto id : ids({4, 6, -5, UINT64_MAX, "x", ""}))
        s.receive(answer(id)).nothing().counted(&stats::unknown);
    BOOST_TEST(s.oddities == 1u);
}

BOOST_AUTO_TEST_CASE(answer_after_its_call_was_given_up_is_late_and_its_id_stays_taken_until_then)
{
    for (auto id : ids({7, "seven", std::uint64_t(1) << 63}))
    {
        script s;
        s.mux.forget(s.send(id), "");
        BOOST_TEST(s.mux.is_taken(id));
        s.receive(answer(id)).nothing().counted(&stats::late);
        BOOST_TEST(!s.mux.is_taken(id));
    }
}

BOOST_AUTO_TEST_CASE(second_answer_to_a_call_that_was_given_up_is_a_duplicate)
{
    script s;
    s.mux.forget(s.send(1), "");
    s.receive(answer(1)).receive(answer(1));
    BOOST_TEST(s.counters.late == 1u);
    BOOST_TEST(s.counters.duplicate == 1u);
}

BOOST_AUTO_TEST_CASE(call_given_up_before_it_was_written_frees_its_id_at_once)
{
    script s;
    s.mux.forget(s.file("x"), "");
    BOOST_TEST(!s.mux.is_taken("x"));
    s.receive(answer("x")).nothing().counted(&stats::unknown);
}

BOOST_AUTO_TEST_CASE(id_is_taken_from_filing_until_the_answer)
{
    script s;
    BOOST_TEST(!s.mux.is_taken("x"));
    auto call = s.file("x");
    BOOST_TEST(s.mux.is_taken("x"));
    s.mux.written(call);
    s.receive(answer("x"));
    BOOST_TEST(!s.mux.is_taken("x"));
}

BOOST_AUTO_TEST_CASE(answer_before_the_call_was_written_is_not_its_answer)
{
    script s;
    auto call = s.file(1);
    s.receive(answer(1)).nothing().counted(&stats::unknown);
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    s.receive(R"({"id":1,"result":)").nothing().counted(&stats::malformed);
    s.mux.written(call);
    s.receive(answer(1)).result(call, "true");
}

BOOST_AUTO_TEST_CASE(id_of_another_json_type_fails_the_call_by_name)
{
    script s;
    auto number = s.send(1), string = s.send("2");
    constexpr auto rule = "its id has another JSON type than that of the request";
    s.receive(answer("1")).broken(number, rule);
    s.receive(answer(2)).broken(string, rule).nothing_counted();
}

BOOST_AUTO_TEST_CASE(id_of_another_json_type_is_taken_by_a_lenient_call_which_keeps_its_own)
{
    script s;
    auto number = s.send(1, lenient()), string = s.send("2", lenient()), large = s.send(INT64_MIN, lenient());
    s.receive(answer("1", "1")).result(number, "1");
    BOOST_TEST(*s.call(number).data.id() == 1);
    s.receive(answer(2, "2")).result(string, "2");
    BOOST_TEST(*s.call(string).data.id() == "2");
    s.receive(answer("-9223372036854775808")).result(large, "true").nothing_counted();
}

BOOST_AUTO_TEST_CASE(id_of_the_same_type_is_preferred_to_one_of_another)
{
    script s;
    auto number = s.send(1, lenient()), string = s.send("1", lenient());
    s.receive(answer("1")).result(string, "true");
    s.receive(answer(1)).result(number, "true");
}

BOOST_AUTO_TEST_CASE(string_that_only_looks_like_the_number_is_unknown_to_a_lenient_call_too)
{
    script s;
    auto call = s.send(1, lenient());
    for (auto id : {"01", "+1", "1.0", " 1", "1 ", "0x1"})
        s.receive(answer(id)).nothing().counted(&stats::unknown);
    s.receive(answer(1)).result(call, "true");
}

BOOST_AUTO_TEST_CASE(late_answer_of_another_json_type_is_late_for_a_lenient_call)
{
    script s;
    s.mux.forget(s.send(1, lenient()), "");
    s.receive(answer("1")).nothing().counted(&stats::late);
}

BOOST_AUTO_TEST_CASE(broken_text_fails_the_call_whose_id_can_be_read)
{
    script s;
    auto first = s.send(1), second = s.send("b"), third = s.send(3);
    s.receive(R"({"jsonrpc":"2.0","id":1,"result":[1,)").broken(first, "it is not JSON: ").counted(&stats::malformed);
    s.receive(R"({"id":"b","result":tru})").broken(second, "it is not JSON: ").counted(&stats::malformed);
    for (auto text :
         {R"({"jsonrpc":"2.0","result":5,"id")", "", "<html>", R"({"id":99,"result":)", R"({"method":"x","id":3,)"})
        s.receive(text).nothing().counted(&stats::malformed);
    s.receive(answer(3)).result(third, "true");
}

BOOST_AUTO_TEST_CASE(text_cut_inside_its_id_fails_no_other_call)
{
    script s;
    auto other = s.send(12), own = s.send(123);
    s.receive(R"({"jsonrpc":"2.0","result":1,"id":12)").nothing().counted(&stats::malformed);
    s.receive(answer(12)).result(other, "true");
    s.receive(answer(123)).result(own, "true");
}

BOOST_AUTO_TEST_CASE(text_that_is_json_but_no_json_rpc_costs_no_call)
{
    script s;
    auto call = s.send(1);
    for (auto text : {"5", "null", "\"1\"", "{}", R"({"jsonrpc":"2.0"})", R"({"method":1})", "[]", "[1]", "[[]]"})
        s.receive(text).nothing().counted(&stats::malformed);
    BOOST_TEST(s.oddities == 1u);
    s.receive(answer(1)).result(call, "true");
}

BOOST_AUTO_TEST_CASE(answers_of_several_calls_may_come_in_one_array)
{
    script s;
    auto first = s.send(1), second = s.send(2);
    s.receive(array(answer(2), "{}", answer(1), answer(9)));
    s.result(first, "true").result(second, "true");
    BOOST_TEST(s.counters.malformed == 1u);
    BOOST_TEST(s.counters.unknown == 1u);
}

BOOST_AUTO_TEST_CASE(answer_with_a_method_is_an_answer)
{
    script s;
    auto call = s.send(1);
    s.receive(R"({"jsonrpc":"2.0","method":"x","id":1,"result":5})").result(call, "5").nothing_counted();
}

BOOST_AUTO_TEST_SUITE_END()
