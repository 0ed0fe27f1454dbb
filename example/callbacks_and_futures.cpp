// SPDX-License-Identifier: BSL-1.0
// Calls without coroutines: the client works on a thread of its own, and other threads use futures and callbacks.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <thread>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    rpc::client client(io.get_executor(), server.tcp_url());
    std::jthread worker([&] { io.run(); });

    // A future: get() waits, and throws what the call ends with.
    std::future<rpc::response> pong = client.send(rpc::request("ping"), {}, asio::use_future);
    std::cout << "future    " << pong.get().data.result() << '\n';

    // The typed calls are coroutines; a future waits for one as well.
    std::future<int> sum = asio::co_spawn(io, client.call<int>("add", 1, 2), asio::use_future);
    std::cout << "typed     " << sum.get() << '\n';

    // A callback runs on the client's thread.
    std::promise<std::string> told;
    client.send(rpc::request("cat", "Yoko"), {}, [&](std::exception_ptr error, rpc::response response) {
        if (error)
            told.set_exception(error);
        else
            told.set_value(std::string(response.data.result().as_string()));
    });
    std::cout << "callback  " << told.get_future().get() << '\n';

    // Any thread may start calls, as the client's executor does one thing at a time.
    client.send(rpc::notification("log", "goodbye"), {}, asio::use_future).get();
    client.close(asio::use_future).get();
    server.stop();   // now run() returns, and the thread ends
}

// Prints:
// future    "pong"
// typed     3
// callback  Yoko the cat
