// SPDX-License-Identifier: BSL-1.0
// A peer of whole messages, for tests that hold on every transport: it reads what the client sends and
// answers what the test wants.
#pragma once

#include "support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/data/test_case.hpp>

#include <array>
#include <functional>
#include <string>
#include <utility>

namespace test {

// The transports of the suites.
inline constexpr std::array<const char*, 2> transports = {"http", "tcp"};

// One connection, on which messages go back and forth.
class text_peer
{
public:
    text_peer(std::string transport, tcp::socket socket) : is_http_(transport == "http"), socket_(std::move(socket)) {}

    boost::asio::awaitable<std::string> read()
    {
        if (!is_http_)
            co_return co_await read_line(socket_, buffer_);
        auto request = co_await read_http_request(socket_, buffer_);
        co_return request.body;
    }

    boost::asio::awaitable<void> answer(std::string text)
    {
        // Apart: g++ 12 frees the operands of ?: twice in an awaited expression.
        std::string bytes = is_http_ ? http_answer(text) : text + "\n";
        co_await test::write(socket_, bytes);
    }

    // Until the client closes the connection.
    boost::asio::awaitable<void> closed() { co_await peer_closed(socket_); }

    tcp::socket& socket() noexcept { return socket_; }

private:
    bool is_http_;
    tcp::socket socket_;
    std::string buffer_;
};

// Runs the function for each connection.
class text_server
{
public:
    using script = std::function<boost::asio::awaitable<void>(text_peer&)>;

    text_server(boost::asio::any_io_executor executor, std::string transport, script play)
        : transport_(std::move(transport)), server_(executor, wrap(transport_, std::move(play)))
    {
    }

    std::string url() const { return transport_ == "http" ? server_.http_url() : server_.tcp_url(); }
    std::size_t connections() const { return server_.connections(); }
    void stop() { server_.stop(); }

private:
    static test::script wrap(std::string transport, script play)
    {
        return [transport, play](tcp::socket socket) -> boost::asio::awaitable<void>
        {
            text_peer peer(transport, std::move(socket));
            co_await play(peer);
        };
    }

    std::string transport_;
    scripted_server server_;
};

} // namespace test
