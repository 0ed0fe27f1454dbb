// SPDX-License-Identifier: BSL-1.0
// Arguments: what C++ writes, and what goes out as params.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/describe/class.hpp>

#include <iostream>
#include <map>
#include <vector>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;   // "name"_arg

struct point {
    int x = 0;
    int y = 0;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

asio::awaitable<void> session(std::string url)
{
    auto show = [](const rpc::logging::record& entry) {
        if (entry.logger == "jsonrpcclient.client.request")
            std::cout << entry.message << '\n';
    };
    rpc::client client(co_await asio::this_coro::executor, url, rpc::client_options().log_handler(show));

    co_await client.request("echo");
    co_await client.request("echo", 1, 2.5, true, nullptr, "text");
    co_await client.request("echo", "name"_arg = "Yoko", "age"_arg = 3);

    // Containers and described structs are values like others: each is one argument.
    std::vector<int> numbers{1, 2, 3};
    std::map<std::string, point> points{{"here", point{1, 2}}};
    co_await client.request("echo", numbers, points);
    co_await client.request("echo", "numbers"_arg = numbers);

    // An array or an object as the whole params.
    co_await client.request("echo", rpc::params(json::value_from(numbers)));
    co_await client.request("echo", rpc::params(json::value_from(point{3, 4})));

    // As many as the program finds out when it runs.
    json::array words;
    for (auto* word : {"one", "two"})
        words.push_back(word);
    co_await client.request("echo", rpc::params(words));
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
// {"jsonrpc":"2.0","method":"echo","id":1}
// {"jsonrpc":"2.0","method":"echo","params":[1,2.5E0,true,null,"text"],"id":2}
// {"jsonrpc":"2.0","method":"echo","params":{"name":"Yoko","age":3},"id":3}
// {"jsonrpc":"2.0","method":"echo","params":[[1,2,3],{"here":{"x":1,"y":2}}],"id":4}
// {"jsonrpc":"2.0","method":"echo","params":{"numbers":[1,2,3]},"id":5}
// {"jsonrpc":"2.0","method":"echo","params":[1,2,3],"id":6}
// {"jsonrpc":"2.0","method":"echo","params":{"x":3,"y":4},"id":7}
// {"jsonrpc":"2.0","method":"echo","params":["one","two"],"id":8}
