// SPDX-License-Identifier: BSL-1.0
#include "raw_websocket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace test {

namespace asio = boost::asio;

namespace {

std::string field(const std::string& head, const std::string& name)
{
    auto found = head.find("\r\n" + name + ": ");
    if (found == head.npos)
        return {};
    auto begin = found + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

asio::awaitable<std::string> take(tcp::socket& socket, std::string& buffer, std::size_t size)
{
    if (buffer.size() < size)
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::transfer_at_least(size - buffer.size()),
                                  asio::deferred);
    auto taken = buffer.substr(0, size);
    buffer.erase(0, size);
    co_return taken;
}

} // namespace

std::string websocket_answer(const std::string& head)
{
    // RFC 6455, section 4.2.2.
    auto key = field(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    std::array<unsigned char, 32> text;
    auto size = EVP_EncodeBlock(text.data(), digest.data(), digest.size());
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           std::string(text.begin(), text.begin() + size) + "\r\n";
}

asio::awaitable<std::string> accept_websocket(tcp::socket& socket, std::string& buffer, std::string headers)
{
    auto request = co_await read_http_request(socket, buffer);
    co_await write(socket, websocket_answer(request.head) + headers + "\r\n");
    co_return request.head;
}

std::string websocket_frame(int first, const std::string& payload)
{
    std::string bytes(1, static_cast<char>(first));
    auto digits = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
    bytes += static_cast<char>(digits == 0 ? payload.size() : digits == 2 ? 126 : 127);
    for (int i = digits; i-- != 0;)
        bytes += static_cast<char>(payload.size() >> 8 * i);
    return bytes + payload;
}

asio::awaitable<websocket_message> read_frame(tcp::socket& socket, std::string& buffer)
{
    websocket_message message;
    auto head = co_await take(socket, buffer, 2);
    message.first = static_cast<unsigned char>(head[0]);
    std::size_t size = head[1] & 0x7f;
    if (size >= 126)
    {
        auto digits = co_await take(socket, buffer, size == 126 ? 2 : 8);
        size = 0;
        for (unsigned char digit : digits)
            size = size << 8 | digit;
    }
    auto mask = co_await take(socket, buffer, 4);
    message.payload = co_await take(socket, buffer, size);
    for (std::size_t i = 0; i != size; ++i)
        message.payload[i] ^= mask[i % 4];
    co_return message;
}

asio::awaitable<void> websocket_closed(tcp::socket& socket, std::string& buffer)
{
    websocket_message message;
    while (message.first != frame::close)
        message = co_await read_frame(socket, buffer);
    co_await write(socket, websocket_frame(frame::close, message.payload));
}

} // namespace test
