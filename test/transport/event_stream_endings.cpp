// SPDX-License-Identifier: BSL-1.0
// How streams of events over HTTP end: what becomes of the call, and of the connection.
#include "support/client_test.hpp"
#include "support/event_texts.hpp"
#include "transport/event_stage.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <string>

using test::chunk;
using test::contains;
using test::event;
using test::events_head;
using test::last_chunk;
using test::pong_with;
using test::progress;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(event_stream_endings)

using event_stage::answering;
using event_stage::answering_and_closing;
using event_stage::events;
using event_stage::expecting;
using event_stage::expecting_pong;
using event_stage::play;
using event_stage::stage;

BOOST_AUTO_TEST_CASE(a_stream_that_ends_or_is_cut_without_the_answer_is_a_lost_connection)
{
    play({answering({events(event(progress))})}, expecting(rpc::errc::connection_lost, rpc::delivery::maybe_executed,
                                                           "the server ended its stream of events without an answer"));
    play({answering({events("data: " + pong_with("1") + "\n")})},
         expecting(rpc::errc::connection_lost, rpc::delivery::maybe_executed,
                   "the server ended its stream of events without an answer"));
    play({answering_and_closing(events_head() + chunk(event(progress)))},
         expecting(rpc::errc::connection_lost, rpc::delivery::maybe_executed, "in the middle of its answer"));
    play({answering_and_closing(events_head() + "ff\r\ndata: " + pong_with("1"))},
         expecting(rpc::errc::connection_lost, rpc::delivery::maybe_executed, "in the middle of its answer"));
}

BOOST_AUTO_TEST_CASE(an_idempotent_call_whose_stream_was_cut_is_sent_again)
{
    play({[](test::tcp::socket socket, stage&) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events(event(pong_with("1"))));
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events_head() + chunk(event(progress)));
          },
          answering({events(event(pong_with("2")))})},
         expecting_pong(2), rpc::client_options().idempotent(true));
}

BOOST_AUTO_TEST_CASE(a_connection_whose_stream_has_ended_is_used_again)
{
    play({answering({events(event(pong_with("1"))), events(event(pong_with("2"))), events(event(pong_with("3")))})},
         expecting_pong(3));
}

BOOST_AUTO_TEST_CASE(so_is_one_whose_stream_ends_soon_after_the_answer)
{
    play({[](test::tcp::socket socket, stage& now) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events_head() + chunk(event(pong_with("1"))));
              while (now.now().in_flight != 0)
                  co_await test::turn();
              co_await test::write(socket, chunk(event(progress)) + last_chunk);
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events(event(pong_with("2"))));
              co_await test::peer_closed(socket);
          }},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             while (client.statistics().connections != client.statistics().idle_connections)
                 co_await test::turn();
             BOOST_TEST(client.statistics().idle_connections == 1U);
             co_await client.request("ping");
         });
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_stream_make_its_connection_useless)
{
    play({answering({events(event(pong_with("1"))) + "HTTP/1.1 200 OK\r\n"}),
          answering({events(event(pong_with("2")))})},
         expecting_pong(2));
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_the_stream_and_its_connection)
{
    play({answering({events_head() + chunk(event(progress))})},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             co_await client.connect();
             auto error =
                 co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
             BOOST_TEST((error.code() == rpc::errc::timeout));
             BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
             BOOST_TEST(contains(error.what(), "(phase: wait)"));
             while (client.statistics().connections != 0)
                 co_await test::turn();
         });
}

BOOST_AUTO_TEST_CASE(so_does_a_cancellation)
{
    asio::cancellation_signal give_up;
    play({[&](test::tcp::socket socket, stage& now) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events_head() + chunk(event(progress)));
              while (now.now().notifications != 1)
                  co_await test::turn();
              // Both are ready when the client reads on.
              co_await test::write(socket, chunk(event(progress) + event(pong_with("1"))));
              give_up.emit(asio::cancellation_type::terminal);
              co_await test::peer_closed(socket);
          }},
         [&](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             auto canceled = asio::bind_cancellation_slot(give_up.slot(), asio::use_awaitable);
             auto error = co_await test::failure(client.send(rpc::request("ping"), {}, canceled));
             BOOST_TEST((error.code() == rpc::errc::canceled));
         });
}

BOOST_AUTO_TEST_CASE(a_log_handler_that_closes_the_client_ends_the_call)
{
    stage* shown = nullptr;
    auto closing = [&](const rpc::logging::record& entry)
    {
        if (entry.message == progress && shown->client)
            asio::co_spawn(shown->client->get_executor(), shown->client->close(), asio::detached);
    };
    play(
        {answering({events_head() + chunk(event(progress) + event(progress) + event(pong_with("1")))})},
        [&](rpc::client& client, stage& now) -> asio::awaitable<void>
        {
            shown = &now;
            auto outcome = std::string("answered");
            try
            {
                co_await client.request("ping");
            }
            catch (const rpc::client_error& error)
            {
                outcome = error.what();
            }
            BOOST_TEST((outcome == "answered" || contains(outcome, "closed")), outcome);
        },
        rpc::client_options().log_handler(closing));
}

// Comments, events of other types, notifications and data without end: the call's timeout ends them.
BOOST_AUTO_TEST_CASE(a_stream_without_end_ends_with_the_call)
{
    for (auto& more :
         {":" + std::string(10'000, '.') + "\n\n", "event: ping\ndata: " + std::string(10'000, '.') + "\n\n",
          event(progress), std::string(10'000, 'x'), std::string(10'000, '\n')})
        play(
            {[&](test::tcp::socket socket, stage&) -> asio::awaitable<void>
             {
                 std::string buffer;
                 co_await test::read_http_request(socket, buffer);
                 co_await test::write(socket, events_head());
                 for (;;)
                     co_await test::write(socket, chunk(more));
             }},
            [](rpc::client& client, stage& now) -> asio::awaitable<void>
            {
                co_await client.connect();
                auto error =
                    co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(50ms)));
                BOOST_TEST((error.code() == rpc::errc::timeout), error.what());
                now.heard.clear();
            },
            rpc::client_options().max_message_size(1000));
}

BOOST_AUTO_TEST_SUITE_END()
