// SPDX-License-Identifier: BSL-1.0
// The limit of HTTP over sockets, and of HTTPS.
#include "limit_http.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

using namespace bench;

int main(int count, char* arguments[])
{
    return run_limit(count, arguments,
                     [](const scenario& what, const std::string& url, meter& figures)
                     {
                         asio::io_context context(1);
                         asio::ssl::context tls(asio::ssl::context::tls_client);
                         auto connect = [&]
                         {
                             tcp::socket socket(context);
                             socket.connect(endpoint_of(url));
                             socket.set_option(tcp::no_delay(true));
                             return socket;
                         };
                         auto connect_by_tls = [&]
                         {
                             asio::ssl::stream<tcp::socket> stream(connect(), tls);
                             stream.handshake(asio::ssl::stream_base::client);
                             return stream;
                         };
                         if (url.starts_with("https:"))
                             run_http<asio::ssl::stream<tcp::socket>>(context, what, figures, connect_by_tls);
                         else
                             run_http<tcp::socket>(context, what, figures, connect);
                     });
}
