// SPDX-License-Identifier: BSL-1.0
// WebSocket for the peers, by Beast.
#include "support/tls_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <stdexcept>

namespace test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

// Over a stream_socket or a tls_socket.
template <class Stream>
class websocket_wire final : public wire
{
public:
    template <class... Arguments>
    explicit websocket_wire(std::shared_ptr<tls_context> context, Arguments&&... arguments)
        : context_(std::move(context)), stream_(std::forward<Arguments>(arguments)...)
    {
        // Taken up if the client offers it.
        websocket::permessage_deflate deflate;
        deflate.server_enable = true;
        stream_.set_option(deflate);
        stream_.read_message_max(0);
    }

    Stream& lower() noexcept { return stream_.next_layer(); }

    asio::awaitable<void> accept() { co_await stream_.async_accept(asio::deferred); }

    asio::awaitable<std::string> read() override
    {
        beast::flat_buffer buffer;
        auto [error, size] = co_await stream_.async_read(buffer, asio::as_tuple(asio::deferred));
        if (error)
            fail(error);
        if (!stream_.got_text())
            throw std::runtime_error("the client sent a message that is no text");
        co_return beast::buffers_to_string(buffer.data());
    }

    asio::awaitable<void> write(std::vector<std::string> messages) override
    {
        for (auto& message : messages)
        {
            auto [error, size] = co_await stream_.async_write(asio::buffer(message), asio::as_tuple(asio::deferred));
            if (error)
                fail(error);
        }
    }

    // Each byte in a frame of its own.
    asio::awaitable<void> write_in_pieces(std::string message) override
    {
        for (auto& byte : message)
        {
            bool is_last = &byte == &message.back();
            co_await stream_.async_write_some(is_last, asio::buffer(&byte, 1), asio::deferred);
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    }

    asio::awaitable<void> finish() override
    {
        if (!context_ || !context_->closes_without_notify)
            co_await for_a_second(say_goodbye());
        close();
    }

    void close() noexcept override
    {
        boost::system::error_code ignored;
        beast::get_lowest_layer(stream_).close(ignored);
    }

private:
    [[noreturn]] static void fail(boost::system::error_code error)
    {
        auto is_end = error == websocket::error::closed || error == asio::ssl::error::stream_truncated;
        throw boost::system::system_error(is_end ? asio::error::eof : error);
    }

    asio::awaitable<void> say_goodbye() { co_await stream_.async_close(websocket::close_code::normal, asio::deferred); }

    std::shared_ptr<tls_context> context_;   // None without TLS.
    websocket::stream<Stream> stream_;
};

} // namespace

asio::awaitable<std::unique_ptr<wire>> accept_websocket(stream_socket socket)
{
    auto made = std::make_unique<websocket_wire<stream_socket>>(nullptr, std::move(socket));
    co_await made->accept();
    co_return made;
}

asio::awaitable<std::unique_ptr<wire>> accept_websocket(stream_socket socket, std::shared_ptr<tls_context> context,
                                                        tls_facts& facts)
{
    auto made = std::make_unique<websocket_wire<tls_socket>>(context, std::move(socket), context->context);
    co_await shake_hands(made->lower(), facts);
    co_await made->accept();
    co_return made;
}

} // namespace test
