// SPDX-License-Identifier: BSL-1.0
// Slots: their states, their reuse, lost connections, and that nothing grows with the calls that were.
#include "sansio/script.hpp"

using namespace test;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(slots_are_used_again_so_that_a_straggler_does_not_make_the_table_grow)
{
    script s;
    auto straggler = s.send(1);
    for (int id = 2; id != 100'002; ++id)
    {
        auto call = s.send(id);
        BOOST_REQUIRE(call <= 1u);
        s.receive(answer(id));
        BOOST_REQUIRE(s.finished.size() == 1u);
        BOOST_REQUIRE(s.finished[0].owner == call);
    }
    s.receive(answer(1)).result(straggler, "true").nothing_counted();
}

BOOST_AUTO_TEST_CASE(slot_of_a_batch_can_be_used_again_by_a_call_and_the_reverse)
{
    script s;
    auto batch = s.send(ids({1, 2}));
    s.receive(array(answer(1), answer(2)));
    auto call = s.send(3);
    BOOST_TEST(call == batch);
    s.receive(answer(3)).result(call, "true");
    batch = s.send(ids({4}));
    BOOST_TEST(batch == call);
    s.receive(array(answer(4))).batch(batch, {answer(4)});
    auto notification = s.notify();
    BOOST_TEST(notification == batch);
    BOOST_TEST(s.mux.is_written_notification(notification));
    s.nothing_counted();
}

BOOST_AUTO_TEST_CASE(rules_of_a_slot_are_those_of_its_call_and_not_of_the_one_before)
{
    script s;
    auto call = s.send(1, without_validation());
    s.receive(R"({"result":5,"id":1})").result(call, "5");
    BOOST_TEST(s.send(2) == call);
    s.receive(R"({"result":5,"id":2})").broken(call, "the member jsonrpc is missing");
}

BOOST_AUTO_TEST_CASE(description_names_up_to_three_ids)
{
    script s;
    BOOST_TEST(s.mux.describe(s.file(1)) == "id 1");
    BOOST_TEST(s.mux.describe(s.file("x")) == "id \"x\"");
    BOOST_TEST(s.mux.describe(s.file(ids({5}))) == "id 5");
    BOOST_TEST(s.mux.describe(s.file(ids({2, 3, 4}))) == "ids 2, 3, 4");
    BOOST_TEST(s.mux.describe(s.file(ids({6, 7, 8, 9}))) == "ids 6, 7, 8, ...");
    BOOST_TEST(s.mux.describe(s.mux.file()) == "");
}

BOOST_AUTO_TEST_CASE(states_of_a_call_can_be_asked_for)
{
    script s;
    auto queued = s.file(1), sent = s.send(2), notification = s.mux.file();
    BOOST_TEST(!s.mux.is_sent(queued));
    BOOST_TEST(s.mux.is_sent(sent));
    BOOST_TEST(!s.mux.is_written_notification(sent));
    BOOST_TEST(!s.mux.is_written_notification(notification));
    BOOST_TEST((s.mux.sent_calls() == std::vector<slot>{sent}));
    s.mux.written(notification);
    BOOST_TEST(s.mux.is_written_notification(notification));
    BOOST_TEST((s.mux.sent_calls() == std::vector<slot>{sent, notification}));
    s.receive(answer(2));
    BOOST_TEST((s.mux.sent_calls() == std::vector<slot>{notification}));
}

BOOST_AUTO_TEST_CASE(unsent_call_cannot_be_answered_until_it_is_written_again)
{
    script s;
    auto call = s.send(1);
    s.mux.unsent(call);
    s.receive(answer(1)).nothing().counted(&stats::unknown);
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    BOOST_TEST(s.mux.sent_calls().empty());
    s.mux.written(call);
    s.receive(error_answer()).error(call, "bad");
}

BOOST_AUTO_TEST_CASE(lost_connection_takes_every_answer_with_it_and_keeps_the_calls)
{
    script s;
    auto call = s.send(1), batch = s.send(ids({2, 3}));
    auto notification = s.notify();
    s.receive(answer(3));
    s.mux.forget(s.send("given up"), "");
    s.mux.connection_lost();
    BOOST_TEST(s.mux.sent_calls().empty());
    BOOST_TEST(!s.mux.is_written_notification(notification));
    BOOST_TEST(!s.mux.is_taken("given up"));
    BOOST_TEST(s.mux.is_taken(1));
    s.receive(answer(1)).nothing().counted(&stats::unknown);

    BOOST_TEST(script::described(s.mux.forget(batch, "the connection was lost")) ==
                   (std::vector<std::string>{"missing", answer(3)}),
               boost::test_tools::per_element());
    BOOST_TEST(!s.mux.is_taken(2));
    s.mux.forget(notification, "");
    s.mux.written(call);
    s.receive(error_answer()).error(call, "bad");   // nothing of the old connection counts any more
}

BOOST_AUTO_TEST_CASE(of_more_than_1024_ids_given_up_the_oldest_is_forgotten_and_still_late_if_it_was_generated)
{
    script s;
    for (int id = 1; id <= 1025; ++id)
        s.mux.forget(s.send(id), "");
    BOOST_TEST(!s.mux.is_taken(1));
    BOOST_TEST(s.mux.is_taken(2));
    BOOST_TEST(s.mux.is_taken(1025));
    s.receive(answer(1)).nothing().counted(&stats::late);
    s.receive(answer(2)).nothing().counted(&stats::late);
}

BOOST_AUTO_TEST_CASE(string_ids_that_were_forgotten_are_unknown)
{
    script s;
    for (int id = 1; id <= 1025; ++id)
        s.mux.forget(s.send(std::to_string(id)), "");
    s.receive(answer("1")).nothing().counted(&stats::unknown);
    s.receive(answer("2")).nothing().counted(&stats::late);
}

BOOST_AUTO_TEST_CASE(null_id_error_goes_to_nobody_once_ids_were_forgotten_until_the_next_connection)
{
    script s;
    for (int id = 1; id <= 1025; ++id)
        s.mux.forget(s.send(id), "");
    for (int id = 2; id <= 1025; ++id)
        s.receive(answer(id));
    auto call = s.send(2000);
    s.counters = {};
    s.receive(error_answer()).nothing().counted(&stats::unknown);
    s.mux.connection_lost();
    s.mux.written(call);
    s.receive(error_answer()).error(call, "bad");
}

BOOST_AUTO_TEST_CASE(answer_to_an_open_call_is_not_late_however_many_were_given_up)
{
    script s;
    auto call = s.send(1);
    for (int id = 2; id <= 2000; ++id)
        s.mux.forget(s.send(id), "");
    s.receive(answer(1)).result(call, "true").nothing_counted();
}

BOOST_AUTO_TEST_CASE(explicit_integer_outside_of_the_generated_ones_is_unknown_after_its_answer)
{
    script s;
    s.send(1);
    s.mux.written(s.mux.file(1000, {}));   // not from the generator
    s.receive(answer(1000));
    s.receive(answer(1000)).nothing().counted(&stats::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
