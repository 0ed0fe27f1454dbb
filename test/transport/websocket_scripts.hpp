// SPDX-License-Identifier: BSL-1.0
// What a server does with a WebSocket, frame by frame, and what its client expects.
#pragma once

#include "support/client_test.hpp"
#include "support/raw_websocket.hpp"

#include <boost/test/unit_test.hpp>

namespace websocket_scripts {

using test::client_script;

// What a server does with a connection that was upgraded.
using peer_script = std::function<asio::awaitable<void>(test::tcp::socket&, std::string& buffer)>;

inline std::string url_of(const test::scripted_server& server)
{
    return "ws" + server.http_url().substr(4) + "path?token=secret";
}

inline void play(test::script connection, client_script use, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, connection);
            rpc::client client(executor, url_of(server), options);
            co_await use(client);
            co_await client.close();
            server.stop();
        });
}

inline test::script upgraded(peer_script peer)
{
    return [peer](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        co_await test::accept_websocket(socket, buffer);
        co_await peer(socket, buffer);
        co_await test::websocket_closed(socket, buffer);
    };
}

// Reads a request, and sends these bytes.
inline test::script answering(std::string bytes)
{
    return upgraded(
        [bytes](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
        {
            co_await test::read_frame(socket, buffer);
            co_await test::write(socket, bytes);
        });
}

inline client_script expecting_answer()
{
    return [](rpc::client& client) -> asio::awaitable<void>
    {
        auto response = co_await client.request("ping");
        BOOST_TEST(response.text == test::result(1));
    };
}

} // namespace websocket_scripts
