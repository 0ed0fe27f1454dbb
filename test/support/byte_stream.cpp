// SPDX-License-Identifier: BSL-1.0
#include "support/byte_stream.hpp"

#include "support/peer_framing.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace test {

namespace asio = boost::asio;

byte_stream::~byte_stream() = default;
wire::~wire() = default;

namespace {

class socket_stream final : public byte_stream
{
public:
    explicit socket_stream(stream_socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer where) override
    {
        co_return co_await socket_.async_read_some(where, asio::deferred);
    }

    asio::awaitable<void> write(std::string_view bytes) override
    {
        co_await asio::async_write(socket_, asio::buffer(bytes), asio::deferred);
    }

    asio::awaitable<void> finish() override
    {
        close();
        co_return;
    }

    void close() noexcept override
    {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    stream_socket socket_;
};

class framed_messages final : public wire
{
public:
    framed_messages(std::unique_ptr<byte_stream> stream, std::string_view framing)
        : stream_(std::move(stream)), framing_(framing), reader_(framing)
    {
    }

    asio::awaitable<std::string> read() override
    {
        for (;;)
        {
            if (auto message = reader_.next())
                co_return std::move(*message);
            auto size = co_await stream_->read_some(asio::buffer(bytes_));
            reader_.feed(std::string_view(bytes_.data(), size));
        }
    }

    asio::awaitable<void> write(std::vector<std::string> messages) override
    {
        std::string bytes;
        for (auto& message : messages)
            bytes += test::framed(framing_, message);
        co_await stream_->write(bytes);
    }

    asio::awaitable<void> write_in_pieces(std::string message) override
    {
        auto bytes = test::framed(framing_, message);
        for (auto& byte : bytes)
        {
            co_await stream_->write(std::string_view(&byte, 1));
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        }
    }

    asio::awaitable<void> finish() override { return stream_->finish(); }
    void close() noexcept override { stream_->close(); }

private:
    std::unique_ptr<byte_stream> stream_;
    std::string framing_;
    frame_reader reader_;
    std::array<char, 65536> bytes_;
};

} // namespace

std::unique_ptr<byte_stream> plain_stream(stream_socket socket)
{
    return std::make_unique<socket_stream>(std::move(socket));
}

std::unique_ptr<wire> framed_wire(std::unique_ptr<byte_stream> stream, std::string_view framing)
{
    return std::make_unique<framed_messages>(std::move(stream), framing);
}

asio::awaitable<void> for_a_second(asio::awaitable<void> goodbye)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(1));
    auto errors_are_ends = [](asio::awaitable<void> pending) -> asio::awaitable<void>
    {
        try
        {
            co_await std::move(pending);
        }
        catch (const boost::system::system_error&)
        {
        }
    };
    co_await (errors_are_ends(std::move(goodbye)) || timer.async_wait(asio::use_awaitable));
}

} // namespace test
