// SPDX-License-Identifier: BSL-1.0
// The upgrade from HTTP to WebSocket: what it carries, what is refused, and what comes with it.
#include "support/client_test.hpp"
#include "support/raw_websocket.hpp"
#include "transport/websocket_scripts.hpp"

#include <boost/test/unit_test.hpp>

using test::client_script;
using test::contains;
using test::expecting_error;
using test::result;
using test::websocket_frame;
using namespace std::literals;
namespace frame = test::frame;

BOOST_AUTO_TEST_SUITE(websocket_upgrade)

using websocket_scripts::answering;
using websocket_scripts::expecting_answer;
using websocket_scripts::play;

namespace {

// Answers the request to upgrade with these bytes, and nothing else.
test::script refusing(std::string answer)
{
    return [answer](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        co_await test::read_http_request(socket, buffer);
        co_await test::write(socket, answer);
        if (!answer.empty())
            co_await test::peer_closed(socket);
    };
}

client_script expecting_no_connection(std::string part)
{
    return expecting_error(rpc::errc::not_connected, rpc::delivery::not_sent, part + " (phase: handshake)");
}

} // namespace

BOOST_AUTO_TEST_CASE(the_upgrade_carries_the_clients_headers_but_those_that_make_it_one)
{
    std::string head;
    play(
        [&](test::tcp::socket socket) -> asio::awaitable<void>
        {
            std::string buffer;
            head = co_await test::accept_websocket(socket, buffer, "Sec-WebSocket-Protocol: b\r\n");
            co_await test::read_frame(socket, buffer);
            co_await test::write(socket, websocket_frame(frame::text, result(1)));
            co_await test::websocket_closed(socket, buffer);
        },
        expecting_answer(),
        rpc::client_options()
            .header("X-Own", "1")
            .header("Connection", "close")
            .header("Upgrade", "no")
            .header("Sec-WebSocket-Key", "no")
            .subprotocol("a, b"));
    BOOST_TEST(head.starts_with("GET /path?token=secret HTTP/1.1\r\nHost: 127.0.0.1:"), head);
    BOOST_TEST(contains(head, "\r\nUpgrade: websocket\r\n"), head);
    BOOST_TEST(contains(head, "\r\nConnection: upgrade\r\n"), head);
    BOOST_TEST(contains(head, "\r\nSec-WebSocket-Version: 13\r\n"), head);
    BOOST_TEST(contains(head, "\r\nUser-Agent: jsonrpcclient\r\n"), head);
    BOOST_TEST(contains(head, "\r\nX-Own: 1\r\n"), head);
    BOOST_TEST(contains(head, "\r\nSec-WebSocket-Protocol: a, b\r\n"), head);
    BOOST_TEST(!contains(head, "Sec-WebSocket-Key: no"), head);
    BOOST_TEST(!contains(head, "Sec-WebSocket-Extensions"), head);
}

BOOST_AUTO_TEST_CASE(a_header_of_the_client_is_in_place_of_the_built_in_one)
{
    std::string head;
    play(
        [&](test::tcp::socket socket) -> asio::awaitable<void>
        {
            std::string buffer;
            head = co_await test::accept_websocket(socket, buffer);
            co_await test::websocket_closed(socket, buffer);
        },
        [](rpc::client& client) -> asio::awaitable<void> { co_await client.connect(); },
        rpc::client_options().header("User-Agent", "mine").header("host", "other").permessage_deflate());
    BOOST_TEST(contains(head, "\r\nUser-Agent: mine\r\n"), head);
    BOOST_TEST(contains(head, "other\r\n"), head);
    BOOST_TEST(!contains(head, "127.0.0.1"), head);
    BOOST_TEST(contains(head, "\r\nSec-WebSocket-Extensions: permessage-deflate"), head);
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_names_the_status)
{
    play(refusing("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n"),
         expecting_no_connection("the server refused the upgrade to WebSocket with HTTP status 403 Forbidden"));
    play(refusing("HTTP/1.1 401 Unauthorized\r\n\r\nno, and no end"),
         expecting_no_connection("with HTTP status 401 Unauthorized"));
    play(refusing("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"),
         expecting_no_connection("with HTTP status 302 Found"));
    play(refusing("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST(contains(error.what(), "with HTTP status 200 OK"), error.what());
             BOOST_TEST(!contains(error.what(), "secret"), error.what());
         });
}

BOOST_AUTO_TEST_CASE(a_handshake_that_is_none_is_told)
{
    play(refusing(""), expecting_no_connection("the server closed the connection in answer to the upgrade"));
    play(refusing("SSH-2.0-server\r\n"), expecting_no_connection("bad version"));
    play(refusing("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n"),
         expecting_no_connection("Sec-WebSocket-Accept field is invalid"));
    play(refusing("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')),
         expecting_no_connection("with HTTP status 200 OK"));
}

BOOST_AUTO_TEST_CASE(a_handshake_that_never_ends_is_ended)
{
    play([](test::tcp::socket socket) -> asio::awaitable<void> { co_await test::peer_closed(socket); },
         expecting_no_connection("Connection timed out"), rpc::client_options().connect_timeout(500ms));
}

BOOST_AUTO_TEST_CASE(a_subprotocol_that_was_not_asked_for_is_refused)
{
    for (auto* asked : {"", "chat, superchat"})
    {
        rpc::client_options options;
        if (*asked)
            options.subprotocol(asked);
        play(
            [](test::tcp::socket socket) -> asio::awaitable<void>
            {
                std::string buffer;
                co_await test::accept_websocket(socket, buffer, "Sec-WebSocket-Protocol: other\r\n");
                co_await test::websocket_closed(socket, buffer);
            },
            expecting_no_connection("the server chose a subprotocol that was not asked for, \"other\""), options);
    }
}

BOOST_AUTO_TEST_CASE(a_server_may_choose_no_subprotocol)
{
    play(answering(websocket_frame(frame::text, result(1))), expecting_answer(),
         rpc::client_options().subprotocol("chat"));
}

BOOST_AUTO_TEST_CASE(frames_that_come_with_the_handshake_are_read)
{
    play(
        [](test::tcp::socket socket) -> asio::awaitable<void>
        {
            std::string buffer;
            auto request = co_await test::read_http_request(socket, buffer);
            co_await test::write(socket, test::websocket_answer(request.head) + "\r\n" +
                                             websocket_frame(frame::text, R"({"jsonrpc":"2.0","method":"hello"})") +
                                             websocket_frame(frame::text, "").substr(0, 1));
            co_await test::read_frame(socket, buffer);
            co_await test::write(socket,
                                 websocket_frame(frame::text, "").substr(1) + websocket_frame(frame::text, result(1)));
            co_await test::websocket_closed(socket, buffer);
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == result(1));
            BOOST_TEST(client.statistics().notifications == 1U);
            BOOST_TEST(client.statistics().malformed == 0U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
