// SPDX-License-Identifier: BSL-1.0
#include "transport/tcp.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace jsonrpcclient::detail {

namespace asio = boost::asio;
using asio::ip::tcp;

stream::~stream() = default;

const char* to_string(phase value) noexcept
{
    switch (value)
    {
    case phase::queue:
        return "queue";
    case phase::resolve:
        return "resolve";
    case phase::connect:
        return "connect";
    case phase::write:
        return "write";
    case phase::wait:
        return "wait";
    }
    return "unknown";
}

namespace {

class tcp_stream final : public stream
{
public:
    explicit tcp_stream(tcp::socket socket) : socket_(std::move(socket)) {}

    executor_type get_executor() override { return socket_.get_executor(); }

    bool is_quiet() override
    {
        char byte;
        boost::system::error_code error;
        socket_.non_blocking(true, error);
        socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
        return error == asio::error::would_block;
    }

    void close() noexcept override
    {
        boost::system::error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }

private:
    void read_some(const gathered<asio::mutable_buffer>& where, handler done) override
    {
        socket_.async_read_some(where, std::move(done));
    }
    void write_some(const gathered<asio::const_buffer>& what, handler done) override
    {
        socket_.async_write_some(what, std::move(done));
    }

    tcp::socket socket_;
};

// Errors are values here: `||` waits for the first that succeeds, and a refused connection would wait for
// the timer.
struct attempt
{
    attempt() = default;
    explicit attempt(boost::system::error_code error) : error(error) {}
    explicit attempt(tcp::socket socket) : stream(std::make_unique<tcp_stream>(std::move(socket))) {}

    boost::system::error_code error;
    std::unique_ptr<detail::stream> stream;
};

asio::awaitable<attempt> connect(endpoint where, std::shared_ptr<phase> now)
{
    constexpr auto values = asio::as_tuple(asio::deferred);
    auto executor = co_await asio::this_coro::executor;
    *now = phase::resolve;
    tcp::resolver resolver(executor);
    auto [unresolved, addresses] = co_await resolver.async_resolve(where.host, where.port, values);
    if (unresolved)
        co_return attempt(unresolved);
    *now = phase::connect;
    tcp::socket socket(executor);
    auto [refused, address] = co_await asio::async_connect(socket, addresses, values);
    if (refused)
        co_return attempt(refused);
    // Messages leave when they are written: what is ready together is written together.
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    co_return attempt(std::move(socket));
}

} // namespace

asio::awaitable<std::unique_ptr<stream>> connect_tcp(endpoint where, std::chrono::nanoseconds limit,
                                                     std::shared_ptr<phase> now)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto first = co_await (connect(std::move(where), std::move(now)) || timer.async_wait(asio::use_awaitable));
    auto* made = std::get_if<attempt>(&first);
    if (!made)
        throw boost::system::system_error(asio::error::timed_out);
    if (made->error)
        throw boost::system::system_error(made->error);
    co_return std::move(made->stream);
}

} // namespace jsonrpcclient::detail
