// SPDX-License-Identifier: BSL-1.0
// A client of an MCP server: its tools, one that tells of its progress, one that is given up, and one that asks back.
//
//   mcp_client URL     for example: mcp_client 'exec:npx @modelcontextprotocol/server-everything', or http://...
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;   // "name"_arg
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

rpc::request tool(std::string_view name, const json::object& arguments = {})
{
    return rpc::request("tools/call", "name"_arg = name, "arguments"_arg = arguments);
}

std::string text_of(const rpc::response& answer)
{
    return std::string(answer.data.result().at("content").at(0).at("text").as_string());
}

asio::awaitable<void> session(std::string url)
{
    auto executor = co_await asio::this_coro::executor;
    rpc::client server(executor, url, rpc::client_options().dialect(rpc::dialect::mcp()));

    // What the server may ask.
    server.on_request("sampling/createMessage", [](const rpc::server_request& asked) {
        auto& question = asked.params().at("messages").at(0).at("content").at("text");
        std::cout << "it asks:   " << question << '\n';
        return json::value{{"role", "assistant"},
                           {"model", "none"},
                           {"content", {{"type", "text"}, {"text", "Meow."}}}};
    });

    json::value client = {{"name", "example"}, {"version", "1"}};
    json::value capabilities = {{"sampling", json::object()}};
    auto welcome = co_await server.call<json::value>("initialize", "protocolVersion"_arg = "2025-06-18",
                                                     "capabilities"_arg = capabilities, "clientInfo"_arg = client);
    std::cout << "server:    " << welcome.at("serverInfo").at("name") << '\n';
    co_await server.notify("notifications/initialized");

    auto tools = co_await server.call<json::value>("tools/list");
    std::cout << "tools:     " << (tools.at("tools").as_array().size() > 10 ? "many" : "some") << '\n';

    json::object numbers = {{"a", 2}, {"b", 3}};
    std::cout << "sum:       " << text_of(co_await server.send(tool("get-sum", numbers))) << '\n';

    // The client makes a token for the call, by which the progress finds its handler.
    auto show = [](const json::value& told) { std::cout << "progress:  " << told.at("progress") << '\n'; };
    json::object quick = {{"duration", 0.2}, {"steps", 2}};
    auto done =
        co_await server.send(tool("trigger-long-running-operation", quick), rpc::call_options().on_progress(show));
    std::cout << "done:      " << text_of(done) << '\n';

    // Whichever is first; if it is the timer, the server is told that nobody waits for the answer.
    json::object slow = {{"duration", 60}, {"steps", 2}};
    asio::steady_timer timer(executor, 100ms);
    auto first =
        co_await (server.send(tool("trigger-long-running-operation", slow)) || timer.async_wait(asio::use_awaitable));
    std::cout << "first:     " << (first.index() == 0 ? "the tool" : "the timer") << '\n';

    json::object prompt = {{"prompt", "What does the cat say?"}};
    auto sampled = co_await server.send(tool("trigger-sampling-request", prompt));
    std::cout << "it heard:  " << (text_of(sampled).find("Meow.") != std::string::npos ? "Meow." : "nothing") << '\n';
    co_await server.close();
}

int main(int, char* argv[])
{
    asio::io_context io;
    asio::co_spawn(io, session(argv[1]), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// server:    "mcp-servers/everything"
// tools:     many
// sum:       The sum of 2 and 3 is 5.
// progress:  1
// progress:  2
// done:      Long running operation completed. Duration: 0.2 seconds, Steps: 2.
// first:     the timer
// it asks:   "Resource trigger-sampling-request context: What does the cat say?"
// it heard:  Meow.
