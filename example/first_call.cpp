// SPDX-License-Identifier: BSL-1.0
// The first calls: positional and named arguments, a notification, and what a response holds.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;   // "name"_arg

asio::awaitable<void> session(std::string url)
{
    rpc::client client(co_await asio::this_coro::executor, url);

    rpc::response response = co_await client.request("ping");
    std::cout << "text    " << response.text << '\n';
    std::cout << "id      " << *response.data.id() << '\n';
    std::cout << "result  " << response.data.result() << '\n';

    // Values make an array, names an object; anything that json::value_from takes will do.
    response = co_await client.request("subtract", 42, 23);
    std::cout << "42 - 23 = " << response.data.result() << '\n';
    response = co_await client.request("subtract", "subtrahend"_arg = 23, "minuend"_arg = 42);
    std::cout << "42 - 23 = " << response.data.result() << '\n';

    // The server's error object is an answer like another.
    response = co_await client.request("fail");
    if (!response.data.ok())
        std::cout << "error   " << response.data.error().code() << ' ' << response.data.error().message() << '\n';

    // A notification has no answer.
    co_await client.notify("log", "hello");

    // Or in one go: the result as a type of C++, an error object as an exception.
    std::cout << "1 + 2 = " << co_await client.call<int>("add", 1, 2) << '\n';
}

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, session(server.http_url()), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// text    {"jsonrpc":"2.0","result":"pong","id":1}
// id      1
// result  "pong"
// 42 - 23 = 19
// 42 - 23 = 19
// error   -32000 it failed
// 1 + 2 = 3
