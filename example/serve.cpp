// SPDX-License-Identifier: BSL-1.0
// The demo server by itself, for the tool, for example/ping.cpp, and for programs of your own. It prints its URLs.
//
//   serve [HTTP_PORT TCP_PORT]
#include "demo_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>

int main(int argc, char* argv[])
try {
    if (argc != 1 && argc != 3) {
        std::cerr << "usage: serve [HTTP_PORT TCP_PORT]\n";
        return 2;
    }
    boost::asio::io_context io;
    auto port = [&](int i) { return static_cast<unsigned short>(argc == 1 ? 0 : std::atoi(argv[i])); };
    demo::server server(io.get_executor(), port(1), port(2));
    std::cout << server.http_url() << '\n' << server.ws_url() << '\n' << server.tcp_url() << std::endl;
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { server.stop(); });
    io.run();
} catch (const std::exception& error) {
    std::cerr << "serve: " << error.what() << '\n';
    return 1;
}
