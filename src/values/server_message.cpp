// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/server_message.hpp>

#include <jsonrpcclient/params.hpp>

#include "values/append.hpp"

#include <ostream>

namespace jsonrpcclient {
namespace {

std::string text_of(const std::string& method, const json::value& params)
{
    std::string text = R"({"jsonrpc":"2.0","method":)";
    detail::append_json(text, std::string_view(method));
    if (!params.is_null())
    {
        text += R"(,"params":)";
        detail::append_json(text, params);
    }
    return text;
}

} // namespace

std::string to_string(const server_notification& message) { return text_of(message.method(), message.params()) + '}'; }

std::string to_string(const server_request& message)
{
    auto text = text_of(message.method(), message.params()) + R"(,"id":)";
    if (message.id())
        detail::append_json(text, *message.id());
    else
        text += "null";
    return text + '}';
}

std::ostream& operator<<(std::ostream& stream, const server_notification& message)
{
    return stream << to_string(message);
}
std::ostream& operator<<(std::ostream& stream, const server_request& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
