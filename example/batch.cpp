// SPDX-License-Identifier: BSL-1.0
// Batches: several requests and notifications in one message, and each answer at its request's place.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

asio::awaitable<void> session(std::string url)
{
    rpc::client client(co_await asio::this_coro::executor, url);

    // The server answers in the reverse order; data is in the order of the requests.
    auto pets = co_await client.send(rpc::batch(rpc::request("cat", "Yoko"), rpc::request("dog", "Rex")));
    std::cout << pets.text << '\n';
    for (auto& pet : pets.data)
        std::cout << "  " << pet.result() << '\n';

    // One by one. A notification has no answer and no place in data; an error costs its own place only.
    rpc::batch sums;
    for (int i = 1; i <= 3; ++i)
        sums.push_back(rpc::request("add", i, i).id("sum " + std::to_string(i)));
    sums.push_back(rpc::notification("log", "three sums"));
    sums.push_back(rpc::request("fail"));
    std::cout << sums.size() << " messages\n";

    auto answers = co_await client.send(sums);
    for (auto& answer : answers.data)
        if (answer.ok())
            std::cout << "  " << *answer.id() << ": " << answer.result() << '\n';
        else if (answer.missing())
            std::cout << "  " << *answer.id() << ": no answer\n";
        else
            std::cout << "  " << *answer.id() << ": error " << answer.error().message() << '\n';
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
// [{"jsonrpc":"2.0","result":"Rex the dog","id":2},{"jsonrpc":"2.0","result":"Yoko the cat","id":1}]
//   "Yoko the cat"
//   "Rex the dog"
// 5 messages
//   "sum 1": 2
//   "sum 2": 4
//   "sum 3": 6
//   3: error it failed
