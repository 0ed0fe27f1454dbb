// SPDX-License-Identifier: BSL-1.0
// Runs a command of the shell beside the demo server, whose URLs are in its environment as HTTP_URL, TCP_URL and WS_URL.
#include "demo_server.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <thread>

int main(int argc, char* argv[])
{
    if (argc != 2)
        return 2;
    boost::asio::io_context io;
    demo::server server(io.get_executor());
    std::jthread worker([&] { io.run(); });
    // Nothing in the environment says what options the command's client has.
    for (auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
        unsetenv(name);
    setenv("HOME", "/nonexistent/jsonrpcclient", 1);
    setenv("HTTP_URL", server.http_url().c_str(), 1);
    setenv("TCP_URL", server.tcp_url().c_str(), 1);
    setenv("WS_URL", server.ws_url().c_str(), 1);
    int status = std::system(argv[1]);
    server.stop();
    return status == 0 ? 0 : 1;
}
