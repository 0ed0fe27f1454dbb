// SPDX-License-Identifier: BSL-1.0
#include "rules/array_elements.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {

std::vector<std::string_view> elements_of(std::string_view array)
{
    constexpr std::string_view space = " \t\r\n";
    std::vector<std::string_view> elements;
    std::size_t depth = 0, begin = 0;
    bool is_in_string = false;
    for (std::size_t i = 0; i != array.size(); ++i)
    {
        char next = array[i];
        if (is_in_string)
        {
            i += next == '\\';
            is_in_string = next != '"';
            continue;
        }
        is_in_string = next == '"';
        bool is_end = (next == ',' || next == ']') && depth == 1;
        if (is_end)
        {
            auto element = array.substr(begin, i - begin);
            element.remove_prefix(std::min(element.find_first_not_of(space), element.size()));
            // Between the brackets of an empty array there is none.
            if (!element.empty())
                elements.push_back(element.substr(0, element.find_last_not_of(space) + 1));
        }
        depth += next == '[' || next == '{';
        depth -= next == ']' || next == '}';
        if (is_end || (next == '[' && depth == 1))
            begin = i + 1;
    }
    return elements;
}

} // namespace jsonrpcclient::detail
