// SPDX-License-Identifier: BSL-1.0
// The new blocks of an Ethereum node for development, such as anvil, by a subscription. The program mines them itself.
//
//   ethereum_heads URL     for example: ethereum_heads ws://localhost:8545, or unix:///tmp/anvil.ipc
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

// A quantity of Ethereum: "0x2a" is 42.
long number_of(const boost::json::value& block)
{
    return std::stol(std::string(block.at("number").as_string()), nullptr, 16);
}

asio::awaitable<void> session(std::string url)
{
    rpc::client node(co_await asio::this_coro::executor, url);
    auto latest = co_await node.call<boost::json::value>("eth_getBlockByNumber", "latest", false);
    long before = number_of(latest);

    // The request is answered with an id; the notifications that carry it are the stream's.
    auto heads = co_await node.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
    for (int i = 0; i != 3; ++i)
        co_await node.call<std::string>("evm_mine");

    for (int i = 0; i != 3; ++i) {
        auto head = co_await heads.next();
        if (head->is_gap())   // the connection was lost, and the client has subscribed again
            std::cout << "some may be missing: " << head->reason() << '\n';
        else
            std::cout << "the latest and " << number_of(head->value()) - before << '\n';
    }

    // Leaving the scope does the same without waiting for the answer.
    co_await heads.unsubscribe();
    co_await node.call<std::string>("evm_mine");
    co_await node.request("eth_chainId");
    std::cout << node.statistics().notifications << " notifications\n";
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
// the latest and 1
// the latest and 2
// the latest and 3
// 3 notifications
