// SPDX-License-Identifier: BSL-1.0
// The same call over each transport, and over a stream that the program has connected by itself.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>
#include <jsonrpcclient/stream_channel.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using asio::ip::tcp;

asio::awaitable<void> session(demo::server& server)
{
    auto executor = co_await asio::this_coro::executor;

    // The URL tells which transport. https, wss and tls are these three over TLS, and unix:///path is a unix socket.
    for (auto& url : std::vector<std::string>{server.http_url(), server.tcp_url(), server.ws_url()}) {
        rpc::client client(executor, url);
        std::cout << url << "  " << co_await client.call<std::string>("cat", "Yoko") << '\n';
    }

    // Anything else that reads and writes bytes as Asio's streams do: a pipe, a serial port, a socket as here. The
    // function is called for each connection, so the client can connect again.
    auto url = server.tcp_url();
    tcp::endpoint where(asio::ip::address_v4::loopback(), std::stoi(url.substr(url.rfind(':') + 1)));
    auto connect = [executor, where]() -> asio::awaitable<std::unique_ptr<rpc::channel>> {
        tcp::socket socket(executor);
        co_await socket.async_connect(where, asio::use_awaitable);
        co_return rpc::make_stream_channel(std::move(socket), rpc::framing::newline());
    };
    rpc::client client(executor, connect);
    std::cout << "a socket of our own  " << co_await client.call<std::string>("cat", "Yoko") << '\n';
}

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, session(server), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// http://127.0.0.1:PORT/  Yoko the cat
// tcp://127.0.0.1:PORT  Yoko the cat
// ws://127.0.0.1:PORT/  Yoko the cat
// a socket of our own  Yoko the cat
