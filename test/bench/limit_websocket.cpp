// SPDX-License-Identifier: BSL-1.0
// The limit of WebSocket over a socket.
#include "limit_websocket.hpp"

using namespace bench;

int main(int count, char* arguments[])
{
    return run_limit(count, arguments,
                     [](const scenario& what, const std::string& url, meter& figures)
                     {
                         asio::io_context context(1);
                         tcp::socket socket(context);
                         socket.connect(endpoint_of(url));
                         socket.set_option(tcp::no_delay(true));
                         run_websocket(context, std::move(socket), what, figures);
                     });
}
