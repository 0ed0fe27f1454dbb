// SPDX-License-Identifier: BSL-1.0
// Subscriptions: how they begin, what belongs to them, what becomes of them over the next connection, and how they end.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"
#include "transport/subscription_peer.hpp"

#include <jsonrpcclient/mock_server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;
using test::say;
using namespace boost::asio::experimental::awaitable_operators;

BOOST_AUTO_TEST_SUITE(subscriptions)

using subscription_peer::answer;
using subscription_peer::described;
using subscription_peer::event;
using subscription_peer::exchange_peer;
using subscription_peer::heads;
using subscription_peer::texts;

BOOST_DATA_TEST_CASE(what_comes_before_the_answer_and_behind_it_is_read_and_leaving_unsubscribes,
                     bdata::make(test::streams), transport)
{
    exchange_peer peer;
    play(transport, peer.script(),
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             {
                 auto sub = co_await client.subscribe(heads());
                 BOOST_TEST(sub.id() == "1-1");
                 auto other = co_await client.subscribe(heads());
                 texts told;
                 for (int i = 0; i != 2; ++i)
                     if (auto next = co_await sub.next())
                         told.push_back(described(*next));
                 for (int i = 0; i != 2; ++i)
                     if (auto next = co_await other.next())
                         told.push_back(described(*next));
                 BOOST_TEST(told == (texts{"110", "111", "120", "121"}), boost::test_tools::per_element());
                 BOOST_TEST(client.statistics().subscriptions == 2U);
             }
             co_await client.request("ping");
             BOOST_TEST(peer.count("eth_unsubscribe") == 2U);
             BOOST_TEST(client.statistics().subscriptions == 0U);
         });
}

BOOST_AUTO_TEST_CASE(a_refusal_is_the_callers_error)
{
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto first = json::parse(co_await peer.read());
            co_await peer.answer(R"({"jsonrpc":"2.0","error":{"code":-3,"message":"no"},"id":)" +
                                 json::serialize(first.at("id")) + "}");
            auto second = json::parse(co_await peer.read());
            co_await peer.answer(answer(second, "{}"));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.subscribe(heads()));
            BOOST_TEST((error.code() == rpc::errc::remote_error));
            BOOST_TEST(contains(error.what(), "\"eth_subscribe\""), error.what());
            auto odd = co_await test::failure(client.subscribe(heads()));
            BOOST_TEST((odd.code() == rpc::errc::unexpected_result));
            BOOST_TEST(contains(odd.what(), "no id of a subscription"), odd.what());
            BOOST_TEST(client.statistics().subscriptions == 0U);
        });
}

BOOST_AUTO_TEST_CASE(ids_stand_where_substrate_and_solana_and_others_have_them)
{
    texts called;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            for (;;)
            {
                auto call = json::parse(co_await peer.read());
                std::string method(call.at("method").as_string());
                called.push_back(method);
                if (method == "chain_subscribeNewHeads")
                    co_await say(peer, answer(call, R"("Xy")"), event(R"("Xy")", 1, "chain_newHead"));
                else if (method == "slotSubscribe")
                    co_await say(peer, answer(call, "0"), event("0", 2, "slotNotification"),
                                 event("0", 3, "rootNotification"));
                else if (method == "monitor")
                    co_await say(peer, R"({"jsonrpc":"2.0","method":"update","params":["m",{"rows":4}]})",
                                 answer(call, R"({"name":"m"})"),
                                 R"({"jsonrpc":"2.0","method":"update","params":["m"]})");
                else
                    co_await peer.answer(answer(call, "true"));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            texts told, others;
            client.on_notification([&](const rpc::server_notification& event) { others.push_back(event.method()); });
            auto read = [&](rpc::subscription_stream& from) -> asio::awaitable<void>
            {
                auto next = co_await from.next();
                told.push_back(described(next.value()));
            };
            auto substrate = co_await client.subscribe(rpc::subscription("chain_subscribeNewHeads"));
            co_await read(substrate);
            auto solana =
                co_await client.subscribe(rpc::subscription("slotSubscribe").notification("slotNotification"));
            co_await read(solana);
            auto ovsdb = co_await client.subscribe(
                rpc::subscription("monitor").unsubscribe("cancel").id_at("/0").value_at("/1").id_in_result("/name"));
            co_await read(ovsdb);
            co_await read(ovsdb);
            BOOST_TEST(told == (texts{"1", "2", R"({"rows":4})", R"(["m"])"}), boost::test_tools::per_element());
            BOOST_TEST(others == texts{"rootNotification"}, boost::test_tools::per_element());
            co_await substrate.unsubscribe();
            co_await solana.unsubscribe();
            co_await ovsdb.unsubscribe();
            texts expected{"chain_subscribeNewHeads",   "slotSubscribe",   "monitor",
                           "chain_unsubscribeNewHeads", "slotUnsubscribe", "cancel"};
            BOOST_TEST(called == expected, boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(what_belongs_to_no_subscription_goes_to_the_handlers_when_that_is_known)
{
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto call = json::parse(co_await peer.read());
            co_await say(peer, event("8", 1), event("9", 2), R"({"jsonrpc":"2.0","method":"other"})", answer(call, "9"),
                         event("8", 3));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            texts told;
            client.on_notification([&](const rpc::server_notification& event)
                                   { told.push_back(event.method() + json::serialize(event.params())); });
            auto sub = co_await client.subscribe(heads());
            auto next = co_await sub.next();
            BOOST_TEST(described(next.value()) == "2");
            while (told.size() != 3)
                co_await test::turn();
            texts expected{"othernull", R"(eth_subscription{"subscription":8,"result":1})",
                           R"(eth_subscription{"subscription":8,"result":3})"};
            BOOST_TEST(told == expected, boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(more_than_can_be_held_before_the_answer_is_told_as_a_gap)
{
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto call = json::parse(co_await peer.read());
            co_await say(peer, event("9", 1), event("9", 2), event("9", 3), answer(call, "9"));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto sub = co_await client.subscribe(heads().buffer(10));
            texts told;
            for (int i = 0; i != 3; ++i)
                if (auto next = co_await sub.next())
                    told.push_back(described(*next));
            BOOST_TEST(told == (texts{"gap", "1", "2"}), boost::test_tools::per_element());
            BOOST_TEST(client.statistics().notifications_dropped == 1U);
        },
        rpc::client_options().max_queued_notifications(2));
}

BOOST_AUTO_TEST_CASE(one_that_nobody_wants_any_more_is_undone_when_it_is_answered)
{
    texts called;
    bool is_asked = false, may_answer = false;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto call = json::parse(co_await peer.read());
            is_asked = true;
            while (!may_answer)
                co_await test::turn();
            co_await peer.answer(answer(call, "9"));
            auto next = json::parse(co_await peer.read());
            called.emplace_back(next.at("method").as_string());
            called.push_back(json::serialize(next.at("params")));
            co_await peer.answer(answer(next, "true"));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto asked = [&]() -> asio::awaitable<void>
            {
                while (!is_asked)
                    co_await test::turn();
            };
            auto first = co_await (client.subscribe(heads()) || asked());
            BOOST_TEST(first.index() == 1U);
            may_answer = true;
            while (called.empty())
                co_await test::turn();
            BOOST_TEST(called == (texts{"eth_unsubscribe", "[9]"}), boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(a_reader_that_is_too_slow_ends_it_and_the_server_hears_of_that)
{
    texts called;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto call = json::parse(co_await peer.read());
            co_await say(peer, answer(call, "9"), event("9", 1), event("9", 2), event("9", 3));
            auto next = json::parse(co_await peer.read());
            called.emplace_back(next.at("method").as_string());
            co_await say(peer, event("9", 4), answer(next, "true"));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            int others = 0;
            client.on_notification([&](const rpc::server_notification&) { ++others; });
            auto sub = co_await client.subscribe(heads().buffer(2));
            while (called.empty())
                co_await test::turn();
            co_await sub.next();
            co_await sub.next();
            auto error = co_await test::failure(sub.next());
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            BOOST_TEST(called == texts{"eth_unsubscribe"}, boost::test_tools::per_element());
            // What was under way belongs to nobody else.
            BOOST_TEST(others == 0);
        });
}

BOOST_AUTO_TEST_CASE(over_http_there_are_none)
{
    play("http", test::silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::failure(client.subscribe(heads()));
             BOOST_TEST((error.code() == rpc::errc::invalid_config));
         });
}

BOOST_AUTO_TEST_CASE(what_was_held_makes_room_for_more)
{
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto silent = json::parse(co_await peer.read());
            for (int i = 0; i != 20; ++i)
            {
                auto call = json::parse(co_await peer.read());
                auto id = std::to_string(i);
                co_await say(peer, event(id, i), answer(call, id));
            }
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            // It is never answered: all the while a request to subscribe is under way.
            client.subscribe(rpc::subscription("subscribe").notification("none"), {},
                             [](std::exception_ptr, rpc::subscription_stream) {});
            for (int i = 0; i != 20; ++i)
            {
                auto sub = co_await client.subscribe(rpc::subscription("subscribe").unsubscribe(""));
                auto next = co_await sub.next();
                BOOST_TEST(described(next.value()) == std::to_string(i));
            }
        },
        rpc::client_options().max_queued_bytes(400));
}

BOOST_AUTO_TEST_CASE(one_that_is_cancelled_before_it_is_sent_is_not_sent)
{
    texts heard;
    bool may_connect = false;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::mock_server mock(executor);
            auto connect = mock.connector();
            rpc::client client(executor,
                               [&, connect]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               {
                                   while (!may_connect)
                                       co_await test::turn();
                                   co_return co_await connect();
                               });
            asio::cancellation_signal stop;
            std::exception_ptr error;
            client.subscribe(heads(), {},
                             asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr why,
                                                                           rpc::subscription_stream) { error = why; }));
            co_await test::turn();
            stop.emit(asio::cancellation_type::terminal);
            while (!error)
                co_await test::turn();
            may_connect = true;
            mock.on("ping").answer(true);
            co_await client.request("ping");
            BOOST_TEST(mock.received("eth_subscribe").empty());
            BOOST_TEST(client.statistics().canceled == 1U);
            co_await client.close();
        });
}

BOOST_AUTO_TEST_SUITE_END()
