// SPDX-License-Identifier: BSL-1.0
// What a server says over HTTP, word by word, and what its client expects.
#pragma once

#include "support/client_test.hpp"

#include <boost/test/unit_test.hpp>

namespace http_scripts {

using test::client_script;

inline const std::string pong = R"({"jsonrpc":"2.0","result":"pong","id":1})";

inline void play(std::vector<test::script> connections, client_script use, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, connections);
            rpc::client client(executor, server.http_url(), options);
            co_await use(client);
            BOOST_TEST(server.connections() == connections.size());
            co_await client.close();
            server.stop();
        });
}

// Answers each request on a connection with the next text, as it is, and then waits for the client's end.
inline test::script answering(std::vector<std::string> answers)
{
    return [answers](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        for (auto& answer : answers)
        {
            co_await test::read_http_request(socket, buffer);
            co_await test::write(socket, answer);
        }
        co_await test::peer_closed(socket);
    };
}

// The same, but the connection is closed behind the last answer.
inline test::script answering_and_closing(std::vector<std::string> answers)
{
    return [answers](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        for (auto& answer : answers)
        {
            co_await test::read_http_request(socket, buffer);
            co_await test::write(socket, answer);
        }
    };
}

inline std::string pong_with_id(int id)
{
    return test::http_answer(R"({"jsonrpc":"2.0","result":"pong","id":)" + std::to_string(id) + "}");
}

inline client_script expecting_pong()
{
    return [](rpc::client& client) -> asio::awaitable<void>
    {
        auto response = co_await client.request("ping");
        BOOST_TEST(response.data.result().as_string() == "pong");
    };
}

} // namespace http_scripts
