// SPDX-License-Identifier: BSL-1.0
#include "rules/frame_scanner.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

// Bytes of any kind as printable ASCII.
std::string quoted(std::string_view bytes)
{
    constexpr std::size_t shown = 48;
    constexpr char hexadecimal[] = "0123456789abcdef";
    std::string text = "\"";
    for (char character : bytes.substr(0, shown))
    {
        auto code = static_cast<unsigned char>(character);
        if (character == '\n')
            text += "\\n";
        else if (character == '\r')
            text += "\\r";
        else if (character == '\t')
            text += "\\t";
        else if (character == '"' || character == '\\')
            (text += '\\') += character;
        else if (code >= 0x20 && code < 0x7f)
            text += character;
        else
            ((text += "\\x") += hexadecimal[code / 16]) += hexadecimal[code % 16];
    }
    return text + (bytes.size() > shown ? "\"..." : "\"");
}

} // namespace

framing_error::framing_error(const framing& lost, std::string_view expected, std::string_view found)
    : std::runtime_error("the framing " + to_string(lost) + " is lost: expected " + std::string(expected) +
                         ", found " + quoted(found))
{
}

frame_scanner::piece frame_scanner::scan_missing(std::uint64_t& missing, std::string_view bytes)
{
    piece next;
    next.body = static_cast<std::size_t>(std::min<std::uint64_t>(missing, bytes.size()));
    missing -= next.body;
    next.is_complete = missing == 0;
    return next;
}

std::unique_ptr<frame_scanner> make_frame_scanner(const framing& framing, std::size_t max_message_size)
{
    switch (framing.type())
    {
    case framing::kind::content_length:
        return make_content_length_scanner();
    case framing::kind::length_prefix:
        return make_length_prefix_scanner(max_message_size);
    case framing::kind::netstring:
        return make_netstring_scanner();
    case framing::kind::bare:
        return make_bare_scanner();
    case framing::kind::delimiter:
        break;
    }
    return make_delimiter_scanner(*framing.delimiter());
}

} // namespace jsonrpcclient::detail
