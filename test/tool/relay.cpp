// SPDX-License-Identifier: BSL-1.0
#include "relay.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <utility>

namespace test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::local::stream_protocol;

namespace {

constexpr auto values = asio::as_tuple(asio::deferred);

template <class From, class To>
asio::awaitable<void> pass_on(std::shared_ptr<From> from, std::shared_ptr<To> to)
{
    std::array<char, 65536> bytes;
    boost::system::error_code ignored;
    while (true)
    {
        auto [read_error, size] = co_await from->async_read_some(asio::buffer(bytes), values);
        if (read_error)
            break;
        auto [write_error, written] = co_await asio::async_write(*to, asio::buffer(bytes, size), values);
        if (write_error)
            break;
    }
    from->shutdown(From::shutdown_receive, ignored);
    to->shutdown(To::shutdown_send, ignored);
}

asio::awaitable<void> accept(stream_protocol::acceptor acceptor, unsigned short port)
{
    while (true)
    {
        auto near = std::make_shared<stream_protocol::socket>(co_await acceptor.async_accept(asio::deferred));
        auto far = std::make_shared<tcp::socket>(acceptor.get_executor());
        tcp::endpoint server(asio::ip::address_v4::loopback(), port);
        co_await far->async_connect(server, asio::deferred);
        far->set_option(tcp::no_delay(true));
        asio::co_spawn(acceptor.get_executor(), pass_on(near, far), asio::detached);
        asio::co_spawn(acceptor.get_executor(), pass_on(far, near), asio::detached);
    }
}

} // namespace

void relay(asio::io_context& context, const std::string& path, unsigned short port)
{
    stream_protocol::acceptor acceptor(context, stream_protocol::endpoint(path));
    asio::co_spawn(context, accept(std::move(acceptor), port), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
}

} // namespace test
