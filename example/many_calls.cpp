// SPDX-License-Identifier: BSL-1.0
// Many calls at the same time, on one thread and one connection: a few by name, and thousands as a group.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace asio::experimental::awaitable_operators;

asio::awaitable<void> session(std::string url)
{
    rpc::client client(co_await asio::this_coro::executor, url);

    // The sleeper is asked first and answers last.
    auto [slept, sum] = co_await (client.call<int>("sleep", 20) && client.call<int>("add", 1, 2));
    std::cout << "slept " << slept << " ms, 1 + 2 = " << sum << '\n';

    // A call is an operation of Asio: here it is made, but starts only with its group. No coroutine for each.
    auto make = [&](int i) { return client.send(rpc::request("add", i, i), {}, asio::deferred); };
    std::vector<decltype(make(0))> calls;
    for (int i = 0; i != 5000; ++i)
        calls.push_back(make(i));
    auto [order, errors, answers] = co_await asio::experimental::make_parallel_group(std::move(calls))
                                        .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);

    int right = 0;
    for (int i = 0; i != 5000; ++i)
        right += !errors[i] && answers[i].data.result() == 2 * i;
    std::cout << right << " of " << answers.size() << " calls got their own answer\n";
    std::cout << "connections: " << client.statistics().connects << '\n';
}

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, session(server.tcp_url()), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// slept 20 ms, 1 + 2 = 3
// 5000 of 5000 calls got their own answer
// connections: 1
