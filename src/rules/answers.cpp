// SPDX-License-Identifier: BSL-1.0
#include "rules/answers.hpp"

#include <jsonrpcclient/params.hpp>

#include "values/append.hpp"

namespace jsonrpcclient::detail {
namespace {

std::string with_id(std::string text, const std::optional<id>& asked)
{
    text += R"(,"id":)";
    if (asked)
        append_json(text, *asked);
    else
        text += "null";
    return text + '}';
}

} // namespace

std::string answer_with(const json::value& result, const std::optional<id>& asked, rpc_version version)
{
    std::string text = version == rpc_version::one ? "{" : R"({"jsonrpc":"2.0",)";
    text += R"("result":)";
    append_json(text, result);
    check_utf8(text);
    if (version == rpc_version::one)
        text += R"(,"error":null)";
    return with_id(std::move(text), asked);
}

std::string answer_with(const error_object& error, const std::optional<id>& asked, rpc_version version)
{
    // In JSON-RPC 1.0 an answer has both members, and some who speak it end the connection at the sight of one that they
    // do not know.
    std::string text = version == rpc_version::one ? R"({"result":null)" : R"({"jsonrpc":"2.0")";
    text += R"(,"error":)";
    append_json(text, error);
    check_utf8(text);
    return with_id(std::move(text), asked);
}

} // namespace jsonrpcclient::detail
