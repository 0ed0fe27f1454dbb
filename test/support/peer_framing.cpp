// SPDX-License-Identifier: BSL-1.0
#include "support/peer_framing.hpp"

#include "support/scripted_server.hpp"

#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace test {

namespace {

constexpr std::string_view delimiter_prefix = "delimiter:0x";

// Of "newline" and "delimiter:0x1e".
std::optional<char> delimiter_of(std::string_view framing)
{
    if (framing == "newline")
        return '\n';
    if (!framing.starts_with(delimiter_prefix))
        return std::nullopt;
    return static_cast<char>(std::stoi(std::string(framing.substr(delimiter_prefix.size())), nullptr, 16));
}

void require(bool holds, const char* rule)
{
    if (!holds)
        throw std::runtime_error(std::string("what the client wrote breaks the framing: ") + rule);
}

std::size_t to_size(std::string_view digits)
{
    std::size_t size = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    require(error == std::errc() && end == digits.data() + digits.size(), "a size is no number");
    require(digits.size() == 1 || digits.front() != '0', "a size has a needless zero");
    return size;
}

} // namespace

std::string framed(std::string_view framing, std::string_view text)
{
    std::string message(text);
    if (auto delimiter = delimiter_of(framing))
        return message + *delimiter;
    auto size = std::to_string(text.size());
    if (framing == "http" && text.empty())
        return "HTTP/1.1 204 No Content\r\n\r\n";
    if (framing == "http")
        return text.starts_with("HTTP/1.") ? message : http_answer(text);
    if (framing == "content-length")
        return "content-type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: " + size + "\r\n\r\n" +
               message;
    if (framing == "netstring")
        return size + ":" + message + ",";
    if (framing == "bare")
        return message;
    require(framing == "length-prefix", "there is no such framing");
    std::string prefix;
    for (int shift : {24, 16, 8, 0})
        prefix += static_cast<char>(text.size() >> shift & 0xff);
    return prefix + message;
}

void frame_reader::feed(std::string_view bytes)
{
    bytes_.erase(0, begin_);
    begin_ = 0;
    bytes_ += bytes;
}

std::optional<std::string> frame_reader::next()
{
    if (auto delimiter = delimiter_of(framing_))
        return next_delimited(*delimiter);
    if (framing_ == "http")
        return next_http();
    if (framing_ == "content-length")
        return next_with_header();
    if (framing_ == "length-prefix")
        return next_prefixed();
    if (framing_ == "netstring")
        return next_netstring();
    return next_json();
}

std::optional<std::string> frame_reader::message(std::size_t before, std::size_t size, std::size_t behind)
{
    if (rest().size() < before + size + behind)
        return std::nullopt;
    std::string text(rest().substr(before, size));
    require(!text.empty(), "a message is empty");
    begin_ += before + size + behind;
    return text;
}

std::optional<std::string> frame_reader::next_delimited(char delimiter)
{
    auto size = rest().find(delimiter);
    if (size == std::string_view::npos)
        return std::nullopt;
    return message(0, size, 1);
}

std::optional<std::string> frame_reader::next_http()
{
    auto end = rest().find("\r\n\r\n");
    if (end == std::string_view::npos)
        return std::nullopt;
    auto head = rest().substr(0, end + 4);
    require(head.starts_with("POST /"), "a request is no POST");
    return message(head.size(), content_length(head));
}

std::optional<std::string> frame_reader::next_with_header()
{
    constexpr std::string_view name = "Content-Length: ";
    auto end = rest().find("\r\n\r\n");
    if (end == std::string_view::npos)
        return std::nullopt;
    require(rest().starts_with(name), "a header has another field than Content-Length");
    return message(end + 4, to_size(rest().substr(name.size(), end - name.size())));
}

std::optional<std::string> frame_reader::next_prefixed()
{
    if (rest().size() < 4)
        return std::nullopt;
    std::uint32_t size = 0;
    for (unsigned char byte : rest().substr(0, 4))
        size = size << 8 | byte;
    return message(4, size);
}

std::optional<std::string> frame_reader::next_netstring()
{
    auto digits = rest().find(':');
    if (digits == std::string_view::npos)
        return std::nullopt;
    auto size = to_size(rest().substr(0, digits));
    if (rest().size() > digits + 1 + size)
        require(rest()[digits + 1 + size] == ',', "no comma behind a netstring");
    return message(digits + 1, size, 1);
}

std::optional<std::string> frame_reader::next_json()
{
    while (seen_ == 0 && rest().starts_with('\n'))
        ++begin_;
    if (rest().empty())
        return std::nullopt;
    require(rest().starts_with('{') || rest().starts_with('['), "a message is neither an object nor an array");
    while (seen_ != rest().size())
    {
        char character = rest()[seen_++];
        if (in_string_)
        {
            in_string_ = is_escaped_ || character != '"';
            is_escaped_ = !is_escaped_ && character == '\\';
        }
        else if (character == '"')
            in_string_ = true;
        else if (character == '{' || character == '[')
            ++depth_;
        else if ((character == '}' || character == ']') && --depth_ == 0)
            return message(0, std::exchange(seen_, 0));
    }
    return std::nullopt;
}

} // namespace test
