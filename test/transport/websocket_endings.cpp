// SPDX-License-Identifier: BSL-1.0
// How WebSockets end: with a goodbye, for want of a sign of life, or with their client.
#include "support/client_test.hpp"
#include "support/raw_websocket.hpp"
#include "transport/websocket_scripts.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>

using test::client_script;
using test::contains;
using test::expecting_error;
using test::result;
using test::websocket_frame;
using namespace std::literals;
namespace frame = test::frame;

BOOST_AUTO_TEST_SUITE(websocket_endings)

using websocket_scripts::answering;
using websocket_scripts::expecting_answer;
using websocket_scripts::play;
using websocket_scripts::upgraded;
using websocket_scripts::url_of;

namespace {

client_script expecting_loss(std::string part)
{
    return expecting_error(rpc::errc::connection_lost, rpc::delivery::maybe_executed, part);
}

// Reads the beginning of a message only, and sends these bytes.
test::script not_reading(std::string bytes)
{
    return [bytes](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        std::array<char, 1> byte;
        co_await test::accept_websocket(socket, buffer);
        co_await socket.async_read_some(asio::buffer(byte), asio::use_awaitable);
        co_await test::write(socket, bytes);
        co_await test::never();
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(a_client_that_goes_behind_a_ping_lets_the_context_run_out_of_work)
{
    for (int turns = 0; turns != 10; ++turns)
    {
        asio::io_context context;
        bool is_gone = false;
        test::scripted_server server(context.get_executor(),
                                     [&](test::tcp::socket socket) -> asio::awaitable<void>
                                     {
                                         std::string buffer;
                                         co_await test::accept_websocket(socket, buffer);
                                         co_await test::read_frame(socket, buffer);
                                         co_await test::write(socket, websocket_frame(frame::text, result(1)) +
                                                                          websocket_frame(frame::ping, ""));
                                         co_await test::peer_closed(socket);
                                         is_gone = true;
                                     });
        std::optional<rpc::client> client(std::in_place, context.get_executor(), url_of(server));
        bool is_answered = false;
        client->send(rpc::request("ping"), {}, [&](std::exception_ptr, rpc::response) { is_answered = true; });
        while (!is_answered)
            context.run_one();
        for (int i = 0; i != turns; ++i)
            context.poll_one();
        client.reset();
        for (auto end = std::chrono::steady_clock::now() + 60s; !is_gone && std::chrono::steady_clock::now() < end;)
            context.run_one_for(100ms);
        BOOST_TEST(is_gone);
        server.stop();
        context.run_for(60s);
        BOOST_TEST(context.stopped());
    }
}

BOOST_AUTO_TEST_CASE(closing_does_not_wait_for_a_message_that_nobody_reads)
{
    play(
        not_reading(""),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            bool ended = false;
            client.send(rpc::request("large", std::string(30'000'000, 'x')), {},
                        [&](std::exception_ptr, rpc::response) { ended = true; });
            co_await client.connect();
            co_await test::turn();
            co_await client.close();
            BOOST_TEST(ended);
        },
        rpc::client_options().timeout(1h));
}

BOOST_AUTO_TEST_CASE(a_server_that_refuses_a_message_while_it_is_sent_is_heard)
{
    play(not_reading(websocket_frame(frame::ping, "") + websocket_frame(frame::close, "\x03\xf1too big")),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::failure(client.request("large", std::string(30'000'000, 'x')));
             BOOST_TEST((error.code() == rpc::errc::connection_lost));
             BOOST_TEST(contains(error.what(), "1009"), error.what());
             BOOST_TEST(contains(error.what(), "too big"), error.what());
         });
}

BOOST_AUTO_TEST_CASE(the_servers_reason_for_the_end_is_told)
{
    play(answering(websocket_frame(frame::close, "\x03\xe9going away")),
         expecting_loss("the server closed the WebSocket with code 1001, \"going away\""));
    play(answering(websocket_frame(frame::close, "")), expecting_loss("the server closed the WebSocket"));
    play(
        [](test::tcp::socket socket) -> asio::awaitable<void>
        {
            std::string buffer;
            co_await test::accept_websocket(socket, buffer);
            co_await test::read_frame(socket, buffer);
        },
        expecting_loss("End of file"));
}

BOOST_AUTO_TEST_CASE(closing_says_so_and_waits_for_the_server_a_second_at_most)
{
    for (bool is_polite : {true, false})
    {
        test::websocket_message seen;
        std::chrono::steady_clock::duration took;
        play(upgraded(
                 [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
                 {
                     seen = co_await test::read_frame(socket, buffer);
                     if (is_polite)
                         co_await test::write(socket, websocket_frame(frame::close, seen.payload));
                     co_await test::peer_closed(socket);
                 }),
             [&](rpc::client& client) -> asio::awaitable<void>
             {
                 co_await client.connect();
                 auto begin = std::chrono::steady_clock::now();
                 co_await client.close();
                 took = std::chrono::steady_clock::now() - begin;
             });
        BOOST_TEST(seen.first == frame::close);
        BOOST_TEST(seen.payload == "\x03\xe8");
        BOOST_TEST((took < (is_polite ? 900ms : 3000ms)));
    }
}

BOOST_AUTO_TEST_CASE(a_silent_server_is_pinged_and_then_given_up)
{
    test::websocket_message ping;
    play(upgraded(
             [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
             {
                 // On a busy machine it may come in front of the request.
                 while (ping.first != frame::ping)
                     ping = co_await test::read_frame(socket, buffer);
             }),
         expecting_loss("the server gave no sign of life"), rpc::client_options().ping_interval(100ms));
    BOOST_TEST(ping.first == frame::ping);
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_pings_is_alive)
{
    play(upgraded(
             [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
             {
                 for (int pings = 0; pings != 3;)
                 {
                     auto came = co_await test::read_frame(socket, buffer);
                     // On a busy machine the first ping may come in front of the request.
                     if (came.first == frame::text)
                         continue;
                     BOOST_TEST(came.first == frame::ping);
                     co_await test::write(socket, websocket_frame(frame::pong, came.payload));
                     ++pings;
                 }
                 co_await test::write(socket, websocket_frame(frame::text, result(1)));
             }),
         // Where the machine is so busy that one is late, the next connection has the call.
         expecting_answer(), rpc::client_options().ping_interval(200ms).idempotent());
}

// The server says nothing for long, for it is still reading; but it reads.
BOOST_AUTO_TEST_CASE(a_slow_upload_is_a_sign_of_life)
{
    const std::string text(32 << 20, 'x');
    play(
        upgraded(
            [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
            {
                std::string piece(1 << 20, '\0');
                asio::steady_timer timer(socket.get_executor());
                for (std::size_t read = 0; read != text.size(); read += piece.size())
                {
                    co_await asio::async_read(socket, asio::buffer(piece), asio::deferred);
                     // Only while there is more than the buffers of the sockets hold.
                    timer.expires_after(read < text.size() / 2 ? 80ms : 0ms);
                    co_await timer.async_wait(asio::deferred);
                }
                 // The rest, and pings.
                buffer.resize(65536);
                co_await socket.async_read_some(asio::buffer(buffer), asio::deferred);
                buffer.clear();
                co_await test::write(socket, websocket_frame(frame::text, result(1)));
            }),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("take", text);
            BOOST_TEST(response.text == result(1));
        },
        rpc::client_options().ping_interval(400ms).idempotent());
}

BOOST_AUTO_TEST_CASE(a_client_goes_at_any_moment)
{
    // Beast has a pong on its way, and an answer has arrived: whatever the client is at, nothing is left behind.
    for (int turns = 0; turns != 60; ++turns)
    {
        asio::io_context context;
        test::scripted_server server(context.get_executor(),
                                     answering(websocket_frame(frame::ping, "1") + websocket_frame(frame::ping, "2")));
        std::optional<rpc::client> client(std::in_place, context.get_executor(), url_of(server),
                                          rpc::client_options().ping_interval(1ms));
        bool ended = false;
        client->send(rpc::request("ping"), {}, [&](std::exception_ptr, rpc::response) { ended = true; });
        for (int i = 0; i != turns; ++i)
            context.poll_one();
        // Half of them are ended, and half just go with their context.
        if (turns % 2)
            continue;
        client.reset();
        server.stop();
        context.run_for(60s);
        BOOST_TEST(ended);
    }
}

BOOST_AUTO_TEST_SUITE_END()
