// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/request.hpp>

#include <jsonrpcclient/error.hpp>

#include "values/append.hpp"

#include <ostream>

namespace jsonrpcclient {
namespace detail {
namespace {

// A notification if there is no id.
void append_version_two(std::string& text, std::string_view method, const params& params, const std::optional<id>& id)
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

// The same in JSON-RPC 1.0: all three members are always there, and params are an array.
void append_version_one(std::string& text, std::string_view method, const params& params, const std::optional<id>& id)
{
    if (params.text().starts_with('{'))
        throw client_error(errc::invalid_request, delivery::not_sent,
                           "JSON-RPC 1.0 has no named params, only positional ones");
    text.reserve(text.size() + method.size() + params.text().size() + 64);
    text += R"({"method":)";
    append_json(text, method);
    text += R"(,"params":)";
    text += params.text().empty() ? std::string_view("[]") : std::string_view(params.text());
    text += R"(,"id":)";
    if (id)
        append_json(text, *id);
    else
        text += "null";
    text += '}';
}

// Either of them.
void append_version(std::string& text, std::string_view method, const params& params, const std::optional<id>& id,
                    rpc_version version)
{
    check_utf8(method);
    check_utf8(params.text());
    if (auto* own = id ? id->if_string() : nullptr)
        check_utf8(*own);
    auto append = version == rpc_version::one ? append_version_one : append_version_two;
    append(text, method, params, id);
}

} // namespace

void append_message(std::string& text, const request& message, rpc_version version)
{
    append_version(text, message.method(), message.params(), message.id(), version);
    if (!message.id() && version == rpc_version::two)
    {
        text.pop_back();
        text += R"(,"id":null})";
    }
}

void append_message(std::string& text, const notification& message, rpc_version version)
{
    append_version(text, message.method(), message.params(), std::nullopt, version);
}

} // namespace detail

std::string to_string(const request& message)
{
    std::string text;
    detail::append_message(text, message, detail::rpc_version::two);
    return text;
}

std::string to_string(const notification& message)
{
    std::string text;
    detail::append_message(text, message, detail::rpc_version::two);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const request& message) { return stream << to_string(message); }
std::ostream& operator<<(std::ostream& stream, const notification& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
