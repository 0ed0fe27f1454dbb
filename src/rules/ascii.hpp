// SPDX-License-Identifier: BSL-1.0
// The characters of HTTP's headers, whatever the locale.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

inline bool is_digit(char character) { return character >= '0' && character <= '9'; }

inline char to_lower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

inline std::string to_lower(std::string_view text)
{
    std::string made(text);
    for (auto& character : made)
        character = to_lower(character);
    return made;
}

// Whether they are equal without regard to case.
inline bool equal_names(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return to_lower(a) == to_lower(b); });
}

inline bool is_alphanumeric(char character)
{
    return (to_lower(character) >= 'a' && to_lower(character) <= 'z') || is_digit(character);
}

// RFC 9110, section 5.6.2: what the names of headers and schemes are made of.
inline bool is_token(char character)
{
    return is_alphanumeric(character) || std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
}

inline bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) { return is_token(each); });
}

inline bool is_control(char character)
{
    auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7f;
}

inline bool has_control(std::string_view text) { return std::any_of(text.begin(), text.end(), is_control); }

// Without the white space around it.
inline std::string_view trimmed(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

} // namespace jsonrpcclient::detail
