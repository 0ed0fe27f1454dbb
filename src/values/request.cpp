// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/request.hpp>

#include "values/append.hpp"

#include <ostream>

namespace jsonrpcclient {

void detail::append_message(std::string& text, std::string_view method, const params& params,
                            const std::optional<id>& id)
{
    text.reserve(text.size() + method.size() + params.text().size() + 64);
    text += R"({"jsonrpc":"2.0","method":)";
    append_json(text, method);
    if (!params.text().empty())
    {
        text += R"(,"params":)";
        text += params.text();
    }
    if (id)
    {
        text += R"(,"id":)";
        append_json(text, *id);
    }
    text += '}';
}

std::string to_string(const request& message)
{
    std::string text;
    detail::append_message(text, message.method(), message.params(), message.id());
    if (!message.id())
    {
        text.pop_back();
        text += R"(,"id":null})";
    }
    return text;
}

std::string to_string(const notification& message)
{
    std::string text;
    detail::append_message(text, message.method(), message.params(), std::nullopt);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const request& message) { return stream << to_string(message); }
std::ostream& operator<<(std::ostream& stream, const notification& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
