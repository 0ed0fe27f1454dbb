// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/id.hpp>

#include "values/append.hpp"

#include <ostream>

namespace jsonrpcclient {

void detail::append_json(std::string& text, const id& value)
{
    if (auto* integer = value.if_int64())
        append_json(text, *integer);
    else if (auto* large = value.if_uint64())
        append_json(text, *large);
    else
        append_json(text, std::string_view(*value.if_string()));
}

std::string to_string(const id& value)
{
    std::string text;
    detail::append_json(text, value);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const id& value) { return stream << to_string(value); }

} // namespace jsonrpcclient
