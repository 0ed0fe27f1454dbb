// SPDX-License-Identifier: BSL-1.0
// Beast makes and reads the frames. It does so in memory: what it writes is left to the writer that TCP has too, so
// that answers which are ready together leave together, where Beast by itself would write each of them apart.
#include "demo_websocket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <utility>

namespace demo {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace {

// The stream below Beast's.
class frame_buffer {
public:
    using executor_type = tcp::socket::executor_type;

    frame_buffer(message_connection& owner, std::string early)
        : owner_(owner), space_(std::move(early)), arrived_(asio::buffer(space_))
    {
    }

    executor_type get_executor() const { return owner_.socket.get_executor(); }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers)
    {
        auto before = owner_.ready.size();
        for (auto piece : beast::buffers_range_ref(buffers))
            owner_.ready.append(static_cast<const char*>(piece.data()), piece.size());
        return owner_.ready.size() - before;
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& ec)
    {
        ec = {};
        return write_some(buffers);
    }

    // Frames that Beast sends by itself: pong and close.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        auto size = write_some(buffers);
        return complete_later<void(error_code, std::size_t)>(std::forward<Token>(token), error_code(), size);
    }

    // Gives what has arrived and is not taken yet.
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers)
    {
        auto size = asio::buffer_copy(buffers, arrived_);
        arrived_ += size;
        return size;
    }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& ec)
    {
        auto size = read_some(buffers);
        ec = size == 0 ? asio::error::would_block : error_code();
        return size;
    }

    // Who asks for more than what has arrived has taken all of it: that is the time to write the answers.
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        auto step = [this, buffers, is_first = true](auto& self, error_code ec = {}, std::size_t size = 0) mutable {
            if (!std::exchange(is_first, false)) {
                if (size > 0)
                    arrived_ = asio::buffer(space_.data(), size);
                self.complete(ec, read_some(buffers));
                return;
            }
            owner_.has_more = arrived_.size() > 0;
            if (owner_.has_more) {
                asio::post(get_executor(), std::move(self));
            } else {
                owner_.due.cancel();
                space_.resize(64 * 1024);
                owner_.socket.async_read_some(asio::buffer(space_), std::move(self));
            }
        };
        return asio::async_compose<Token, void(error_code, std::size_t)>(std::move(step), token, get_executor());
    }

    void close() { owner_.close(); }

    template <class Signature, class Token, class... Values>
    auto complete_later(Token&& token, Values... values)
    {
        auto start = [executor = get_executor()](auto handler, auto... values) {
            asio::post(executor, beast::bind_front_handler(std::move(handler), values...));
        };
        return asio::async_initiate<Token, Signature>(start, token, values...);
    }

private:
    message_connection& owner_;
    std::string space_;
    asio::const_buffer arrived_;   // a part of space_
};

// The closing handshake is over; what is left to do is the writer's: it writes the last frames and closes the socket.
template <class Handler>
void async_teardown(beast::role_type, frame_buffer& frames, Handler&& handler)
{
    frames.complete_later<void(error_code)>(std::forward<Handler>(handler), error_code());
}

// What Beast calls when time is up.
void beast_close_socket(frame_buffer& frames) { frames.close(); }

struct websocket_connection : message_connection {
    websocket_connection(std::shared_ptr<server_state> state, tcp::socket socket, std::string early)
        : message_connection(std::move(state), std::move(socket)), stream(*this, std::move(early))
    {
        stream.auto_fragment(false);
        stream.read_message_max(longest_message);
    }

    void send(std::string text) override
    {
        error_code ignored;
        if (stream.is_open())
            stream.write(asio::buffer(text), ignored);   // as a text frame
    }

    websocket::stream<frame_buffer, false> stream;
};

asio::awaitable<void> read_messages(std::shared_ptr<websocket_connection> self)
{
    beast::flat_buffer buffer;
    while (self->stream.is_open()) {
        auto [ec, size] = co_await self->stream.async_read(buffer, as_result);
        if (ec)
            break;
        self->take(std::string_view(static_cast<const char*>(buffer.data().data()), size));
        buffer.clear();
        while (self->is_congested()) {
            self->due.cancel();
            co_await self->room.async_wait(as_result);
        }
    }
    // Nothing may follow the closing frame, and nobody hears what is said on a lost connection.
    self->later.clear();
    self->is_reading = self->has_more = false;
    self->due.cancel();
}

} // namespace

void serve_websocket(std::shared_ptr<server_state> state, tcp::socket socket,
                     const http::request<http::string_body>& request, std::string early)
{
    auto self = std::make_shared<websocket_connection>(std::move(state), std::move(socket), std::move(early));
    error_code ec;
    self->stream.accept(request, ec);   // a request that is none is answered by 400, and the stream is not open
    asio::co_spawn(self->socket.get_executor(), read_messages(self), asio::detached);
    asio::co_spawn(self->socket.get_executor(), write_answers(self), asio::detached);
}

} // namespace demo
