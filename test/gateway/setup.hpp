// SPDX-License-Identifier: BSL-1.0
// The gateway with its backends, each a process.
#pragma once

#include "gateway/child.hpp"
#include "gateway/visitor.hpp"
#include "support/prometheus_page.hpp"
#include "support/run.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace test::gateway {

using namespace std::chrono_literals;

// A port that is this program's, and on which nobody listens but who is told of it.
class kept_port
{
public:
    explicit kept_port(const asio::any_io_executor& executor);

    unsigned short number() const { return socket_.local_endpoint().port(); }

private:
    asio::ip::tcp::socket socket_;
};

struct backend
{
    backend(const asio::any_io_executor& executor, std::string name, std::string member);

    asio::awaitable<void> start();

    std::string name;     // as the metrics have it
    std::string member;   // of a page
    kept_port port;
    std::string url;
    std::optional<child> process;
};

class setup
{
public:
    // The gateway begins when its backends are there, if `all`.
    static asio::awaitable<std::unique_ptr<setup>> make(std::chrono::milliseconds deadline = 10s,
                                                        std::chrono::milliseconds grace = 60s, bool all = true);

    backend& of(std::string_view name);
    child& gateway() { return *gateway_; }
    unsigned short port() const { return port_; }

    // Who is connected.
    asio::awaitable<visitor> guest();

    // Each over a connection of its own.
    asio::awaitable<reply> get(std::string_view target);
    asio::awaitable<prometheus_page> metrics();

    // Waits until so many calls of a backend are in flight.
    asio::awaitable<void> in_flight(std::string_view name, int calls);

    // Ends the gateway by SIGTERM, and gives its exit status.
    asio::awaitable<int> end();

private:
    explicit setup(const asio::any_io_executor& executor);

    asio::any_io_executor executor_;
    std::array<backend, 3> backends_;
    std::optional<child> gateway_;
    unsigned short port_ = 0;
};

} // namespace test::gateway
