// SPDX-License-Identifier: BSL-1.0
#include "demo_server.hpp"
#include <jsonrpcclient.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <iostream>
namespace asio = boost::asio; namespace rpc = jsonrpcclient; using namespace rpc::literals;
asio::awaitable<void> session(std::string url) {
    rpc::client client(co_await asio::this_coro::executor, url, rpc::client_options().basic_logging());
    auto response = co_await client.request("ping");
    std::cout << response.data << "\n";
    co_await client.request("cat", "name"_arg = "Yoko");
    co_await client.notify("log", "hello");
    std::cout << co_await client.call<int>("add", 1, 2) << "\n";
    auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog"), rpc::notification("log")));
    for (auto& pet : pets.data) std::cout << pet << "\n";
    auto r = co_await client.request("fail");
    std::cout << r.data.error().message() << "\n";
}
int main() {
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, [&]() -> asio::awaitable<void> {
        co_await session(server.tcp_url()); co_await session(server.http_url()); 
        try { co_await session("tcp://127.0.0.1:1"); } catch (std::exception& e) { std::cout << e.what() << "\n"; }
        try { co_await session("http://127.0.0.1:1"); } catch (std::exception& e) { std::cout << e.what() << "\n"; }
        server.stop(); }, [](std::exception_ptr e) { if (e) std::rethrow_exception(e); });
    io.run();
}
