// SPDX-License-Identifier: BSL-1.0
#include "rules/quoted.hpp"

#include <cstddef>

namespace jsonrpcclient::detail {

std::string quoted(std::string_view bytes)
{
    constexpr std::size_t shown = 100;
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

} // namespace jsonrpcclient::detail
