// SPDX-License-Identifier: BSL-1.0
// What a client counts of its calls, messages and connections, on every transport: that it adds up, and agrees with
// what the peer saw.
#include "transport/statistics_ledger.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace bdata = boost::unit_test::data;
using namespace statistics_ledger;
using test::play;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_DATA_TEST_CASE(each_call_is_counted_once_by_its_end_and_bytes_are_what_the_peer_saw,
                     bdata::make(test::transports), transport)
{
    ledger seen;
    rpc::statistics counted;
    play(
        transport, serve(transport, seen),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            for (int i = 0; i != 3; ++i)
                co_await client.request("ping", "caf\xc3\xa9");
            auto refused = co_await client.request("fail");
            BOOST_TEST(!refused.data.ok());
            co_await client.notify("log", "hello");
            co_await client.send(rpc::batch(rpc::request("ping"), rpc::request("fail"), rpc::notification("log")));
            co_await client.send(R"({"jsonrpc": "2.0", "method": "ping", "id": "raw"})");
            co_await test::failure(client.request("broken"));
            co_await test::failure(client.request("ping", std::string(2000, 'x')));
            co_await test::failure(client.send(rpc::request("silent"), rpc::call_options().timeout(test::patience)));
            asio::cancellation_signal signal;
            auto before = seen.messages_read;
            client.send(rpc::request("silent"), {}, asio::bind_cancellation_slot(signal.slot(), ignore));
            while (seen.messages_read == before)
                co_await test::turn();
            signal.emit(asio::cancellation_type::terminal);
            co_await test::failure(client.request("lose"));
            auto throwing = rpc::call_options().id_generator([]() -> int { throw std::logic_error("no more ids"); });
            BOOST_CHECK_THROW(co_await client.with(throwing).request("ping"), std::logic_error);
            co_await client.request("ping");
            co_await client.close();
            co_await test::failure(client.request("ping"));
            counted = client.statistics();
        },
        rpc::client_options().max_connections(1).max_message_size(1000));

    check_sums(counted);
    BOOST_TEST(counted.started == 15U);
    BOOST_TEST(counted.answered == 8U);
    BOOST_TEST(counted.error_answers == 1U);
    BOOST_TEST(counted.timed_out == 1U);
    BOOST_TEST(counted.canceled == 1U);
    auto& failures = counted.failures;
    BOOST_TEST(failures.count(rpc::errc::invalid_response, rpc::delivery::answered) == 1U);
    BOOST_TEST(failures.count(rpc::errc::message_too_large, rpc::delivery::not_sent) == 1U);
    BOOST_TEST(failures.count(rpc::errc::timeout, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::canceled, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::connection_lost, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::closed, rpc::delivery::not_sent) == 1U);
    BOOST_TEST(failures.foreign() == 1U);

    BOOST_TEST(counted.messages_sent == seen.messages_read);
    BOOST_TEST(counted.bytes_sent == seen.bytes_read);
    BOOST_TEST(counted.messages_received == seen.messages_written);
    BOOST_TEST(counted.bytes_received == seen.bytes_written);
    BOOST_TEST(counted.connections_lost == 1U);
    BOOST_TEST(counted.reconnects == 1U);
    BOOST_TEST(counted.retries == 0U);
    BOOST_TEST(counted.latency_of("ping").count() == 4U);
    BOOST_TEST(counted.latency_of("fail").count() == 1U);
    BOOST_TEST(counted.latency_of("silent").count() == 0U);
}

BOOST_DATA_TEST_CASE(gauges_follow_the_calls_and_return_to_nothing, bdata::make(test::transports), transport)
{
    ledger seen;
    play(
        transport, serve(transport, seen),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            bool is_http = test::is_http(transport);
            co_await client.request("ping");
            // A worker of HTTP goes on behind the answer.
            co_await test::turn();
            auto idle = client.statistics();
            BOOST_TEST(idle.connections == 1U);
            BOOST_TEST(idle.idle_connections == (is_http ? 1U : 0U));

            auto sent = seen.messages_read;
            for (int i = 0; i != 5; ++i)
                client.send(rpc::request("silent"), {}, ignore);
            auto queued = client.statistics();
            BOOST_TEST(queued.in_flight == 5U);
            BOOST_TEST(queued.queued == 5U);
            BOOST_TEST(queued.queued_bytes == 5 * std::string(R"({"jsonrpc":"2.0","method":"silent","id":2})").size());
            while (seen.messages_read != sent + (is_http ? 2 : 5))
                co_await test::turn();
            auto written = client.statistics();
            BOOST_TEST(written.in_flight == 5U);
            BOOST_TEST(written.queued == (is_http ? 3U : 0U));
            BOOST_TEST(written.connections == (is_http ? 2U : 1U));
            BOOST_TEST(written.idle_connections == 0U);

            co_await client.close();
            auto over = client.statistics();
            for (auto gauge : {over.in_flight, over.queued, over.queued_bytes, over.connections, over.idle_connections})
                BOOST_TEST(gauge == 0U);
            BOOST_TEST(over.failures.count(rpc::errc::closed, rpc::delivery::not_sent) == (is_http ? 3U : 0U));
            BOOST_TEST(over.failures.count(rpc::errc::closed, rpc::delivery::maybe_executed) == (is_http ? 2U : 5U));
            check_sums(over);
        },
        rpc::client_options().max_connections(2));
}

BOOST_DATA_TEST_CASE(answers_to_the_server_are_messages_that_were_sent, bdata::make(test::streams), transport)
{
    ledger seen;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto request = co_await peer.read();
            std::string asked = R"({"jsonrpc":"2.0","method":"who are you","id":1})";
            std::string answer = R"({"jsonrpc":"2.0","result":true,"id":1})";
            seen.bytes_written = asked.size() + answer.size();
            co_await peer.answer(asked);
            auto reply = co_await peer.read();
            seen.bytes_read = request.size() + reply.size();
            co_await peer.answer(answer);
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.request("ping");
            auto counted = client.statistics();
            BOOST_TEST(counted.messages_sent == 2U);
            BOOST_TEST(counted.bytes_sent == seen.bytes_read);
            BOOST_TEST(counted.messages_received == 2U);
            BOOST_TEST(counted.bytes_received == seen.bytes_written);
        });
}

BOOST_DATA_TEST_CASE(a_connection_in_the_place_of_an_idle_one_that_ended_is_a_reconnect, bdata::make(test::exchanges),
                     transport)
{
    int closed = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto id = json::parse(co_await peer.read()).at("id");
            co_await peer.answer(R"({"jsonrpc":"2.0","result":true,"id":)" + json::serialize(id) + '}');
            peer.close();
            ++closed;
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            for (int i = 1; i != 4; ++i)
            {
                co_await client.request("ping");
                while (closed != i)
                    co_await test::turn();
            }
            auto counted = client.statistics();
            BOOST_TEST(counted.connects == 3U);
            BOOST_TEST(counted.reconnects == 2U);
            BOOST_TEST(counted.connections_lost == 0U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
