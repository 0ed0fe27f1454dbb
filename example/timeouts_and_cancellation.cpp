// SPDX-License-Identifier: BSL-1.0
// Three ways to stop waiting: a timeout, a timer beside the call, and a cancellation signal.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

asio::awaitable<void> session(std::string url)
{
    auto executor = co_await asio::this_coro::executor;
    rpc::client client(executor, url, rpc::client_options().timeout(10s));   // of each call

    // This call has less time than the others.
    try {
        co_await client.send(rpc::request("sleep", 60'000), rpc::call_options().timeout(20ms));
    } catch (const rpc::client_error& error) {
        std::cout << "timeout:      " << error.code().message() << '\n';
    }

    // Whichever is first; the other one is cancelled.
    asio::steady_timer timer(executor, 20ms);
    auto first = co_await (client.request("sleep", 60'000) || timer.async_wait(asio::use_awaitable));
    std::cout << "timer:        " << (first.index() == 0 ? "the answer" : "the timer") << " came first\n";

    // From elsewhere, such as a button.
    asio::cancellation_signal button;
    client.send(rpc::request("sleep", 60'000), {},
                asio::bind_cancellation_slot(button.slot(), [](std::exception_ptr error, const rpc::response&) {
                    try {
                        std::rethrow_exception(error);
                    } catch (const rpc::client_error& error) {
                        std::cout << "signal:       " << error.code().message() << '\n';
                    }
                }));
    button.emit(asio::cancellation_type::terminal);

    // The connection is as good as before: answers that come late are dropped and counted.
    std::cout << "and then:     " << co_await client.call<int>("add", 1, 2) << '\n';
    auto counted = client.statistics();
    std::cout << "timed out:    " << counted.timed_out << ", cancelled: " << counted.canceled << '\n';
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
// timeout:      no answer came in time
// timer:        the timer came first
// signal:       the call was cancelled
// and then:     3
// timed out:    1, cancelled: 2
