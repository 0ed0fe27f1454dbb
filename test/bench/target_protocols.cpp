// SPDX-License-Identifier: BSL-1.0
#include "target_protocols.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace bench {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

// A message behind a head with a Content-Length.
struct framed
{
    std::size_t size = 0;   // With the head; 0 when not all is there.
    std::string_view body;
};

framed next_framed(std::string_view in)
{
    framed result;
    auto end = in.find(head_end);
    if (end == in.npos)
        return result;
    std::size_t length = 0;
    // Clients write "Content-Length" and "content-length".
    constexpr std::string_view name = "ength: ";
    auto place = in.find(name);
    if (place < end)
        length = std::strtoul(in.data() + place + name.size(), nullptr, 10);
    end += head_end.size();
    if (in.size() - end < length)
        return result;
    result.size = end + length;
    result.body = in.substr(end, length);
    return result;
}

void append_frame_head(std::string& out, unsigned char type, std::size_t size)
{
    out += static_cast<char>(0x80 | type);
    int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    out += static_cast<char>(bytes == 0 ? size : bytes == 2 ? 126 : 127);
    while (bytes-- > 0)
        out += static_cast<char>(size >> 8 * bytes & 0xff);
}

// RFC 6455, section 4.2.2.
void append_upgrade(std::string_view head, std::string& out)
{
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    auto begin = head.find(name) + name.size();
    std::string key(head.substr(begin, head.find("\r\n", begin) - begin));
    key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char hash[SHA_DIGEST_LENGTH];
    unsigned char text[2 * SHA_DIGEST_LENGTH];
    ::SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), hash);
    ::EVP_EncodeBlock(text, hash, SHA_DIGEST_LENGTH);
    out.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        .append("Sec-WebSocket-Accept: ")
        .append(reinterpret_cast<const char*>(text))
        .append(head_end);
}

} // namespace

std::size_t newline_protocol::take(std::string_view in, std::string& out)
{
    std::size_t begin = 0;
    for (auto end = in.find('\n', searched_); end != in.npos; end = in.find('\n', begin))
    {
        answers_.make(in.substr(begin, end - begin), [&](std::string_view text) { out.append(text).append("\n"); });
        begin = end + 1;
    }
    searched_ = in.size() - begin;
    return begin;
}

std::size_t content_length_protocol::take(std::string_view in, std::string& out)
{
    std::size_t taken = 0;
    for (auto next = next_framed(in); next.size != 0; next = next_framed(in.substr(taken)))
    {
        taken += next.size;
        answers_.make(next.body,
                      [&](std::string_view text)
                      {
                          out.append("Content-Length: ").append(std::to_string(text.size())).append(head_end);
                          out.append(text);
                      });
    }
    return taken;
}

std::size_t http_protocol::take(std::string_view in, std::string& out)
{
    std::size_t taken = 0;
    for (auto next = next_framed(in); next.size != 0; next = next_framed(in.substr(taken)))
    {
        taken += next.size;
        answers_.make(next.body,
                      [&](std::string_view text)
                      {
                          out.append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ")
                              .append(std::to_string(text.size()))
                              .append(head_end)
                              .append(text);
                      });
    }
    return taken;
}

std::size_t websocket_protocol::take(std::string_view in, std::string& out)
{
    std::size_t taken = 0;
    if (!is_open_)
    {
        auto end = in.find(head_end);
        if (end == in.npos)
            return 0;
        append_upgrade(in.substr(0, end), out);
        is_open_ = true;
        taken = end + head_end.size();
    }
    for (;;)
    {
        auto frame = in.substr(taken);
        auto byte = [&](std::size_t place) { return static_cast<unsigned char>(frame[place]); };
        if (frame.size() < 2)
            return taken;
        std::size_t length = byte(1) & 0x7f;
        std::size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
        std::size_t head = 2 + length_bytes + 4;
        if (frame.size() < head)
            return taken;
        if (length_bytes != 0)
            length = 0;
        for (std::size_t i = 0; i != length_bytes; ++i)
            length = length << 8 | byte(2 + i);
        if (frame.size() - head < length)
            return taken;
        taken += head + length;
        message_.assign(frame.substr(head, length));
        for (std::size_t i = 0; i != length; ++i)
            message_[i] = static_cast<char>(message_[i] ^ frame[head - 4 + i % 4]);
        int type = byte(0) & 0x0f;
        if (type == 1)
            answers_.make(message_,
                          [&](std::string_view text)
                          {
                              append_frame_head(out, 1, text.size());
                              out += text;
                          });
        else if (type == 8 || type == 9)   // A goodbye comes back, a ping as a pong.
        {
            append_frame_head(out, type == 8 ? 8 : 10, length);
            out += message_;
        }
    }
}

} // namespace bench
