// SPDX-License-Identifier: BSL-1.0
// A server that answers with streams of events, and what scripts see of its client.
#pragma once

#include "support/client_test.hpp"
#include "support/event_texts.hpp"

#include <functional>
#include <string>
#include <vector>

namespace event_stage {

using test::chunk;
using test::events_head;
using test::expecting_error;
using test::last_chunk;

// What scripts see of the client.
struct stage
{
    rpc::client* client = nullptr;
    // What was logged but for the requests, in its order; then "end" of each call.
    std::vector<std::string> heard;

    rpc::statistics now() const { return client->statistics(); }
};

using act = std::function<asio::awaitable<void>(test::tcp::socket, stage&)>;
using use = std::function<asio::awaitable<void>(rpc::client&, stage&)>;

inline void play(std::vector<act> connections, use script, rpc::client_options options = {})
{
    stage shown;
    options.log_handler(
        [&](const rpc::logging::record& entry)
        {
            if (!entry.logger.ends_with("request"))
                shown.heard.emplace_back(entry.message);
        });
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::vector<test::script> scripts;
            for (auto& each : connections)
                scripts.push_back([&](test::tcp::socket socket) { return each(std::move(socket), shown); });
            test::scripted_server server(executor, scripts);
            rpc::client client(executor, server.http_url(), options);
            shown.client = &client;
            co_await script(client, shown);
            BOOST_TEST(server.connections() == connections.size());
            co_await client.close();
            server.stop();
        });
}

// Answers each request on a connection with the next text, and then waits for the client's end.
inline act answering(std::vector<std::string> answers)
{
    return [answers](test::tcp::socket socket, stage&) -> asio::awaitable<void>
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

// The same, but the server ends the connection.
inline act answering_and_closing(std::string answer)
{
    return [answer](test::tcp::socket socket, stage&) -> asio::awaitable<void>
    {
        std::string buffer;
        co_await test::read_http_request(socket, buffer);
        co_await test::write(socket, answer);
    };
}

inline use expecting_pong(int calls = 1)
{
    return [calls](rpc::client& client, stage&) -> asio::awaitable<void>
    {
        for (int i = 0; i != calls; ++i)
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.result().as_string() == "pong");
        }
    };
}

inline use expecting(rpc::errc code, rpc::delivery delivery, std::string part)
{
    return [=](rpc::client& client, stage&) -> asio::awaitable<void>
    { co_await expecting_error(code, delivery, part)(client); };
}

inline std::string events(const std::string& body) { return events_head() + chunk(body) + last_chunk; }

} // namespace event_stage
