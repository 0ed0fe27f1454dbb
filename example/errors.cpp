// SPDX-License-Identifier: BSL-1.0
// Errors: what a call can end with, and what is known of whether the server has run it.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace std::chrono_literals;

// Awaits a call that fails, and tells how.
asio::awaitable<void> attempt(asio::awaitable<int> call)
{
    try {
        std::cout << co_await std::move(call) << '\n';
    } catch (const rpc::remote_error& error) {
        std::cout << "the server's error object: " << error.error().code() << ' ' << error.error().message() << ' '
                  << error.error().data() << '\n';
    } catch (const rpc::client_error& error) {
        std::cout << (error.code() == rpc::errc::timeout ? "too late: " : "failed: ") << error.what() << '\n';
        if (error.delivery() == rpc::delivery::not_sent)
            std::cout << "  the server has seen nothing of it: send it again if you like\n";
        else if (error.delivery() == rpc::delivery::maybe_executed)
            std::cout << "  the server may have run it\n";
    }
}

asio::awaitable<void> session(std::string url)
{
    auto executor = co_await asio::this_coro::executor;
    rpc::client client(executor, url);
    co_await attempt(client.call<int>("fail"));
    co_await attempt(client.call<int>("ping"));   // the answer is a string
    co_await attempt(client.with(rpc::call_options().timeout(20ms)).call<int>("sleep", 60'000));
    co_await attempt(client.with(rpc::call_options().timeout(0s)).call<int>("sleep", 60'000));

    rpc::client nobody(executor, "tcp://127.0.0.1:1");   // where no server listens
    co_await attempt(nobody.call<int>("add", 1, 2));
    try {
        rpc::client misspelt(executor, "htpp://127.0.0.1");
    } catch (const rpc::client_error& error) {
        std::cout << error.what() << '\n';
    }
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
// the server's error object: -32000 it failed {"reason":"asked to"}
// failed: "ping" (id 2) at tcp://127.0.0.1:PORT: the result has another type than asked for (not a number): {"jsonrpc":"2.0","result":"pong","id":2}
// too late: "sleep" (id 3) at tcp://127.0.0.1:PORT: no answer within 20 ms (phase: wait)
//   the server may have run it
// too late: "sleep" at tcp://127.0.0.1:PORT: there is no time left (phase: queue)
//   the server has seen nothing of it: send it again if you like
// failed: "add" (id 1) at tcp://127.0.0.1:1: could not connect: Connection refused (phase: connect)
//   the server has seen nothing of it: send it again if you like
// "htpp://127.0.0.1": the scheme htpp is not known; there are http, https, ws, wss, tcp, tls, unix and exec
