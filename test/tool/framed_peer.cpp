// SPDX-License-Identifier: BSL-1.0
#include "framed_peer.hpp"

#include "demo_service.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/json/stream_parser.hpp>

#include <map>
#include <stdexcept>
#include <string_view>

namespace test {

namespace asio = boost::asio;

namespace {

// A connection, and what has been read of it too much.
struct reader
{
    explicit reader(tcp::socket& socket) : socket(socket) {}

    // As many bytes.
    asio::awaitable<std::string> take(std::size_t size)
    {
        if (size > buffer.size())
            co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::transfer_exactly(size - buffer.size()),
                                      asio::deferred);
        co_return cut(size, 0);
    }

    // What stands before the mark.
    asio::awaitable<std::string> take_until(std::string_view mark)
    {
        auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), mark, asio::deferred);
        co_return cut(size - mark.size(), mark.size());
    }

    std::string cut(std::size_t size, std::size_t dropped)
    {
        auto text = buffer.substr(0, size);
        buffer.erase(0, size + dropped);
        return text;
    }

    tcp::socket& socket;
    std::string buffer;
};

std::string lines(const std::string& text) { return text + '\n'; }
asio::awaitable<std::string> read_lines(reader& from) { return from.take_until("\n"); }

std::string separated(const std::string& text) { return text + '\x1e'; }
asio::awaitable<std::string> read_separated(reader& from) { return from.take_until("\x1e"); }

std::string with_header(const std::string& text)
{
    return "Content-Type: application/json\r\ncontent-length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
}

asio::awaitable<std::string> read_with_header(reader& from)
{
    std::string head = co_await from.take_until("\r\n\r\n");
    constexpr std::string_view name = "Content-Length: ";
    if (!head.starts_with(name))
        throw std::runtime_error("no Content-Length: " + head);
    co_return co_await from.take(std::stoul(head.substr(name.size())));
}

std::string with_prefix(const std::string& text)
{
    std::string framed;
    for (int shift = 24; shift >= 0; shift -= 8)
        framed += static_cast<char>(text.size() >> shift & 0xff);
    return framed + text;
}

asio::awaitable<std::string> read_with_prefix(reader& from)
{
    std::string prefix = co_await from.take(4);
    std::size_t size = 0;
    for (unsigned char byte : prefix)
        size = size << 8 | byte;
    co_return co_await from.take(size);
}

std::string netstring(const std::string& text) { return std::to_string(text.size()) + ':' + text + ','; }

asio::awaitable<std::string> read_netstring(reader& from)
{
    std::string size = co_await from.take_until(":");
    std::string text = co_await from.take(std::stoul(size) + 1);
    if (text.back() != ',')
        throw std::runtime_error("no comma behind a netstring");
    text.pop_back();
    co_return text;
}

std::string bare(const std::string& text) { return text; }

asio::awaitable<std::string> read_bare(reader& from)
{
    std::string text;
    boost::json::stream_parser parser;
    while (!parser.done())
    {
        if (from.buffer.empty())
            co_await asio::async_read(from.socket, asio::dynamic_buffer(from.buffer), asio::transfer_at_least(1),
                                      asio::deferred);
        auto size = parser.write_some(from.buffer);
        text += from.cut(size, 0);
    }
    co_return text;
}

struct codec
{
    asio::awaitable<std::string> (*read)(reader&);
    std::string (*frame)(const std::string&);
};

const std::map<std::string, codec> codecs{
    {"newline", {read_lines, lines}},
    {"delimiter:0x1e", {read_separated, separated}},
    {"content-length", {read_with_header, with_header}},
    {"length-prefix", {read_with_prefix, with_prefix}},
    {"netstring", {read_netstring, netstring}},
    {"bare", {read_bare, bare}},
};

} // namespace

script framed_peer(const std::string& framing)
{
    return [used = codecs.at(framing)](tcp::socket socket) -> asio::awaitable<void>
    {
        reader from(socket);
        while (true)
        {
            std::string message = co_await used.read(from);
            auto reply = demo::reply_to(message);
            if (!reply.text.empty())
                co_await write(socket, used.frame(reply.text));
        }
    };
}

} // namespace test
