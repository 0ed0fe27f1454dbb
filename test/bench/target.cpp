// SPDX-License-Identifier: BSL-1.0
// The load target: a server that costs less than any client, so that the client is what is measured. Prints the URLs
// that it listens at, each behind the transport's name, and ends with the program that started it.
#include "target_certificate.hpp"
#include "target_protocols.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/prctl.h>

namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using tls_stream = asio::ssl::stream<tcp::socket>;

// Answers all that one read brought in one write. A read that fills the buffer makes it larger.
template <class Protocol, class Stream>
asio::awaitable<void> serve(Stream& stream)
{
    Protocol protocol;
    std::string in(1 << 16, '\0');
    std::string out;
    std::size_t filled = 0;
    for (;;)
    {
        filled += co_await stream.async_read_some(asio::buffer(in) + filled, use_awaitable);
        auto taken = protocol.take(std::string_view(in.data(), filled), out);
        filled -= taken;
        std::memmove(in.data(), in.data() + taken, filled);
        if (filled > in.size() / 2)
            in.resize(2 * in.size());
        if (!out.empty())
            co_await asio::async_write(stream, asio::buffer(out), use_awaitable);
        out.clear();
    }
}

template <class Protocol>
asio::awaitable<void> serve_plainly(tcp::socket socket)
{
    co_await serve<Protocol>(socket);
}

template <class Protocol>
asio::awaitable<void> serve_by_tls(tls_stream stream)
{
    co_await stream.async_handshake(asio::ssl::stream_base::server, use_awaitable);
    co_await serve<Protocol>(stream);
}

// A listener of a transport; `start` is given each connection.
template <class Start>
asio::awaitable<void> listen(const char* transport, const char* scheme, Start start)
{
    tcp::acceptor acceptor(co_await asio::this_coro::executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::printf("%s %s://127.0.0.1:%d\n", transport, scheme, acceptor.local_endpoint().port());
    std::fflush(stdout);
    for (;;)
    {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(acceptor.get_executor(), start(std::move(socket)), asio::detached);
    }
}

} // namespace

int main()
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    asio::io_context context(1);
    asio::ssl::context tls(asio::ssl::context::tls_server);
    bench::use_own_certificate(tls);
    auto by_tls = [&](auto serve)
    { return [&tls, serve](tcp::socket socket) { return serve(tls_stream(std::move(socket), tls)); }; };

    auto add = [&](const char* transport, const char* scheme, auto start)
    { asio::co_spawn(context, listen(transport, scheme, start), asio::detached); };
    add("tcp", "tcp", serve_plainly<bench::newline_protocol>);
    add("tls", "tls", by_tls(serve_by_tls<bench::newline_protocol>));
    add("http", "http", serve_plainly<bench::http_protocol>);
    add("https", "https", by_tls(serve_by_tls<bench::http_protocol>));
    add("ws", "ws", serve_plainly<bench::websocket_protocol>);
    add("content-length", "tcp", serve_plainly<bench::content_length_protocol>);
    context.run();
}
