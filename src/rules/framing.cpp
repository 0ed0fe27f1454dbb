// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/framing.hpp>

#include <jsonrpcclient/error.hpp>

#include <charconv>

namespace jsonrpcclient {

framing framing::parse(std::string_view name)
{
    for (const auto& named : {newline(), content_length(), length_prefix(), netstring(), bare()})
        if (name == to_string(named))
            return named;
    constexpr std::string_view prefix = "delimiter:0x";
    if (name.starts_with(prefix))
    {
        unsigned char character = 0;
        auto digits = name.substr(prefix.size());
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), character, 16);
        if (error == std::errc() && end == digits.data() + digits.size())
            return delimiter(static_cast<char>(character));
    }
    throw client_error(errc::invalid_config, delivery::not_sent,
                       "there is no framing \"" + std::string(name) +
                           "\"; there are newline, delimiter:0x1e, content-length, length-prefix, netstring and bare");
}

std::string to_string(const framing& value)
{
    switch (value.type())
    {
    case framing::kind::content_length:
        return "content-length";
    case framing::kind::length_prefix:
        return "length-prefix";
    case framing::kind::netstring:
        return "netstring";
    case framing::kind::bare:
        return "bare";
    case framing::kind::delimiter:
        break;
    }
    if (value == framing::newline())
        return "newline";
    char text[] = "delimiter:0x00";
    auto character = static_cast<unsigned char>(*value.delimiter());
    std::to_chars(text + (character < 16 ? 13 : 12), text + 14, character, 16);
    return text;
}

} // namespace jsonrpcclient
