// SPDX-License-Identifier: BSL-1.0
// Texts of a stream of events: what of them answers the call that waits for it, and what the server says beside.
#include "sansio/script.hpp"

using namespace test;
using stats = rpc::statistics;
using rpc::detail::hearing;

BOOST_AUTO_TEST_SUITE(beside)

namespace {

const std::string note = R"({"jsonrpc":"2.0","method":"log"})";
const std::string question = R"({"jsonrpc":"2.0","method":"ask","id":"q"})";

using texts = std::vector<std::string_view>;

void is_answer(const hearing& came, std::string_view answer)
{
    BOOST_TEST(came.is_whole);
    BOOST_TEST(came.answer == answer);
    BOOST_TEST(came.beside.empty());
}

void is_part(const hearing& came, std::string_view answer)
{
    BOOST_TEST(!came.is_whole);
    BOOST_TEST(came.answer == answer);
}

void is_nothing(const hearing& came) { is_part(came, ""); }

} // namespace

BOOST_AUTO_TEST_CASE(notifications_and_requests_stand_beside_the_answer)
{
    script s;
    auto call = s.send(1);
    auto came = s.mux.receive_beside(call, note);
    is_nothing(came);
    BOOST_TEST(came.beside == texts({note}));
    came = s.mux.receive_beside(call, question);
    is_nothing(came);
    BOOST_TEST(came.beside == texts({question}));
    BOOST_REQUIRE(came.unasked.size() == 1U);
    BOOST_TEST((came.unasked[0].kind == rpc::detail::message_kind::request));
    is_answer(s.mux.receive_beside(call, answer(1)), answer(1));
    BOOST_TEST(s.counters.notifications == 1U);
    BOOST_TEST(s.counters.requests == 1U);
    s.exchange(call, answer(1)).result(call, "true");
}

BOOST_AUTO_TEST_CASE(an_array_is_taken_apart)
{
    script s;
    auto call = s.send(1);
    auto odd_note = R"({"jsonrpc":"2.0","method":"]}\\\",["})";
    auto text = "[ " + question + "\n,\t" + answer(1, R"([{"a":[1,2]},"x,y"])") + "," + odd_note + "]";
    auto came = s.mux.receive_beside(call, text);
    BOOST_TEST(came.is_whole);
    BOOST_TEST(came.answer == answer(1, R"([{"a":[1,2]},"x,y"])"));
    BOOST_TEST(came.beside == texts({question, odd_note}));
    BOOST_REQUIRE(came.unasked.size() == 2U);
    BOOST_TEST(came.unasked[0].position == 0U);
    BOOST_TEST(came.unasked[1].position == 2U);
}

BOOST_AUTO_TEST_CASE(answers_to_others_are_counted_and_change_nothing)
{
    script s;
    auto late = s.send(2), other = s.send(3), call = s.send(1);
    s.mux.forget(late, "");
    for (auto& text : {answer(2), answer(3), answer(9)})
        is_nothing(s.mux.receive_beside(call, text));
    BOOST_TEST(s.counters.late == 1U);
    BOOST_TEST(s.counters.unknown == 2U);
    s.exchange(other, answer(3)).result(other, "true");
    is_answer(s.mux.receive_beside(call, answer(1)), answer(1));
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_say_whose_it_is_is_the_calls)
{
    script s;
    auto call = s.send(1);
    is_answer(s.mux.receive_beside(call, error_answer()), error_answer());
    is_answer(s.mux.receive_beside(call, R"({"result":1})"), R"({"result":1})");
    is_answer(s.mux.receive_beside(call, answer("1")), answer("1"));
}

BOOST_AUTO_TEST_CASE(broken_texts_count_unless_they_name_the_call)
{
    script s;
    auto call = s.send(1);
    for (auto text : {"", "x", "5", "[]", R"({"id":2,"result":)"})
        is_nothing(s.mux.receive_beside(call, text));
    BOOST_TEST(s.counters.malformed == 5U);
    is_answer(s.mux.receive_beside(call, R"({"id":1,"result":)"), R"({"id":1,"result":)");
}

BOOST_AUTO_TEST_CASE(a_batch_is_whole_when_each_id_is_answered)
{
    script s;
    auto batch = s.send(ids({1, 2, 3}));
    is_part(s.mux.receive_beside(batch, answer(3)), answer(3));
    is_part(s.mux.receive_beside(batch, array(note, answer(2))), array(answer(2)));
    is_part(s.mux.receive_beside(batch, array(answer(8))), array(answer(8)));
    is_part(s.mux.receive_beside(batch, answer(3)), answer(3));
    BOOST_TEST(s.counters.duplicate == 1U);
    is_answer(s.mux.receive_beside(batch, answer(1)), answer(1));
    s.exchange(batch, array(answer(3), answer(2), answer(1))).batch(batch, {answer(1), answer(2), answer(3)});
}

BOOST_AUTO_TEST_CASE(one_error_without_id_is_the_answer_to_a_batch)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    is_nothing(s.mux.receive_beside(batch, R"({"jsonrpc":"2.0","result":1,"id":null})"));
    is_part(s.mux.receive_beside(batch, array(error_answer())), array(error_answer()));
    is_answer(s.mux.receive_beside(batch, error_answer()), error_answer());
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_given_up_keeps_what_was_heard)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.mux.receive_beside(batch, answer(2));
    auto kept = s.mux.forget(batch, "it took too long");
    BOOST_REQUIRE(kept.size() == 2U);
    BOOST_TEST(kept[0].missing());
    BOOST_TEST(kept[1].ok());
    BOOST_TEST(s.mux.is_taken(1));
    BOOST_TEST(!s.mux.is_taken(2));
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_sent_again_is_answered_anew)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.mux.receive_beside(batch, answer(2));
    s.mux.unsent(batch);
    s.mux.written(batch);
    is_part(s.mux.receive_beside(batch, answer(1)), answer(1));
    is_answer(s.mux.receive_beside(batch, answer(2)), answer(2));
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_large_text_tells_whether_it_is_the_answer)
{
    script s;
    auto call = s.send(1), batch = s.send(ids({2, 3}));
    BOOST_TEST(s.mux.answers_oversized(call, R"({"jsonrpc":"2.0","id":1,"result":[1)"));
    BOOST_TEST(s.mux.answers_oversized(call, R"({"jsonrpc":"2.0","result":[1)"));
    BOOST_TEST(s.mux.answers_oversized(batch, R"([{"jsonrpc":"2.0","id":3,"result":[1)"));
    BOOST_TEST(!s.mux.answers_oversized(call, R"({"jsonrpc":"2.0","id":2,"result":[1)"));
    BOOST_TEST(!s.mux.answers_oversized(call, R"({"jsonrpc":"2.0","method":"log","params":[1)"));
    BOOST_TEST(!s.mux.answers_oversized(call, R"({"jsonrpc":"2.0","id":1,"method":"log","params":[1)"));
    BOOST_TEST(s.counters.malformed == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
