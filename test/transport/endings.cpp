// SPDX-License-Identifier: BSL-1.0
// Every way for a call to end without an answer, on every transport: what it says, and what the server may
// have seen.
#include "support/client_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;
using test::silent;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(endings)

BOOST_DATA_TEST_CASE(a_server_that_never_answers_costs_the_timeout, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             auto error = co_await test::failure(
                 client.send(rpc::request("ping").id("slow"), rpc::call_options().timeout(test::patience)));
             BOOST_TEST((error.code() == rpc::errc::timeout));
             BOOST_TEST((error.code() == std::errc::timed_out));
             BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
             BOOST_TEST(contains(error.what(), "\"ping\" (id \"slow\") at "));
             BOOST_TEST(contains(error.what(), "no answer within 300 ms (phase: wait)"));
             BOOST_TEST(client.statistics().timed_out == 1U);
             BOOST_TEST(client.statistics().in_flight == 0U);
         });
}

BOOST_DATA_TEST_CASE(timeouts_end_in_the_order_of_their_deadlines, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             std::string order;
             auto note = [&](char name)
             { return [&order, name](std::exception_ptr error, rpc::response) { order += error ? name : '!'; }; };
             // Where the machine has let one of them wait before it began, its deadline may be in another place.
             for (bool is_late = true; is_late;)
             {
                 order.clear();
                 auto begin = std::chrono::steady_clock::now();
                 client.send(rpc::request("c"), rpc::call_options().timeout(60ms), note('c'));
                 client.send(rpc::request("a"), rpc::call_options().timeout(20ms), note('a'));
                 client.send(rpc::request("b"), rpc::call_options().timeout(40ms), note('b'));
                 is_late = std::chrono::steady_clock::now() - begin >= 20ms;
                 co_await test::failure(client.send(rpc::request("d"), rpc::call_options().timeout(80ms)));
             }
             BOOST_TEST(order == "abc");
         });
}

BOOST_DATA_TEST_CASE(a_lost_connection_ends_the_calls_that_it_carried, bdata::make(test::transports), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto text = co_await peer.read();
            if (contains(text, "again"))
                co_await peer.answer(R"({"jsonrpc":"2.0","result":"here","id":2})");
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
            BOOST_TEST(contains(error.what(), "\"ping\" (id 1) at "));
            // The next call makes a connection of its own.
            auto response = co_await client.request("again");
            BOOST_TEST(response.data.result().as_string() == "here");
        });
}

BOOST_DATA_TEST_CASE(an_answer_that_is_no_json_rpc_is_shown, bdata::make(test::transports), transport)
{
    std::string page = "<html><body>It works!</body></html>";
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer(page);
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error = co_await test::exception_of(
                client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
            if (test::is_http(transport))
                BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::invalid_response,
                                      [&](const rpc::invalid_response& broken)
                                      {
                                          return broken.text() == page && contains(broken.what(), "not JSON") &&
                                                 broken.delivery() == rpc::delivery::answered;
                                      });
            else
            {
                // On a stream it cannot be told whose answer this is: it is counted, and the call waits on.
                BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::client_error,
                                      [](auto& late) { return late.code() == rpc::errc::timeout; });
                BOOST_TEST(client.statistics().malformed == 1U);
            }
        });
}

BOOST_DATA_TEST_CASE(a_truncated_answer_fails_its_call_at_once, bdata::make(test::delimited), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","id":1,"result":{"a":)");
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","id":2,"result":"fine"})");
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response));
            BOOST_TEST(contains(error.what(), "\"ping\" (id 1) at "));
            BOOST_TEST(contains(error.what(), "not JSON"));
            auto next = co_await client.request("ping");
            BOOST_TEST(next.data.ok());
        });
}

BOOST_DATA_TEST_CASE(a_broken_rule_is_named, bdata::make(test::transports), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer(R"({"id":1,"result":1})");
            co_await peer.read();
            co_await peer.answer(R"({"id":2,"result":1})");
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::exception_of(client.request("ping"));
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::invalid_response,
                                  [](const rpc::invalid_response& broken) {
                                      return broken.rule() == "the member jsonrpc is missing" &&
                                             broken.text() == R"({"id":1,"result":1})";
                                  });
            auto taken = co_await client.with(rpc::call_options().validate_against_schema(false)).request("ping");
            BOOST_TEST(taken.data.result().as_int64() == 1);
        });
}

BOOST_DATA_TEST_CASE(an_id_of_another_type_is_an_error_unless_ids_are_lenient, bdata::make(test::transports), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","id":"1","result":1})");
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","id":"2","result":1})");
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","id":3.0,"result":1})");
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response));
            auto lenient = co_await client.with(rpc::call_options().lenient_ids(true)).request("ping");
            BOOST_TEST(lenient.data.ok());
            auto equal = co_await client.request("ping");
            BOOST_TEST(equal.data.ok());
        });
}

BOOST_DATA_TEST_CASE(an_answer_over_the_limit_costs_its_own_call, bdata::make(test::transports), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            // Over HTTP on two connections.
            for (;;)
            {
                auto text = co_await peer.read();
                auto large = R"({"jsonrpc":"2.0","id":1,"result":")" + std::string(2000, 'x') + "\"}";
                auto small = R"({"jsonrpc":"2.0","id":2,"result":"fine"})";
                if (contains(text, "\"id\":1"))
                    co_await peer.answer(large);
                else
                    co_await peer.answer(small);
            }
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::message_too_large));
            BOOST_TEST((error.delivery() == rpc::delivery::answered));
            BOOST_TEST(contains(error.what(), "max_message_size"));
            BOOST_TEST(contains(error.what(), "1000 bytes"));
            auto next = co_await client.request("ping");
            BOOST_TEST(next.data.ok());
        },
        rpc::client_options().max_message_size(1000));
}

BOOST_DATA_TEST_CASE(closing_ends_the_calls_in_flight, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            std::string ends;
            auto note = [&](std::exception_ptr error, rpc::response)
            {
                try
                {
                    std::rethrow_exception(error);
                }
                catch (const rpc::client_error& closed)
                {
                    BOOST_TEST((closed.code() == rpc::errc::closed));
                    ends += std::string(to_string(closed.delivery())) + " ";
                }
            };
            client.send(rpc::request("sent"), {}, note);
            co_await client.connect();
            co_await test::turn();
            client.send(rpc::request("queued"), {}, note);
            co_await client.close();
            BOOST_TEST(ends == "maybe_executed not_sent ");
        },
        rpc::client_options().max_connections(2));
}

BOOST_DATA_TEST_CASE(cancelling_forgets_a_call_in_each_phase, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             asio::cancellation_signal signal;
             std::vector<rpc::client_error> errors;
             auto note = asio::bind_cancellation_slot(signal.slot(),
                                                      [&](std::exception_ptr error, rpc::response)
                                                      {
                                                          try
                                                          {
                                                              std::rethrow_exception(error);
                                                          }
                                                          catch (const rpc::client_error& thrown)
                                                          {
                                                              errors.push_back(thrown);
                                                          }
                                                      });
             // Before there is a connection.
             client.send(rpc::request("early"), {}, note);
             signal.emit(asio::cancellation_type::terminal);
             BOOST_TEST(errors.empty());
             co_await test::turn();
             BOOST_REQUIRE(errors.size() == 1U);
             BOOST_TEST((errors[0].code() == rpc::errc::canceled));
             BOOST_TEST((errors[0].code() == std::errc::operation_canceled));
             BOOST_TEST((errors[0].delivery() == rpc::delivery::not_sent));

             // While the answer is waited for. Total cancellation comes too late for what is written.
             co_await client.connect();
             client.send(rpc::request("waits"), {}, note);
             co_await test::turn();
             signal.emit(asio::cancellation_type::total);
             co_await test::turn();
             BOOST_TEST(errors.size() == 1U);
             signal.emit(asio::cancellation_type::partial);
             co_await test::turn();
             BOOST_REQUIRE(errors.size() == 2U);
             BOOST_TEST((errors[1].delivery() == rpc::delivery::maybe_executed));
             BOOST_TEST(contains(errors[1].what(), "(phase: wait)"));

             // While it is queued, total is enough.
             client.send(rpc::request("queued"), {}, note);
             signal.emit(asio::cancellation_type::total);
             co_await test::turn();
             BOOST_REQUIRE(errors.size() == 3U);
             BOOST_TEST((errors[2].delivery() == rpc::delivery::not_sent));

             // After its end nothing is left to cancel.
             signal.emit(asio::cancellation_type::terminal);
             co_await test::turn();
             BOOST_TEST(errors.size() == 3U);
             BOOST_TEST(client.statistics().canceled == 3U);
             BOOST_TEST(client.statistics().in_flight == 0U);
         });
}

BOOST_DATA_TEST_CASE(the_first_of_two_awaitables_cancels_the_other, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             using namespace asio::experimental::awaitable_operators;
             asio::steady_timer timer(client.get_executor(), 10ms);
             auto first = co_await (client.request("ping") || timer.async_wait(asio::use_awaitable));
             BOOST_TEST(first.index() == 1U);
             BOOST_TEST(client.statistics().canceled == 1U);
         });
}

BOOST_DATA_TEST_CASE(a_cancelled_calls_message_is_never_written, bdata::make(test::transports), transport)
{
    std::string seen;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto text = co_await peer.read();
            seen += text;
            co_await peer.answer(R"({"jsonrpc":"2.0","result":1,"id":2})");
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            asio::cancellation_signal signal;
            client.send(rpc::request("never"), {},
                        asio::bind_cancellation_slot(signal.slot(), [](std::exception_ptr, rpc::response) {}));
            signal.emit(asio::cancellation_type::total);
            co_await client.request("ping");
            BOOST_TEST(seen == R"({"jsonrpc":"2.0","method":"ping","id":2})");
        });
}

BOOST_AUTO_TEST_SUITE_END()
