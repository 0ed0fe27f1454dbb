// SPDX-License-Identifier: BSL-1.0
// A service that asks three JSON-RPC servers for each of its pages:
//
//   gateway PORT CATS_URL DOGS_URL NAPS_URL [DEADLINE [GRACE]]    in milliseconds; 1000 and 10000
//
// GET /pets/NAME?nap=MILLISECONDS calls "cat" and "dog" with the name and "sleep" with the nap, all at the same time. What
// has not come by the deadline is missing from the page, which says so. GET /metrics is for Prometheus. SIGTERM or
// SIGINT ends it: it takes no more connections, gives calls in flight the grace to end, and exits with status 0. Another
// signal ends the grace.
#include "http_server.hpp"
#include "pets.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <charconv>
#include <csignal>
#include <iostream>
#include <stdexcept>

using namespace gateway;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

namespace {

asio::awaitable<void> serve_until_signal(asio::signal_set& signals, http_server& server, pets& service,
                                         std::chrono::milliseconds grace)
{
    co_await signals.async_wait(asio::use_awaitable);
    std::cout << "ending" << std::endl;
    co_await (server.finish(grace) || signals.async_wait(asio::use_awaitable));
    co_await service.close();
    co_await server.finish(1s);   // for the pages that this has completed
    server.close();
}

// Throws what is wrong with it.
int number(std::string_view text, int limit)
{
    int value = 0;
    auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size() || value < 0 || value > limit)
        throw std::invalid_argument(std::string(text) + " is no number from 0 to " + std::to_string(limit));
    return value;
}

}   // namespace

int main(int argc, char* argv[])
try {
    if (argc < 5 || argc > 7) {
        std::cerr << "usage: gateway PORT CATS_URL DOGS_URL NAPS_URL [DEADLINE [GRACE]]\n";
        return 2;
    }
    std::chrono::milliseconds deadline(argc > 5 ? number(argv[5], 3'600'000) : 1000);
    std::chrono::milliseconds grace(argc > 6 ? number(argv[6], 3'600'000) : 10'000);

    asio::io_context io(1);
    asio::signal_set signals(io, SIGTERM, SIGINT);
    pets service(io.get_executor(), argv[2], argv[3], argv[4], deadline);
    http_server server(io.get_executor(), number(argv[1], 65535),
                       [&](std::string target) { return service.answer(std::move(target)); });
    std::cout << "listening on http://127.0.0.1:" << server.port() << '/' << std::endl;
    asio::co_spawn(io, serve_until_signal(signals, server, service, grace), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
    return 0;
} catch (const std::exception& error) {
    std::cerr << "gateway: " << error.what() << '\n';
    return 1;
}
