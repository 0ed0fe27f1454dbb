// SPDX-License-Identifier: BSL-1.0
#include "soak/proxy.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace soak {

using test::stream_socket;
using namespace std::chrono_literals;

// Two sockets, and what is to become of them.
struct proxy::passage
{
    passage(stream_socket near, chaos& faults) : near(std::move(near)), far(this->near.get_executor()), faults(faults)
    {
        // Many end in a handshake or with the first calls, and some live long.
        constexpr std::uint64_t lives[] = {500, 4000, 100'000, 500'000, 1 << 20, 1 << 21, 1 << 22};
        left = faults.random.below(lives[faults.random.below(std::size(lives))] + 1);
    }

    void cut(bool is_reset)
    {
        boost::system::error_code ignored;
        // Without a goodbye; over a unix socket it is none in any case.
        if (is_reset)
            near.set_option(asio::socket_base::linger(true, 0), ignored);
        near.close(ignored);
        far.close(ignored);
    }

    stream_socket near;
    stream_socket far;
    chaos& faults;
    std::uint64_t left;   // Bytes to pass on.
};

struct proxy::state
{
    explicit state(chaos& faults) : faults(faults) {}

    stream_socket::endpoint_type upstream;
    chaos& faults;
    std::set<std::shared_ptr<passage>> open;
};

namespace {

stream_socket::endpoint_type endpoint_of(const std::string& url, const std::string& path)
{
    if (!path.empty())
        return asio::local::stream_protocol::endpoint(path);
    auto port = std::stoi(url.substr(url.rfind(':') + 1));
    return asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
}

asio::awaitable<void> sleep(std::chrono::microseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace

proxy::proxy(asio::any_io_executor executor, std::string_view transport, std::string upstream_url,
             std::string upstream_path, chaos& faults)
    : state_(std::make_shared<state>(faults)),
      listener_(executor, transport, [shared = state_](stream_socket near) { return serve(shared, std::move(near)); })
{
    state_->upstream = endpoint_of(upstream_url, upstream_path);
}

void proxy::cut()
{
    for (auto& passage : state_->open)
        passage->cut(false);
}

std::size_t proxy::connections() const { return state_->open.size(); }

asio::awaitable<void> proxy::serve(std::shared_ptr<state> shared, stream_socket near)
{
    using namespace asio::experimental::awaitable_operators;
    if (shared->faults.strikes("connections refused", 30))
        co_return;
    auto through = std::make_shared<passage>(std::move(near), shared->faults);
    co_await through->far.async_connect(shared->upstream, asio::use_awaitable);
    boost::system::error_code ignored;
    through->far.set_option(asio::ip::tcp::no_delay(true), ignored);
    shared->open.insert(through);
    co_await (pump(through, true) && pump(through, false));
    shared->open.erase(through);
}

asio::awaitable<void> proxy::pump(std::shared_ptr<passage> through, bool is_upstream)
{
    auto& from = is_upstream ? through->near : through->far;
    auto& to = is_upstream ? through->far : through->near;
    auto& faults = through->faults;
    boost::system::error_code ignored;
    try
    {
        std::array<char, 8192> bytes;
        for (;;)
        {
            std::size_t size = co_await from.async_read_some(asio::buffer(bytes), asio::use_awaitable);
            if (size > through->left)
            {
                bool is_reset = faults.strikes("connections reset", 2);
                if (!is_reset)
                    faults.strikes("connections cut", 1);
                // What is left of it comes through, so that messages end in the middle.
                auto last = std::exchange(through->left, 0);
                co_await asio::async_write(to, asio::buffer(bytes.data(), last), asio::use_awaitable);
                through->cut(is_reset);
                co_return;
            }
            through->left -= size;
            if (faults.strikes("bytes delayed", 30))
                co_await sleep(faults.random.up_to(5ms));
            else if (faults.strikes("bytes stalled", 5000))
                co_await sleep(500ms + faults.random.up_to(1500ms));
            co_await write_in_pieces(*through, to, std::string_view(bytes.data(), size));
        }
    }
    catch (const boost::system::system_error& error)
    {
        // A side that says that it has nothing more to say may still listen.
        if (error.code() == asio::error::eof && to.is_open())
            to.shutdown(asio::socket_base::shutdown_send, ignored);
        else
            through->cut(false);
    }
}

asio::awaitable<void> proxy::write_in_pieces(passage& through, stream_socket& to, std::string_view bytes)
{
    if (bytes.size() > 1 && through.faults.strikes("bytes split", 5))
        for (auto pieces = through.faults.random.below(8); pieces != 0 && bytes.size() > 1; --pieces)
        {
            auto size = 1 + through.faults.random.below(std::min<std::size_t>(bytes.size() - 1, 300));
            co_await asio::async_write(to, asio::buffer(bytes.data(), size), asio::use_awaitable);
            bytes.remove_prefix(size);
            // The other side reads what has come.
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    co_await asio::async_write(to, asio::buffer(bytes), asio::use_awaitable);
}

} // namespace soak
