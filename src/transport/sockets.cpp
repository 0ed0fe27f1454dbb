// SPDX-License-Identifier: BSL-1.0
#include "transport/sockets.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

namespace jsonrpcclient::detail {
namespace {

using asio::ip::tcp;
using asio::local::stream_protocol;

class socket_stream final : public stream_of<socket>
{
public:
    using stream_of::stream_of;

    bool is_quiet() override
    {
        char byte;
        boost::system::error_code error;
        next().non_blocking(true, error);
        next().receive(asio::buffer(&byte, 1), socket::message_peek, error);
        return error == asio::error::would_block;
    }

    void close() noexcept override { detail::close(next()); }
};

} // namespace

asio::awaitable<socket> connect_socket(endpoint where, std::shared_ptr<phase> now)
{
    auto executor = co_await asio::this_coro::executor;
    if (!where.socket_path.empty())
    {
        *now = phase::connect;
        stream_protocol::socket connected(executor);
        stream_protocol::endpoint path(where.socket_path);
        co_await connected.async_connect(path, asio::deferred);
        co_return socket(std::move(connected));
    }
    *now = phase::resolve;
    tcp::resolver resolver(executor);
    auto addresses = co_await resolver.async_resolve(where.host, where.port, asio::deferred);
    *now = phase::connect;
    tcp::socket connected(executor);
    co_await asio::async_connect(connected, addresses, asio::deferred);
    // Messages leave when they are written: what is ready together is written together.
    boost::system::error_code ignored;
    connected.set_option(tcp::no_delay(true), ignored);
    co_return socket(std::move(connected));
}

std::unique_ptr<stream> make_stream(socket&& connected) { return std::make_unique<socket_stream>(std::move(connected)); }

void close(socket& ended) noexcept
{
    boost::system::error_code ignored;
    ended.shutdown(socket::shutdown_both, ignored);
    ended.close(ignored);
}

} // namespace jsonrpcclient::detail
