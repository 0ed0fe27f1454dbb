// SPDX-License-Identifier: BSL-1.0
#include "values/utf8.hpp"

namespace jsonrpcclient::detail {
namespace {

// The size of the well-formed character at the beginning, or 0 (Unicode, table 3-7). The second byte is the one that
// rules out overlong forms, surrogates, and what is beyond U+10FFFF.
std::size_t character_size(std::string_view text)
{
    auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto continues = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
    auto lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    if (lead < 0xe0)
        return continues(1) ? 2 : 0;
    auto least = lead == 0xe0 ? 0xa0U : lead == 0xf0 ? 0x90U : 0x80U;
    auto most = lead == 0xed ? 0x9fU : lead == 0xf4 ? 0x8fU : 0xbfU;
    if (byte(1) < least || byte(1) > most || !continues(2))
        return 0;
    if (lead < 0xf0)
        return 3;
    return continues(3) ? 4 : 0;
}

} // namespace

bool is_utf8_beyond_ascii(std::string_view text) noexcept
{
    while (!text.empty())
    {
        auto size = character_size(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string to_utf8(std::string_view text)
{
    std::string made;
    made.reserve(text.size());
    while (!text.empty())
    {
        auto size = character_size(text);
        if (size == 0)
            made += "\xef\xbf\xbd";
        else
            made += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return made;
}

} // namespace jsonrpcclient::detail
