// SPDX-License-Identifier: BSL-1.0
#include "rules/raw_requests.hpp"

#include <jsonrpcclient/error.hpp>

#include "rules/incoming.hpp"
#include "values/batch_access.hpp"

namespace jsonrpcclient::detail {
namespace {

[[noreturn]] void refuse_text(const std::string& why)
{
    throw client_error(errc::invalid_request, delivery::not_sent, why);
}

// A member `jsonrpc` is one too many, and does no harm.
const char* why_no_request_of_version_one(const incoming& message)
{
    if (!message.is_object)
        return "it is not an object";
    if (!message.method)
        return "it has no method, or one that is not a string";
    if (message.params != params_member::array)
        return "its params are not an array";
    if (message.id_kind == id_member::absent)
        return "it has no id; that of a notification is null";
    if (message.id_kind == id_member::unusable)
        return "its id is neither an integer nor a string";
    return nullptr;
}

const char* why_no_request_of_version_two(const incoming& message)
{
    if (!message.is_object)
        return "it is not an object";
    if (message.version != version_member::two)
        return "its member jsonrpc is not \"2.0\"";
    if (!message.method)
        return "it has no method, or one that is not a string";
    if (message.params == params_member::unusable)
        return "its params are neither an array nor an object";
    if (message.id_kind == id_member::null)
        return "its id is null";
    if (message.id_kind == id_member::unusable)
        return "its id is neither an integer nor a string";
    return nullptr;
}

[[noreturn]] void refuse_element(std::size_t position, const std::string& why)
{
    refuse_text("element " + std::to_string(position) + " is no request: " + why);
}

} // namespace

std::optional<id> id_of_raw_request(std::string_view text, rpc_version version)
{
    incoming_parser parser;
    parser.parse(text);
    if (!parser.error().empty())
        refuse_text("the text is not JSON: " + parser.error());
    if (parser.is_array())
        refuse_text("the text is an array; batch::parse() takes it");
    incoming& message = parser.messages().front();
    bool is_one = version == rpc_version::one;
    if (auto* why = is_one ? why_no_request_of_version_one(message) : why_no_request_of_version_two(message))
        refuse_text(std::string("the text is no request") + (is_one ? " of JSON-RPC 1.0: " : ": ") + why);
    return std::move(message.id);
}

void check_raw_elements(const batch& messages, rpc_version version)
{
    std::size_t position = 0;
    for (auto& element : batch_access::elements(messages))
    {
        auto* raw = std::get_if<batch_access::raw>(&element);
        if (!raw)
            return;
        if (version == rpc_version::one && raw->why_not_one)
            refuse_element(position, std::string("in JSON-RPC 1.0 ") + raw->why_not_one);
        if (version == rpc_version::two && raw->why_not_two)
            refuse_element(position, raw->why_not_two);
        ++position;
    }
}

} // namespace jsonrpcclient::detail

namespace jsonrpcclient {

batch batch::parse(std::string_view text)
{
    using namespace detail;
    incoming_parser parser;
    parser.parse(text);
    if (!parser.error().empty())
        refuse_text("the text is not JSON: " + parser.error());
    if (!parser.is_array())
        refuse_text("the text is not an array");
    batch parsed;
    for (auto& message : parser.messages())
    {
        // Which version is spoken shows when it is sent.
        auto* why_not_one = why_no_request_of_version_one(message);
        auto* why_not_two = why_no_request_of_version_two(message);
        if (why_not_one && why_not_two && message.is_object && message.version == version_member::absent)
            refuse_element(parsed.size(), std::string(why_not_two) + ", and in JSON-RPC 1.0 " + why_not_one);
        if (why_not_one && why_not_two)
            refuse_element(parsed.size(), why_not_two);
        parsed.elements_.emplace_back(std::in_place_type<raw>, std::move(message.id), why_not_one, why_not_two);
    }
    if (!parsed.empty())
        parsed.raw_text_ = text;
    return parsed;
}

} // namespace jsonrpcclient
