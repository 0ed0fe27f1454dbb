// SPDX-License-Identifier: BSL-1.0
// What a server sends by itself: notifications for handlers and streams, and what is no JSON-RPC.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"
#include "transport/notifying_peer.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using test::contains;
using test::is_over;
using test::play;
using test::quick;

BOOST_AUTO_TEST_SUITE(notifications)

using notifying_peer::ask;
using notifying_peer::note;
using notifying_peer::numbering;
using notifying_peer::send_what_is_asked;
using notifying_peer::text_of;
using notifying_peer::texts;

BOOST_DATA_TEST_CASE(handlers_are_told_in_the_order_of_arrival_before_the_answer_that_comes_behind,
                     bdata::make(test::streams), transport)
{
    play(transport, send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             texts told;
             client.on_notification("a",
                                    [&](const rpc::server_notification& event) { told.push_back(text_of(event)); });
             client.on_notification([&](rpc::server_notification event) { told.push_back("rest " + text_of(event)); });
             texts wanted{note("a", 1), note("b", 2), "[" + note("a", 3) + "," + note("c", 4) + "]"};
             wanted.push_back(R"({"jsonrpc":"2.0","method":"a"})");
             co_await ask(client, wanted);
             texts expected{"a[1]", "rest b[2]", "a[3]", "rest c[4]", "anull"};
             BOOST_TEST(told == expected, boost::test_tools::per_element());
             BOOST_TEST(client.statistics().notifications == 5U);
             BOOST_TEST(client.statistics().malformed == 0U);
         });
}

BOOST_AUTO_TEST_CASE(while_a_handler_that_is_a_coroutine_runs_the_others_wait_and_answers_do_not)
{
    play("tcp newline", send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             texts told;
             client.on_notification("slow",
                                    [&](const rpc::server_notification& event) -> asio::awaitable<void>
                                    {
                                        told.push_back("begin " + text_of(event));
                                        // It calls the server that told it.
                                        co_await client.request("ping");
                                        told.push_back("end " + text_of(event));
                                    });
             client.on_notification("quick",
                                    [&](const rpc::server_notification& event) { told.push_back(text_of(event)); });
             texts wanted{note("quick", 1), note("slow", 2), note("quick", 3), note("slow", 4), note("quick", 5)};
             co_await ask(client, wanted);
             while (told.size() != 7)
                 co_await test::turn();
             texts expected{"quick[1]",      "begin slow[2]", "end slow[2]", "quick[3]",
                            "begin slow[4]", "end slow[4]",   "quick[5]"};
             BOOST_TEST(told == expected, boost::test_tools::per_element());
         });
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_costs_nothing_but_itself)
{
    texts logged;
    play("tcp newline", send_what_is_asked,
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             client.add_log_handler(
                 [&](const rpc::logging::record& record)
                 {
                     if (record.level == rpc::logging::level::warning)
                         logged.emplace_back(record.message);
                 });
             int told = 0;
             client.on_notification("now", [&](const rpc::server_notification& event)
                                    { ++told, event.params().at("no such member"); });
             client.on_notification("later",
                                    [&](const rpc::server_notification&) -> asio::awaitable<void>
                                    {
                                        ++told;
                                        throw std::runtime_error("the handler's own trouble");
                                        co_return;
                                    });
             client.on_unrecognized([&](std::string_view) { ++told, throw 1; });
             texts wanted{note("now", 1), note("later", 2), "hello", note("now", 3)};
             co_await ask(client, wanted);
             while (told != 4)
                 co_await test::turn();
             BOOST_TEST(client.statistics().handlers_failed == 4U);
             BOOST_TEST(client.statistics().connects == 1U);
             BOOST_TEST(client.statistics().connections_lost == 0U);
             auto is_told = [&](std::string_view what)
             { return std::any_of(logged.begin(), logged.end(), [&](auto& each) { return contains(each, what); }); };
             BOOST_TEST(is_told("the handler's own trouble"));
             BOOST_TEST(is_told("later: "));
         });
}

BOOST_AUTO_TEST_CASE(a_later_handler_takes_the_place_of_an_earlier_one_also_from_within)
{
    play("tcp newline", send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             texts told;
             client.on_notification("a",
                                    [&](const rpc::server_notification&)
                                    {
                                        told.push_back("first");
                                        client.on_notification("a", [&](const rpc::server_notification&)
                                                               { told.push_back("second"); });
                                    });
             texts wanted{note("a", 1), note("a", 2)};
             co_await ask(client, wanted);
             BOOST_TEST(told == (texts{"first", "second"}), boost::test_tools::per_element());
         });
}

BOOST_DATA_TEST_CASE(what_is_no_json_rpc_comes_as_it_is, bdata::make(test::streams), transport)
{
    play(transport, send_what_is_asked,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             texts told;
             client.on_unrecognized([&](std::string_view text) { told.emplace_back(text); });
             std::string event = R"({"notification": "tick", "params": [1]})";
             texts wanted{event, "[" + note("a", 1) + R"(,{"b" : 2}, 3])", "[]"};
             co_await ask(client, wanted);
             texts expected{event, R"({"b" : 2})", "3", "[]"};
             BOOST_TEST(told == expected, boost::test_tools::per_element());
             BOOST_TEST(client.statistics().malformed == 4U);
         });
}

BOOST_AUTO_TEST_CASE(a_handler_has_a_lost_connection_made_again_although_no_call_needs_it)
{
    int connections = 0;
    play(
        "tcp newline", numbering(connections),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            texts told;
            client.on_notification("tick",
                                   [&](const rpc::server_notification& event) { told.push_back(text_of(event)); });
            co_await test::turn();
            BOOST_TEST(connections == 0);
            co_await client.request("a");
            auto error = co_await test::failure(client.request("close"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            while (told.empty())
                co_await test::turn();
            BOOST_TEST(told == texts{"tick[2]"}, boost::test_tools::per_element());
        },
        quick());
}

BOOST_AUTO_TEST_CASE(streams_and_handlers_outlive_their_client_and_its_context)
{
    asio::io_context context;
    rpc::notification_stream late;
    {
        rpc::client client(context.get_executor(), "unix:///no/such/socket");
        late = client.notifications("tick");
        client.on_notification([](const rpc::server_notification&) {});
    }
    context.run();
    bool has_ended = false;
    late.next([&](std::exception_ptr error, std::optional<rpc::server_notification> event)
              { has_ended = !error && !event; });
    context.restart();
    context.run();
    BOOST_TEST(has_ended);

    // The context goes while a reader waits.
    auto waiting = std::make_unique<asio::io_context>();
    auto guard = std::make_shared<int>(0);
    asio::co_spawn(
        *waiting,
        [guard]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor,
                               []() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               {
                                   asio::steady_timer never(co_await asio::this_coro::executor,
                                                            asio::steady_timer::time_point::max());
                                   co_await never.async_wait(asio::use_awaitable);
                                   co_return nullptr;
                               });
            auto ticks = client.notifications("tick");
            co_await ticks.next();
        },
        [](std::exception_ptr) {});
    waiting->poll();
    BOOST_TEST(guard.use_count() == 2);
    waiting.reset();
    BOOST_TEST(guard.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_handler_may_destroy_its_client)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, "tcp newline", send_what_is_asked);
            std::optional<rpc::client> client;
            client.emplace(executor, server.url(), server.options());
            bool is_told = false;
            auto ticks = client->notifications("tick");
            client->on_notification("tick",
                                    [&](const rpc::server_notification&)
                                    {
                                        is_told = true;
                                        client.reset();
                                    });
            texts wanted{note("tick", 1), note("tick", 2)};
            json::array params(wanted.begin(), wanted.end());
            auto error = co_await test::failure(client->request("send", rpc::params(params)));
            BOOST_TEST((error.code() == rpc::errc::closed));
            BOOST_TEST(is_told);
            BOOST_TEST(!co_await is_over(ticks));
            BOOST_TEST(co_await is_over(ticks));
            server.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_server_that_greets_and_ends_is_not_connected_to_without_a_pause)
{
    int connections = 0;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            ++connections;
            co_await peer.answer(note("hello", connections));
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            client.on_notification([](const rpc::server_notification&) {});
            co_await client.connect();
            asio::steady_timer timer(client.get_executor(), 300ms);
            co_await timer.async_wait(asio::use_awaitable);
            BOOST_TEST(connections < 5);
        },
        rpc::client_options().reconnect(rpc::backoff(10s, 10s)));
}

BOOST_AUTO_TEST_SUITE_END()
