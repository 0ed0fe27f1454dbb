// SPDX-License-Identifier: BSL-1.0
// What becomes of subscriptions when their connection is lost, or their client goes.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"
#include "transport/subscription_peer.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using test::contains;
using test::is_over;
using test::play;
using test::quick;
using test::say;
using namespace boost::asio::experimental::awaitable_operators;

BOOST_AUTO_TEST_SUITE(subscription_losses)

using subscription_peer::answer;
using subscription_peer::described;
using subscription_peer::event;
using subscription_peer::exchange_peer;
using subscription_peer::heads;
using subscription_peer::texts;

BOOST_AUTO_TEST_CASE(after_a_reconnect_it_subscribes_again_and_tells_the_gap_first)
{
    exchange_peer peer;
    play(
        "tcp newline", peer.script(),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads());
            client.send(rpc::notification("bye"), {}, [](std::exception_ptr, rpc::response) {});
            texts told;
            std::string reason;
            for (int i = 0; i != 5; ++i)
            {
                auto next = co_await sub.next();
                told.push_back(described(next.value()));
                if (next->is_gap())
                    reason = next->reason();
            }
            BOOST_TEST(told == (texts{"110", "111", "gap", "210", "211"}), boost::test_tools::per_element());
            BOOST_TEST(!reason.empty());
            BOOST_TEST(sub.id() == "2-1");
            co_await sub.unsubscribe();
            BOOST_TEST(peer.called.back() == "eth_unsubscribe");
            BOOST_TEST(co_await is_over(sub));
        },
        quick());
}

BOOST_AUTO_TEST_CASE(a_subscription_has_its_connection_made_again_although_nobody_reads_it)
{
    exchange_peer peer;
    play(
        "tcp newline", peer.script(),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads());
            for (int i = 0; i != 3; ++i)
            {
                co_await client.notify("bye");
                while (peer.count("eth_subscribe") != static_cast<std::size_t>(i + 2) ||
                       client.statistics().subscriptions == 0)
                    co_await test::turn();
            }
            texts told;
            while (told.empty() || told.back() != "411")
                if (auto next = co_await sub.next())
                    told.push_back(described(*next));
            BOOST_TEST(told == (texts{"110", "111", "gap", "210", "211", "gap", "310", "311", "gap", "410", "411"}),
                       boost::test_tools::per_element());
        },
        quick());
}

BOOST_AUTO_TEST_CASE(a_refusal_after_a_reconnect_ends_the_stream_with_it)
{
    int connections = 0;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto call = json::parse(co_await peer.read());
            if (++connections == 1)
                co_await say(peer, answer(call, "1"), event("1", 7));
            else
            {
                co_await peer.answer(R"({"jsonrpc":"2.0","error":{"code":-3,"message":"gone"},"id":)" +
                                     json::serialize(call.at("id")) + "}");
                co_await peer.closed();
            }
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads());
            auto first = co_await sub.next();
            BOOST_TEST(described(first.value()) == "7");
            auto error = co_await test::failure(sub.next());
            BOOST_TEST((error.code() == rpc::errc::remote_error));
            BOOST_TEST(contains(error.what(), "gone"), error.what());
            BOOST_TEST(co_await is_over(sub));
        },
        quick());
}

BOOST_AUTO_TEST_CASE(without_reconnecting_it_ends_with_the_connection)
{
    exchange_peer peer;
    play(
        "tcp newline", peer.script(),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads().when_full(rpc::when_full::keep_latest));
            co_await client.notify("bye");
            co_await sub.next();
            auto error = co_await test::failure(sub.next());
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
        },
        rpc::client_options().reconnect(rpc::backoff::none()));
}

BOOST_AUTO_TEST_CASE(a_stream_outlives_its_client)
{
    exchange_peer peer;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, "tcp newline", peer.script());
            rpc::subscription_stream sub;
            auto none = co_await test::failure([&]() -> asio::awaitable<void> { co_await sub.next(); }());
            BOOST_TEST((none.code() == rpc::errc::closed));
            {
                rpc::client client(executor, server.url(), server.options());
                sub = co_await client.subscribe(heads());
            }
            texts told;
            while (auto next = co_await sub.next())
                told.push_back(described(*next));
            BOOST_REQUIRE(!told.empty());
            BOOST_TEST(told.front() == "110");
            co_await sub.unsubscribe();
            server.stop();
        });
}

BOOST_AUTO_TEST_CASE(each_subscription_hears_of_its_own_loss_only)
{
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto first = json::parse(co_await peer.read());
            auto second = json::parse(co_await peer.read());
            co_await say(peer, event("2", 1, "b"), event("2", 2, "b"), event("2", 3, "b"), answer(first, "1"),
                         answer(second, "2"), event("1", 7, "a"));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto [one, other] = co_await (client.subscribe(rpc::subscription("subscribe").notification("a")) &&
                                          client.subscribe(rpc::subscription("subscribe").notification("b")));
            auto first = co_await one.next();
            BOOST_TEST(described(first.value()) == "7");
            auto gap = co_await other.next();
            BOOST_TEST(described(gap.value()) == "gap");
            auto value = co_await other.next();
            BOOST_TEST(described(value.value()) == "1");
        },
        rpc::client_options().max_queued_notifications(2));
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_behind_each_answer_is_not_connected_to_without_a_pause)
{
    int connections = 0;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            ++connections;
            auto call = json::parse(co_await peer.read());
            co_await peer.answer(answer(call, "1"));
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads());
            asio::steady_timer timer(client.get_executor(), 300ms);
            co_await timer.async_wait(asio::use_awaitable);
            BOOST_TEST(connections < 5);
        },
        rpc::client_options().reconnect(rpc::backoff(10s, 10s)));
}

BOOST_AUTO_TEST_SUITE_END()
