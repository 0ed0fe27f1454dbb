// SPDX-License-Identifier: BSL-1.0
// Tests of your own code: a server that answers what the test says, in memory and without sleeping.
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace std::chrono_literals;

// What is tested.
asio::awaitable<double> price_in_euros(rpc::client& client)
{
    double dollars = co_await client.call<double>("price", "cat");
    co_return dollars * co_await client.call<double>("rate", "USD", "EUR");
}

asio::awaitable<void> print_price(rpc::client& client)
{
    try {
        std::cout << co_await price_in_euros(client) << '\n';
    } catch (const rpc::client_error& error) {
        std::cout << error.code().message() << '\n';
    }
}

asio::awaitable<void> tests()
{
    auto executor = co_await asio::this_coro::executor;
    rpc::mock_server mock(executor);
    rpc::client client(executor, mock.connector(), rpc::client_options().reconnect(rpc::backoff(0ms)));

    mock.on("price").answer(10.0);
    mock.on("rate").answer(0.5).once().answer_error(-32000, "busy").once().disconnect();
    for (int i = 0; i != 3; ++i)
        co_await print_price(client);
    std::cout << "asked for " << mock.received("rate").back().params << ", over " << mock.connections() << " connection\n";

    mock.on("price").silently();
    rpc::client hasty(executor, mock.connector(), rpc::client_options().timeout(1ms));
    co_await print_price(hasty);
}

int main()
{
    asio::io_context io;
    asio::co_spawn(io, tests(), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// 5
// the server answered with an error
// the connection ended before the answer came
// asked for ["USD","EUR"], over 1 connection
// no answer came in time
