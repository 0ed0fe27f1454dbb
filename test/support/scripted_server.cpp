// SPDX-License-Identifier: BSL-1.0
// The scripts, and the few things that they are made of.
#include "scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace test {

namespace asio = boost::asio;

namespace {

// As what the socket is.
tcp::socket to_tcp(stream_socket socket)
{
    auto executor = socket.get_executor();
    return tcp::socket(executor, tcp::v4(), socket.release());
}

connection_script each(script play)
{
    return [play = std::move(play)](stream_socket socket) { return play(to_tcp(std::move(socket))); };
}

connection_script one_by_one(std::vector<script> list)
{
    return [list = std::move(list), next = std::size_t(0)](stream_socket socket) mutable -> asio::awaitable<void>
    {
        if (next == list.size())
            co_return;
        auto& play = list[next++];
        co_await play(to_tcp(std::move(socket)));
    };
}

} // namespace

scripted_server::scripted_server(asio::any_io_executor executor, script for_every_connection)
    : listener_(executor, "tcp newline", each(std::move(for_every_connection)))
{
}

scripted_server::scripted_server(asio::any_io_executor executor, std::vector<script> one_for_each_connection)
    : listener_(executor, "tcp newline", one_by_one(std::move(one_for_each_connection)))
{
}

std::string scripted_server::http_url() const { return "http" + tcp_url().substr(3) + "/"; }

asio::awaitable<std::string> read_line(tcp::socket& socket, std::string& buffer)
{
    auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), '\n', asio::deferred);
    auto line = buffer.substr(0, size - 1);
    buffer.erase(0, size);
    if (line.ends_with('\r'))
        line.pop_back();
    co_return line;
}

std::size_t content_length(std::string_view head)
{
    constexpr std::string_view name = "\r\ncontent-length:";
    auto found = std::search(head.begin(), head.end(), name.begin(), name.end(),
                             [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
    return found == head.end() ? 0 : std::stoul(std::string(found + name.size(), head.end()));
}

asio::awaitable<http_request> read_http_request(tcp::socket& socket, std::string& buffer)
{
    http_request request;
    auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", asio::deferred);
    request.head = buffer.substr(0, size);
    buffer.erase(0, size);

    auto length = content_length(request.head);
    if (buffer.size() < length)
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::transfer_at_least(length - buffer.size()),
                                  asio::deferred);
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    co_return request;
}

asio::awaitable<void> write(tcp::socket& socket, std::string text)
{
    co_await asio::async_write(socket, asio::buffer(text), asio::deferred);
}

std::string http_answer(std::string_view body, std::string_view status_line, std::string_view extra_headers)
{
    std::string text = "HTTP/1.1 ";
    text += status_line;
    text += "\r\nContent-Type: application/json\r\nContent-Length: ";
    text += std::to_string(body.size());
    text += "\r\n";
    text += extra_headers;
    text += "\r\n";
    text += body;
    return text;
}

asio::awaitable<void> peer_closed(tcp::socket& socket)
{
    std::array<char, 4096> dropped;
    boost::system::error_code ec;
    while (!ec)
    {
        auto result = co_await socket.async_read_some(asio::buffer(dropped), asio::as_tuple(asio::deferred));
        ec = std::get<0>(result);
    }
}

asio::awaitable<void> never()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::deferred);
}

} // namespace test
