// SPDX-License-Identifier: BSL-1.0
#include "rules/base64.hpp"

#include <cstdint>

namespace jsonrpcclient::detail {

std::string base64(std::string_view bytes)
{
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    // Three bytes are four characters of six bits each.
    for (std::size_t i = 0; i < bytes.size(); i += 3)
    {
        auto group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j != 3; ++j)
            bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0u);
        for (std::size_t j = 0; j != 4; ++j)
            text += j <= group.size() ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

} // namespace jsonrpcclient::detail
