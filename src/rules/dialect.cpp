// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/dialect.hpp>

#include "rules/option_checks.hpp"
#include "values/append.hpp"

namespace jsonrpcclient {
namespace {

using namespace literals;

// The ids of LSP and MCP are those of JSON-RPC: integers and strings.
json::value value_of(const id& from)
{
    if (auto* text = from.if_string())
        return json::value(*text);
    if (auto* number = from.if_int64())
        return json::value(*number);
    return json::value(*from.if_uint64());
}

constexpr const char* own_name = "own";

} // namespace

dialect dialect::lsp()
{
    dialect made;
    made.cancel([](const id& call, std::string_view)
                { return notification("$/cancelRequest", "id"_arg = value_of(call)); });
    made.progress("$/progress", "/token", "/workDoneToken");
    made.name_ = "lsp";
    return made;
}

dialect dialect::mcp()
{
    dialect made;
    made.cancel(
        [](const id& call, std::string_view why)
        { return notification("notifications/cancelled", "requestId"_arg = value_of(call), "reason"_arg = why); });
    made.progress("notifications/progress", "/progressToken", "/_meta/progressToken");
    made.never_canceled_ = "initialize";
    made.has_event_streams_ = true;
    made.name_ = "mcp";
    return made;
}

dialect dialect::parse(std::string_view name)
{
    if (name == "none")
        return dialect();
    if (name == "lsp")
        return lsp();
    if (name == "mcp")
        return mcp();
    detail::refuse("dialect must be none, lsp or mcp, not \"" + std::string(name) + "\"");
}

dialect& dialect::cancel(cancellation make)
{
    cancel_ = std::move(make);
    name_ = own_name;
    return *this;
}

dialect& dialect::progress(std::string_view method, std::string_view token, std::string_view asked_by)
{
    auto is_pointer = [](std::string_view text) { return text.size() > 1 && text.front() == '/'; };
    if (method.empty() || !is_pointer(token) || !is_pointer(asked_by))
        detail::refuse("the progress of a dialect needs a method, and places such as /token");
    method_ = method;
    token_ = token;
    asked_by_ = asked_by;
    name_ = own_name;
    return *this;
}

std::optional<notification> dialect::canceled(const id& call, std::string_view why) const
{
    return cancel_ ? std::optional(cancel_(call, why)) : std::nullopt;
}

std::string to_string(const dialect& value) { return value.name_; }

} // namespace jsonrpcclient
