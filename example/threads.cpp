// SPDX-License-Identifier: BSL-1.0
// One client for a pool of threads: it works on a strand, and coroutines on any of the threads call it.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

// Runs on whichever thread is free. A caller is a handle on the client, light to copy.
asio::awaitable<int> work(rpc::caller backend, int own)
{
    int sum = 0;
    for (int i = 0; i != 100; ++i)
        sum += co_await backend.call<int>("add", own, i);   // begins on the strand, and comes back to this coroutine
    co_return sum;
}

int main()
{
    asio::thread_pool pool(4);
    demo::server server(asio::make_strand(pool));
    rpc::client client(asio::make_strand(pool), server.tcp_url());

    std::vector<std::future<int>> sums;
    for (int i = 0; i != 8; ++i)
        sums.push_back(asio::co_spawn(pool, work(client, i), asio::use_future));
    int total = 0;
    for (auto& sum : sums)
        total += sum.get();
    std::cout << "the sum of all is " << total << '\n';

    // What is no call, such as these, belongs on the client's executor.
    auto counted = asio::post(client.get_executor(), asio::use_future([&] { return client.statistics(); })).get();
    std::cout << counted.answered << " answers, " << counted.connects << " connection\n";

    client.close(asio::use_future).get();
    server.stop();
    pool.join();
}

// Prints:
// the sum of all is 42400
// 800 answers, 1 connection
