// SPDX-License-Identifier: BSL-1.0
// What becomes of the calls of a stream whose connection is lost, and how the next one is made.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::outcomes;
using test::play;
using test::quick;
using test::result;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(reconnects)

namespace {

// Answers what comes with the number of the connection.
asio::awaitable<void> answer_all(test::text_peer& peer, int number)
{
    for (;;)
    {
        auto message = json::parse(co_await peer.read());
        co_await peer.answer(result(message.at("id"), number));
    }
}

// Reads a message and ends the connection, so many times; then answers what comes.
test::text_server::script losing(int& connections, int times)
{
    return [&connections, times](test::text_peer& peer) -> asio::awaitable<void>
    {
        int number = ++connections;
        if (number > times)
            co_await answer_all(peer, number);
        co_await peer.read();
    };
}

// Framings do not matter to what takes time.
const auto usual_streams =
    test::transports_that([](std::string_view name) { return !test::is_http(name) && test::has_usual_framing(name); });

} // namespace

BOOST_DATA_TEST_CASE(a_call_that_may_have_been_executed_is_not_sent_again, bdata::make(test::streams), transport)
{
    int connections = 0;
    play(
        transport, losing(connections, 1),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("pay"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST(error.delivery() == rpc::delivery::maybe_executed);
            auto next = co_await client.request("ping");
            BOOST_TEST(next.data.result() == 2);
        },
        quick());
}

BOOST_DATA_TEST_CASE(an_idempotent_call_is_sent_again_until_it_is_answered, bdata::make(test::streams), transport)
{
    int connections = 0;
    play(
        transport, losing(connections, 3),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto answer = co_await client.send(rpc::request("balance"), rpc::call_options().idempotent());
            BOOST_TEST(answer.data.result() == 4);
            BOOST_TEST(client.statistics().connects == 4U);
            BOOST_TEST(client.statistics().connections_lost == 3U);
        },
        quick());
}

BOOST_DATA_TEST_CASE(an_idempotent_batch_that_was_answered_in_part_is_completed_by_the_next_connection,
                     bdata::make(test::streams), transport)
{
    int connections = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto batch = json::parse(co_await peer.read()).as_array();
            int number = ++connections;
            co_await peer.answer(result(batch[number == 1 ? 1 : 0].at("id"), number));
            if (number == 2)
                co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto answers = co_await client.send(rpc::batch(rpc::request("a"), rpc::request("b")),
                                                rpc::call_options().idempotent());
            BOOST_TEST(answers.data.at(0).result() == 2);
            BOOST_TEST(answers.data.at(1).result() == 1);
        },
        quick());
}

BOOST_DATA_TEST_CASE(an_idempotent_call_without_time_left_says_that_it_may_have_been_executed,
                     bdata::make(usual_streams), transport)
{
    int connections = 0;
    play(
        transport, losing(connections, 1'000'000),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error = co_await test::failure(
                client.send(rpc::request("balance"), rpc::call_options().idempotent().timeout(1s)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            BOOST_TEST(error.delivery() == rpc::delivery::maybe_executed);
            BOOST_TEST(connections > 1);
        },
        quick());
}

BOOST_DATA_TEST_CASE(what_a_server_that_does_not_read_has_not_got_goes_to_the_next_connection,
                     bdata::make(test::streams), transport)
{
    // More than a socket holds.
    constexpr std::size_t calls = 64;
    int connections = 0;
    bool is_full = false;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            if (++connections == 2)
                co_await answer_all(peer, 2);
            while (!is_full)
                co_await test::turn();
            peer.close();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            outcomes seen(calls);
            for (std::size_t i = 0; i != calls; ++i)
                seen.start(client, i, {}, std::string(256 * 1024, 'x'));
            co_await test::turn();
            is_full = true;
            co_await seen.all();
            auto lost = std::count(seen.ended.begin(), seen.ended.end(), "lost maybe_executed");
            auto answered = std::count(seen.ended.begin(), seen.ended.end(), "answered 2");
            BOOST_TEST(lost > 0);
            BOOST_TEST(answered > 0);
            BOOST_TEST(lost + answered == static_cast<long>(calls));
            // Those that were written came first.
            BOOST_TEST(std::is_partitioned(seen.ended.begin(), seen.ended.end(),
                                           [](auto& each) { return each == "lost maybe_executed"; }));
        },
        quick().timeout(1h));
}

BOOST_DATA_TEST_CASE(a_server_that_greets_and_closes_is_not_met_in_a_hurry, bdata::make(usual_streams), transport)
{
    int connections = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            ++connections;
            co_await peer.answer(R"({"jsonrpc":"2.0","method":"busy"})");
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(
                client.send(rpc::request("balance"), rpc::call_options().idempotent().timeout(500ms)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            BOOST_TEST(connections < 50);
        },
        rpc::client_options().reconnect(rpc::backoff(1h, 1h)));
}

BOOST_DATA_TEST_CASE(a_call_may_ask_for_a_sign_of_life, bdata::make(usual_streams), transport)
{
    int pings = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            // Answers two pings, and then no more.
            for (;;)
            {
                auto message = json::parse(co_await peer.read());
                if (message.at("method") == "are_you_there" && ++pings < 3)
                    co_await peer.answer(result(message.at("id"), 0));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            // Where the machine is so busy that an answer is late, the connection is lost too early.
            while (pings < 3)
            {
                pings = 0;
                auto error = co_await test::failure(client.request("never"));
                BOOST_TEST((error.code() == rpc::errc::connection_lost));
                BOOST_TEST(contains(error.what(), "no sign of life"), error.what());
            }
            BOOST_TEST(pings == 3);
        },
        rpc::client_options().ping_interval(200ms).ping_method("are_you_there"));
}

BOOST_DATA_TEST_CASE(who_asks_for_a_sign_of_life_needs_no_room_for_it, bdata::make(usual_streams), transport)
{
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto first = json::parse(co_await peer.read());
            for (int i = 0; i != 3; ++i)
            {
                auto ping = json::parse(co_await peer.read());
                BOOST_TEST(ping.at("method") == "are_you_there");
                co_await peer.answer(result(ping.at("id"), 0));
            }
            co_await peer.answer(result(first.at("id"), 1));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto answer = co_await client.request("slow");
            BOOST_TEST(answer.data.ok());
        },
        rpc::client_options().ping_interval(200ms).ping_method("are_you_there").max_in_flight(1).idempotent());
}

BOOST_AUTO_TEST_SUITE_END()
