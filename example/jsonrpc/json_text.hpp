// SPDX-License-Identifier: BSL-1.0
// JSON text, looked at and laid out as it came: no number loses a digit, and no member its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tool {

// The value of this member of an object; empty if there is none, or the text is no object.
std::string_view member(std::string_view object, std::string_view name);

// The elements of an array; none if the text is no array.
std::vector<std::string_view> elements(std::string_view array);

struct layout
{
    layout(bool is_indented, bool is_coloured) noexcept : is_indented(is_indented), is_coloured(is_coloured) {}

    bool is_indented;
    bool is_coloured;
};

// The same JSON, on one line or indented. What is written as \u1234 is shown as the character.
std::string lay_out(std::string_view text, layout style);

inline std::string on_one_line(std::string_view text) { return lay_out(text, layout(false, false)); }

} // namespace tool
