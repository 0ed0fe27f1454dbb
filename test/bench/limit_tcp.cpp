// SPDX-License-Identifier: BSL-1.0
// The limit of TCP and TLS over a socket.
#include "limit_tcp.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

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
                         if (!url.starts_with("tls:"))
                             return run_tcp(context, std::move(socket), what, figures);
                         asio::ssl::context tls(asio::ssl::context::tls_client);
                         asio::ssl::stream<tcp::socket> stream(std::move(socket), tls);
                         stream.handshake(asio::ssl::stream_base::client);
                         run_tcp(context, std::move(stream), what, figures);
                     });
}
