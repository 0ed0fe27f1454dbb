// SPDX-License-Identifier: BSL-1.0
// Notifications of a server as streams: what their readers get, and what becomes of those that are slow.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"
#include "transport/notifying_peer.hpp"

#include <jsonrpcclient/mock_server.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using test::contains;
using test::is_over;
using test::play;
using test::quick;
using namespace boost::asio::experimental::awaitable_operators;

BOOST_AUTO_TEST_SUITE(notification_streams)

using notifying_peer::ask;
using notifying_peer::note;
using notifying_peer::numbering;
using notifying_peer::send_what_is_asked;
using notifying_peer::text_of;
using notifying_peer::texts;

BOOST_DATA_TEST_CASE(a_stream_gives_what_comes_in_order_and_ends_with_the_client, bdata::make(test::streams), transport)
{
    play(transport, send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick");
             auto rest = client.notifications();
             texts wanted{note("tick", 1), note("tock", 2), note("tick", 3)};
             co_await ask(client, wanted);
             texts told;
             for (int i = 0; i != 2; ++i)
                 if (auto event = co_await ticks.next())
                     told.push_back(text_of(*event));
             auto other = co_await rest.next();
             told.push_back(text_of(*other));
             BOOST_TEST(told == (texts{"tick[1]", "tick[3]", "tock[2]"}), boost::test_tools::per_element());
             texts last{note("tick", 4)};
             co_await ask(client, last);
             co_await client.close();
             auto event = co_await ticks.next();
             BOOST_TEST(text_of(event.value()) == "tick[4]");
             BOOST_TEST(co_await is_over(ticks));
             BOOST_TEST(co_await is_over(ticks));
             BOOST_TEST(co_await is_over(rest));
         });
}

BOOST_AUTO_TEST_CASE(a_stream_that_waits_makes_the_connection_and_has_it_made_again)
{
    int connections = 0;
    play(
        "tcp newline", numbering(connections),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto ticks = client.notifications("tick");
            co_await client.request("a");
            client.send(rpc::request("close"), {}, [](std::exception_ptr, rpc::response) {});
            auto event = co_await ticks.next();
            BOOST_TEST(text_of(event.value()) == "tick[2]");
        },
        quick());
    connections = 1;
    play("tcp newline", numbering(connections),
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick");
             auto event = co_await ticks.next();
             BOOST_TEST(text_of(event.value()) == "tick[2]");
         });
}

BOOST_AUTO_TEST_CASE(a_stream_whose_connection_is_not_made_again_says_so_once)
{
    int connections = 0;
    auto options = rpc::client_options().reconnect(rpc::backoff::none());
    play(
        "tcp newline", numbering(connections),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto ticks = client.notifications("tick");
            co_await client.request("a");
            client.send(rpc::request("close"), {}, [](std::exception_ptr, rpc::response) {});
            auto error = co_await test::failure(ticks.next());
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
             // Who reads on has another one made.
            auto event = co_await ticks.next();
            BOOST_TEST(text_of(event.value()) == "tick[2]");
        },
        options);
    test::run(
        []() -> asio::awaitable<void>
        {
            // Nobody listens there.
            rpc::client client(co_await asio::this_coro::executor, "unix:///no/such/socket");
            auto ticks = client.notifications("tick");
            auto error = co_await test::failure(ticks.next());
            BOOST_TEST((error.code() == rpc::errc::not_connected), error.what());
            BOOST_TEST(contains(error.what(), "unix:///no/such/socket"), error.what());
        });
}

namespace {

// What a stream of this policy gives after five events that nobody read.
texts after_five(rpc::when_full policy, std::uint64_t& dropped, std::optional<rpc::errc>& error)
{
    texts told;
    play("tcp newline", send_what_is_asked,
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick", policy, 2);
             texts wanted;
             for (int i = 1; i != 6; ++i)
                 wanted.push_back(note("tick", i));
             co_await ask(client, wanted);
             dropped = ticks.dropped();
             BOOST_TEST(client.statistics().notifications_dropped == dropped);
             co_await client.close();
             try
             {
                 while (auto event = co_await ticks.next())
                     told.push_back(text_of(*event));
             }
             catch (const rpc::client_error& thrown)
             {
                 error = static_cast<rpc::errc>(thrown.code().value());
             }
         });
    return told;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_slow_reader_loses_what_its_policy_says_and_it_is_counted)
{
    std::uint64_t dropped = 0;
    std::optional<rpc::errc> error;
    using policy = rpc::when_full;
    BOOST_TEST(after_five(policy::drop_oldest, dropped, error) == (texts{"tick[4]", "tick[5]"}),
               boost::test_tools::per_element());
    BOOST_TEST(dropped == 3U);
    BOOST_TEST(after_five(policy::drop_newest, dropped, error) == (texts{"tick[1]", "tick[2]"}),
               boost::test_tools::per_element());
    BOOST_TEST(dropped == 3U);
    BOOST_TEST(after_five(policy::keep_latest, dropped, error) == texts{"tick[5]"}, boost::test_tools::per_element());
    BOOST_TEST(dropped == 4U);
    BOOST_TEST(!error);
    BOOST_TEST(after_five(policy::close, dropped, error) == (texts{"tick[1]", "tick[2]"}),
               boost::test_tools::per_element());
    BOOST_TEST(dropped == 0U);
    BOOST_REQUIRE(error);
    BOOST_TEST((*error == rpc::errc::queue_full));
}

BOOST_DATA_TEST_CASE(a_reader_that_is_waited_for_loses_nothing_and_holds_up_answers, bdata::make(test::streams),
                     transport)
{
    play(transport, send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick", rpc::when_full::wait, 2);
             texts wanted;
             for (int i = 0; i != 1000; ++i)
                 wanted.push_back(note("tick", i));
             bool is_answered = false;
             json::array params(wanted.begin(), wanted.end());
             client.send(rpc::request("send", rpc::params(params)), {},
                         [&](std::exception_ptr error, rpc::response) { is_answered = !error; });
             for (int i = 0; i != 1000; ++i)
             {
                 // The last two have room, and then the answer is read.
                 BOOST_TEST((i > 997 || !is_answered));
                 auto event = co_await ticks.next();
                 BOOST_REQUIRE(event);
                 BOOST_TEST(event->params().at(0) == i);
                 if (i == 500)
                     co_await test::turn();
             }
             while (!is_answered)
                 co_await test::turn();
             BOOST_TEST(ticks.dropped() == 0U);
         });
}

BOOST_AUTO_TEST_CASE(a_stream_that_holds_up_the_connection_lets_it_go_when_it_ends)
{
    play("tcp newline", send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick", rpc::when_full::wait, 1);
             texts wanted{note("tick", 1), note("tick", 2), note("tick", 3)};
             json::array params(wanted.begin(), wanted.end());
             auto error = co_await test::failure(
                 client.send(rpc::request("send", rpc::params(params)), rpc::call_options().timeout(20ms)));
             BOOST_TEST((error.code() == rpc::errc::timeout));
             {
                 auto ended = std::move(ticks);
             }
             co_await client.request("ping");
         });
}

BOOST_AUTO_TEST_CASE(waiting_for_an_event_can_be_cancelled_and_nothing_is_lost)
{
    play("tcp newline", send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick");
             asio::steady_timer timer(client.get_executor(), 1ms);
             auto first = co_await (ticks.next() || timer.async_wait(asio::use_awaitable));
             BOOST_TEST(first.index() == 1U);
             texts wanted{note("tick", 1)};
             co_await ask(client, wanted);
             auto event = co_await ticks.next();
             BOOST_TEST(text_of(event.value()) == "tick[1]");

             std::exception_ptr refused;
             ticks.next([](std::exception_ptr, std::optional<rpc::server_notification>) {});
             ticks.next([&](std::exception_ptr error, std::optional<rpc::server_notification>) { refused = error; });
             while (!refused)
                 co_await test::turn();
             ticks.close();
             BOOST_TEST(co_await is_over(ticks));
         });
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_lost_while_a_reader_holds_it_up_is_given_up)
{
    bool is_gone = false;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            // What the first connection has not got comes here.
            if (is_gone)
                co_return co_await peer.closed();
            texts out;
            for (int i = 0; i != 10; ++i)
                out.push_back(note("tick", i));
            co_await peer.answer_all(std::move(out));
            while (!is_gone)
                co_await test::turn();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto ticks = client.notifications("tick", rpc::when_full::wait, 1);
            co_await client.notify("go");
            while (client.statistics().notifications == 0)
                co_await test::turn();
            is_gone = true;
            // What is written there finds out, although nothing is read.
            auto error = std::make_shared<std::exception_ptr>();
            while (!*error)
            {
                client.send(rpc::request("a"), {}, [error](std::exception_ptr why, rpc::response) { *error = why; });
                asio::steady_timer timer(client.get_executor(), 10ms);
                co_await timer.async_wait(asio::use_awaitable);
            }
            BOOST_TEST(client.statistics().connections_lost == 1U);
        });
}

BOOST_AUTO_TEST_CASE(an_event_that_is_there_is_not_lost_when_its_reader_goes_in_the_same_turn)
{
    play("tcp newline", send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto ticks = client.notifications("tick");
             texts wanted{note("tick", 1)};
             co_await ask(client, wanted);
             auto first = co_await (asio::post(client.get_executor(), asio::use_awaitable) || ticks.next());
             std::optional<rpc::server_notification> event;
             if (first.index() == 1)
                 event = std::get<1>(first);
             else
                 event = co_await ticks.next();
             BOOST_TEST(text_of(event.value()) == "tick[1]");
         });
}

BOOST_AUTO_TEST_CASE(a_stream_outlives_a_connection_that_could_not_be_made)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::mock_server mock(executor);
            rpc::client client(executor, mock.connector());
            auto ticks = client.notifications("tick");
            mock.refuse_connections(1, "not today");
            auto error = co_await test::failure(client.connect());
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            co_await client.connect();
            mock.notify("tick", 1);
            auto event = co_await ticks.next();
            BOOST_TEST(text_of(event.value()) == "tick[1]");
            co_await client.close();
        });
}

BOOST_AUTO_TEST_SUITE_END()
