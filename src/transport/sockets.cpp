// SPDX-License-Identifier: BSL-1.0
#include "transport/sockets.hpp"

#include "core/a_year.hpp"
#include "transport/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <algorithm>
#include <cstdint>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>

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
        if (!next().non_blocking())
            next().non_blocking(true, error);
        next().receive(asio::buffer(&byte, 1), socket::message_peek, error);
        return error == asio::error::would_block;
    }

    void close() noexcept override { detail::close(next()); }

    void read_step(asio::mutable_buffer where, step next) override
    {
        this->next().async_read_some(where, std::move(next));
    }
    void write_step(const std::array<asio::const_buffer, 2>& what, step next) override
    {
        this->next().async_write_some(what, std::move(next));
    }
};

// The system's resolver cannot be interrupted, but whoever waits for it can.
struct resolving
{
    explicit resolving(const asio::any_io_executor& executor) : resolver(executor), waiting(executor) {}

    tcp::resolver resolver;
    asio::steady_timer waiting;
    bool is_done = false;
    boost::system::error_code error;
    tcp::resolver::results_type found;
};

asio::awaitable<tcp::resolver::results_type> resolve(std::string host, std::string port, std::chrono::nanoseconds limit)
{
    auto executor = co_await asio::this_coro::executor;
    // What is an address already needs no resolver, which would take a thread for it.
    boost::system::error_code is_name;
    auto address = asio::ip::make_address(host, is_name);
    if (!is_name)
        co_return tcp::resolver::results_type::create(
            tcp::endpoint(address, static_cast<unsigned short>(std::stoul(port))), host, port);
    auto state = std::make_shared<resolving>(executor);
    state->waiting.expires_after(limit);
    state->resolver.async_resolve(host, port,
                                  [state](boost::system::error_code error, tcp::resolver::results_type found)
                                  {
                                      state->is_done = true;
                                      state->error = error;
                                      state->found = std::move(found);
                                      state->waiting.cancel();
                                  });
    if (!state->is_done)
        co_await state->waiting.async_wait(asio::as_tuple(asio::deferred));
    if (!state->is_done)
    {
        // One that still waits for others to be resolved is not begun.
        state->resolver.cancel();
        throw boost::system::system_error(asio::error::timed_out);
    }
    if (state->error)
        throw boost::system::system_error(state->error);
    co_return state->found;
}

template <class Endpoint>
asio::awaitable<socket> connect_to(Endpoint where)
{
    typename Endpoint::protocol_type::socket connected(co_await asio::this_coro::executor);
    co_await connected.async_connect(where, asio::deferred);
    co_return socket(std::move(connected));
}

// One that does not answer leaves time for those behind it.
asio::awaitable<socket> connect_in_turn(tcp::resolver::results_type addresses, std::chrono::nanoseconds limit)
{
    using clock = std::chrono::steady_clock;
    auto end = clock::now() + std::min(limit, a_year);
    auto left = addresses.size();
    auto error = std::make_exception_ptr(boost::system::system_error(asio::error::host_not_found));
    for (auto& each : addresses)
        try
        {
            co_return co_await within((end - clock::now()) / left--, connect_to(each.endpoint()));
        }
        catch (...)
        {
            error = std::current_exception();
        }
    std::rethrow_exception(error);
}

void set_option(socket& of, int level, int name, int value)
{
    // What the system does not know it leaves out.
    ::setsockopt(of.native_handle(), level, name, &value, sizeof value);
}

void set_options(socket& connected, const option_set& options)
{
    using namespace std::chrono;
    // As much as the kernel takes.
    auto count = [](seconds time) { return static_cast<int>(std::clamp<std::int64_t>(time.count(), 1, 32767)); };
    // Messages leave when they are written: what is ready together is written together.
    set_option(connected, IPPROTO_TCP, TCP_NODELAY, 1);
    if (options.tcp_keepalive->count() != 0)
    {
        auto silence = ceil<seconds>(*options.tcp_keepalive);
        set_option(connected, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
        set_option(connected, IPPROTO_TCP, TCP_KEEPIDLE, count(silence));
        set_option(connected, IPPROTO_TCP, TCP_KEEPINTVL, count(silence / 3));
        set_option(connected, IPPROTO_TCP, TCP_KEEPCNT, 3);
#endif
    }
#ifdef TCP_USER_TIMEOUT
    if (options.tcp_user_timeout->count() != 0)
    {
        constexpr milliseconds a_month = hours(24 * 24);
        auto limit = std::min(ceil<milliseconds>(*options.tcp_user_timeout), a_month);
        set_option(connected, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(limit.count()));
    }
#endif
}

} // namespace

asio::awaitable<socket> connect_socket(endpoint where, const option_set& options, std::shared_ptr<phase> now)
{
    auto executor = co_await asio::this_coro::executor;
    if (!where.socket_path.empty())
    {
        *now = phase::connect;
        co_return co_await within(*options.connect_timeout, connect_to(stream_protocol::endpoint(where.socket_path)));
    }
    *now = phase::resolve;
    auto addresses = co_await resolve(where.host, where.port, *options.resolve_timeout);
    *now = phase::connect;
    auto connected = co_await connect_in_turn(std::move(addresses), *options.connect_timeout);
    set_options(connected, options);
    co_return connected;
}

std::unique_ptr<stream> make_stream(socket&& connected)
{
    return std::make_unique<socket_stream>(std::move(connected));
}

void close(socket& ended) noexcept
{
    boost::system::error_code ignored;
    ended.shutdown(socket::shutdown_both, ignored);
    ended.close(ignored);
}

} // namespace jsonrpcclient::detail
