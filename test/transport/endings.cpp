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
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> silent(test::text_peer& peer) { co_await peer.closed(); }

// Connecting ends with its own timeout, and waiting for it with the call's, in this phase.
asio::awaitable<void> expect_no_connection(const test::address& where, const std::string& phase)
{
    auto executor = co_await asio::this_coro::executor;
    rpc::client client(executor, where.url(), where.options(rpc::client_options().connect_timeout(30ms)));
    auto error = co_await test::failure(client.request("ping"));
    BOOST_TEST((error.code() == rpc::errc::not_connected));
    BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
    BOOST_TEST(contains(error.what(), "(phase: " + phase + ")"));

    rpc::client patient(executor, where.url(), where.options());
    auto late = co_await test::failure(patient.send(rpc::request("ping"), rpc::call_options().timeout(30ms)));
    BOOST_TEST((late.code() == rpc::errc::timeout));
    BOOST_TEST((late.delivery() == rpc::delivery::not_sent));
    BOOST_TEST(contains(late.what(), "(phase: " + phase + ")"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(endings)

BOOST_DATA_TEST_CASE(a_refused_connection_names_itself_and_nothing_was_sent, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::address nobody(executor, transport);
            rpc::client client(executor, nobody.url(), nobody.options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "\"ping\" (id 1) at " + nobody.url()));
            BOOST_TEST(contains(error.what(), "refused"));
            BOOST_TEST(contains(error.what(), "(phase: connect)"));
            auto again = co_await test::failure(client.connect());
            BOOST_TEST((again.code() == rpc::errc::not_connected));
            auto told = co_await test::failure(client.notify("log"));
            BOOST_TEST((told.code() == rpc::errc::not_connected));
        });
}

BOOST_DATA_TEST_CASE(an_unknown_host_is_named_in_the_resolve_phase, bdata::make(test::networked), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::address somewhere(executor, transport);
            rpc::client client(executor, somewhere.url("no-such-host.invalid"), somewhere.options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), "no-such-host.invalid"));
            BOOST_TEST(contains(error.what(), "(phase: resolve)"));
        });
}

BOOST_DATA_TEST_CASE(a_server_that_never_answers_costs_the_timeout, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             auto error = co_await test::failure(
                 client.send(rpc::request("ping").id("slow"), rpc::call_options().timeout(20ms)));
             BOOST_TEST((error.code() == rpc::errc::timeout));
             BOOST_TEST((error.code() == std::errc::timed_out));
             BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
             BOOST_TEST(contains(error.what(), "\"ping\" (id \"slow\") at "));
             BOOST_TEST(contains(error.what(), "no answer within 20 ms (phase: wait)"));
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
             client.send(rpc::request("c"), rpc::call_options().timeout(60ms), note('c'));
             client.send(rpc::request("a"), rpc::call_options().timeout(20ms), note('a'));
             client.send(rpc::request("b"), rpc::call_options().timeout(40ms), note('b'));
             co_await test::failure(client.send(rpc::request("d"), rpc::call_options().timeout(80ms)));
             BOOST_TEST(order == "abc");
         });
}

BOOST_DATA_TEST_CASE(a_timeout_of_nothing_sends_nothing, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (auto none : {0ms, -5ms})
             {
                 auto error = co_await test::failure(client.with(rpc::call_options().timeout(none)).request("ping"));
                 BOOST_TEST((error.code() == rpc::errc::timeout));
                 BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
             }
             BOOST_TEST(client.statistics().connects == 0U);
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
                client.send(rpc::request("ping"), rpc::call_options().timeout(50ms)));
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
                                  [](const rpc::invalid_response& broken)
                                  {
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

BOOST_DATA_TEST_CASE(a_message_over_the_limit_is_not_sent, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping", std::string(2000, 'x')));
            BOOST_TEST((error.code() == rpc::errc::message_too_large));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(client.statistics().connects == 0U);
        },
        rpc::client_options().max_message_size(1000));
}

BOOST_DATA_TEST_CASE(a_call_too_many_is_refused_and_one_less_is_not, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto ignore = [](std::exception_ptr, rpc::response) {};
            auto soon = rpc::call_options().timeout(30ms);
            client.send(rpc::request("one"), soon, ignore);
            client.send(rpc::request("two"), soon, ignore);
            auto error = co_await test::failure(client.request("three"));
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "max_in_flight"));
            co_await test::turn();
            while (client.statistics().in_flight != 0)
                co_await test::turn();
            auto later = co_await test::failure(client.send(rpc::request("four"), soon));
            BOOST_TEST((later.code() == rpc::errc::timeout));
        },
        rpc::client_options().max_in_flight(2));
}

BOOST_DATA_TEST_CASE(bytes_too_many_are_refused, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto ignore = [](std::exception_ptr, rpc::response) {};
            auto soon = rpc::call_options().timeout(30ms);
            // The first is on its way while the others wait for the connection.
            for (int i = 0; i != 9; ++i)
                client.send(rpc::request("one", std::string(400, 'x')), soon, ignore);
            auto error = co_await test::failure(client.request("large", std::string(800, 'x')));
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "max_queued_bytes"));
            BOOST_TEST(client.statistics().queued_bytes <= 1000U);
        },
        rpc::client_options().max_queued_bytes(1000).max_connections(1));
}

BOOST_DATA_TEST_CASE(text_that_is_no_request_is_refused, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (auto* text : {"", "ping", "{}", "[]", R"({"jsonrpc":"2.0","method":"ping","id":null})",
                                R"([{"jsonrpc":"2.0","method":"ping","id":1}])"})
             {
                 auto error = co_await test::failure(client.send(text));
                 BOOST_TEST((error.code() == rpc::errc::invalid_request));
                 BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
             }
             auto empty = co_await test::failure(client.send(rpc::batch()));
             BOOST_TEST((empty.code() == rpc::errc::invalid_request));
             BOOST_TEST(client.statistics().connects == 0U);
         });
}

BOOST_DATA_TEST_CASE(an_exception_of_the_id_generator_is_the_calls_own, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto broken = rpc::call_options().id_generator([]() -> rpc::id { throw std::length_error("no more"); });
             auto error = co_await test::exception_of(client.with(broken).request("ping"));
             BOOST_CHECK_THROW(std::rethrow_exception(error), std::length_error);
             auto constant = rpc::call_options().id_generator([] { return rpc::id("same"); }).timeout(30ms);
             client.send(rpc::request("ping"), constant, [](std::exception_ptr, rpc::response) {});
             auto twice = co_await test::failure(client.with(constant).request("ping"));
             BOOST_TEST((twice.code() == rpc::errc::duplicate_id));
         });
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
    play(
        transport, silent,
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

BOOST_DATA_TEST_CASE(connecting_takes_no_longer_than_its_timeout, bdata::make(test::networked), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            // A listener whose queue is full lets further connections wait.
            test::address full(executor, transport);
            full.acceptor().listen(0);
            std::vector<test::stream_socket> fillers;
            for (int i = 0; i != 4; ++i)
                fillers.emplace_back(executor).async_connect(full.acceptor().local_endpoint(),
                                                             [](boost::system::error_code) {});
            co_await expect_no_connection(full, "connect");
        });
}

BOOST_DATA_TEST_CASE(a_handshake_that_nobody_answers_counts_as_connecting, bdata::make(test::handshaking), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            test::address silent(co_await asio::this_coro::executor, transport);
            silent.listen();
            co_await expect_no_connection(silent, test::is_secure(transport) ? "tls" : "handshake");
        });
}

BOOST_AUTO_TEST_CASE(a_websocket_handshake_behind_tls_counts_as_connecting)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, "tls newline", silent);
            rpc::client client(executor, "wss" + server.url().substr(3), server.options());
            auto error = co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(200ms)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "(phase: handshake)"));
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_peer_that_hangs_up_in_the_handshake_got_nothing, bdata::make(test::handshaking), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::listener rude(executor, transport, [](test::stream_socket) -> asio::awaitable<void> { co_return; });
            rpc::client client(executor, rude.where().url(), rude.where().options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), test::is_secure(transport) ? "(phase: tls)" : "(phase: handshake)"));
            rude.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
