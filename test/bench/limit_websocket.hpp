// SPDX-License-Identifier: BSL-1.0
// The limit of WebSocket: Beast writes into memory, without waiting, and all that became ready in a round of the loop
// that reads leaves in one write. An asynchronous write of Beast for each message would cost three times as much.
#pragma once

#include "limit.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parser.hpp>

namespace bench {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

// What Beast writes to, and reads from. Beast reads 1536 bytes at a time; only when it has used up all that had arrived
// is the round over.
template <class Socket>
class corked_socket
{
public:
    using executor_type = typename Socket::executor_type;

    explicit corked_socket(Socket socket) : socket_(std::move(socket)) {}

    executor_type get_executor() { return socket_.get_executor(); }
    Socket& socket() { return socket_; }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, boost::system::error_code& error)
    {
        error = {};
        auto before = out_.size();
        out_.resize(before + asio::buffer_size(buffers));
        return asio::buffer_copy(asio::buffer(out_) + before, buffers);
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers)
    {
        boost::system::error_code error;
        return write_some(buffers, error);
    }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, boost::system::error_code& error)
    {
        return socket_.read_some(buffers, error);
    }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers)
    {
        return socket_.read_some(buffers);
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& buffers)
            {
                if (unread_.size() != 0)
                {
                    boost::system::error_code none;
                    auto size = take(buffers);
                    return asio::post(get_executor(), beast::bind_handler(std::move(handler), none, size));
                }
                flush();
                socket_.async_read_some(asio::buffer(in_),
                                        [this, buffers, handler = std::move(handler)](auto error, auto size) mutable
                                        {
                                            unread_ = asio::buffer(in_, size);
                                            std::move(handler)(error, take(buffers));
                                        });
            },
            token, buffers);
    }

    // Only the handshake, pongs and the goodbye are written so.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return socket_.async_write_some(buffers, std::forward<Token>(token));
    }

    void flush()
    {
        if (is_writing_ || out_.empty())
            return;
        is_writing_ = true;
        std::swap(out_, being_written_);
        asio::async_write(socket_, asio::buffer(being_written_),
                          [this](boost::system::error_code error, std::size_t)
                          {
                              if (error)
                                  throw boost::system::system_error(error);
                              is_writing_ = false;
                              being_written_.clear();
                              flush();
                          });
    }

private:
    template <class Buffers>
    std::size_t take(const Buffers& buffers)
    {
        auto size = asio::buffer_copy(buffers, unread_);
        unread_ += size;
        return size;
    }

    Socket socket_;
    std::string in_ = std::string(1 << 16, '\0');
    asio::const_buffer unread_;
    std::string out_;
    std::string being_written_;
    bool is_writing_ = false;
};

template <class Socket>
void beast_close_socket(corked_socket<Socket>& layer)
{
    layer.socket().close();
}

template <class Socket, class Handler>
void async_teardown(beast::role_type role, corked_socket<Socket>& layer, Handler&& handler)
{
    using websocket::async_teardown;
    async_teardown(role, layer.socket(), std::forward<Handler>(handler));
}

template <class Socket>
class websocket_connection
{
public:
    websocket_connection(Socket socket, const scenario& what, meter& figures)
        : stream_(std::move(socket)), what_(what), figures_(figures), slots_(stream_.get_executor(), what)
    {
        stream_.auto_fragment(false);
        stream_.read_message_max(64 << 20);
    }

    asio::awaitable<void> work(std::uint64_t worker)
    {
        result_list results;
        std::string text;
        for (auto message = what_.in_flight + worker;; message += what_.in_flight)
        {
            auto begun = figures_.begin();
            text.clear();
            append_message(text, what_, message * what_.batch);
            stream_.write(asio::buffer(text));
            auto answer = co_await slots_.answer_to(message);
            results.read(answer, what_, message * what_.batch);
            if (!figures_.end(begun))
                co_return;
        }
    }

    asio::awaitable<void> run()
    {
        auto executor = stream_.get_executor();
        co_await stream_.async_handshake("127.0.0.1", "/", asio::deferred);
        for (std::size_t worker = 0; worker != what_.in_flight; ++worker)
            asio::co_spawn(executor, work(worker), or_throw);
        beast::flat_buffer in;
        in.reserve(1 << 16);
        while (!figures_.is_done())
        {
            co_await stream_.async_read(in, asio::deferred);
            slots_.look_at_clock();
            parser_.reset();
            parser_.write(static_cast<const char*>(in.data().data()), in.size());
            in.consume(in.size());
            slots_.complete(parser_.release());
        }
    }

private:
    websocket::stream<corked_socket<Socket>> stream_;
    const scenario& what_;
    meter& figures_;
    slots slots_;
    json::parser parser_;
};

template <class Socket>
void run_websocket(asio::io_context& context, Socket socket, const scenario& what, meter& figures)
{
    websocket_connection<Socket> all(std::move(socket), what, figures);
    asio::co_spawn(context, all.run(), or_stop(context));
    context.run();
}

} // namespace bench
