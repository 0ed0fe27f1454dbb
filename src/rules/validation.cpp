// SPDX-License-Identifier: BSL-1.0
#include "rules/validation.hpp"

#include "values/batch_access.hpp"

#include <cmath>

namespace jsonrpcclient::detail {
namespace {

// An integer, be it written as 1, 1.0 or 1e0.
std::optional<std::int64_t> integer(const json::value& value)
{
    if (auto* number = value.if_int64())
        return *number;
    if (auto* number = value.if_double(); number && std::abs(*number) < 9e15 && std::trunc(*number) == *number)
        return static_cast<std::int64_t>(*number);
    return std::nullopt;
}

const json::value* member(const json::value& object, std::string_view name)
{
    auto* members = object.if_object();
    return members ? members->if_contains(name) : nullptr;
}

error_object as_error_object(json::value&& error)
{
    auto* code = member(error, "code");
    auto* message = member(error, "message");
    auto* data = member(error, "data");
    auto number = code ? integer(*code) : std::nullopt;
    auto* string = message ? message->if_string() : error.if_string();
    bool regular = number && string && message;
    // In this order: what the pointers refer to is moved away last.
    std::string words = string ? std::string(*string) : std::string();
    json::value rest = regular ? (data ? *data : json::value()) : json::value(std::move(error));
    return error_object(number.value_or(0), std::move(words), std::move(rest));
}

const char* broken_rule_of_error(const json::value& error)
{
    if (!error.is_object())
        return "the member error is not an object";
    auto* code = member(error, "code");
    if (!code || !integer(*code))
        return "the member code of the error is not an integer";
    auto* message = member(error, "message");
    if (!message || !message->is_string())
        return "the member message of the error is not a string";
    return nullptr;
}

// Whatever is the error is one: 1.0 does not say what it looks like.
const char* broken_rule_of_version_one(const incoming& message)
{
    if (!message.result && !message.error)
        return "there is neither a result nor an error";
    if (!message.result)
        return "the member result is missing";
    if (!message.error)
        return "the member error is missing";
    if (!message.result->is_null() && !message.error->is_null())
        return "there is a result and an error";
    if (message.id_kind == id_member::absent)
        return "the member id is missing";
    if (message.id_kind == id_member::unusable)
        return "the id is neither a string nor an integer";
    return nullptr;
}

const char* broken_rule_of_version_two(const incoming& message)
{
    if (message.version == version_member::absent)
        return "the member jsonrpc is missing";
    if (message.version == version_member::other)
        return "the member jsonrpc is not \"2.0\"";
    if (message.result && message.error)
        return "there is a result and an error";
    if (!message.result && !message.error)
        return "there is neither a result nor an error";
    if (message.id_kind == id_member::absent)
        return "the member id is missing";
    if (message.id_kind == id_member::unusable)
        return "the id is neither a string, an integer nor null";
    return message.error ? broken_rule_of_error(*message.error) : nullptr;
}

const char* broken_rule(const incoming& message, rpc_version version)
{
    return version == rpc_version::one ? broken_rule_of_version_one(message) : broken_rule_of_version_two(message);
}

[[noreturn]] void refuse(const std::string& why)
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
    refuse("element " + std::to_string(position) + " is no request: " + why);
}

} // namespace

read_answer read(incoming&& message, bool validate, rpc_version version)
{
    read_answer answer;
    if (!message.is_object)
    {
        answer.rule = "the answer is not an object";
        return answer;
    }
    if (validate)
        if (auto* rule = broken_rule(message, version))
        {
            answer.rule = rule;
            return answer;
        }
    // JSON-RPC 1.0 has both members, of which one is null.
    if (message.error && (!message.error->is_null() || (validate && !message.result)))
        answer.data = response_data(std::move(message.id), as_error_object(std::move(*message.error)));
    else if (message.result || message.error)
        answer.data = response_data(std::move(message.id), message.result ? std::move(*message.result) : json::value());
    else
        answer.rule = "there is neither a result nor an error";
    return answer;
}

std::optional<id> id_of_raw_request(std::string_view text, rpc_version version)
{
    incoming_parser parser;
    parser.parse(text);
    if (!parser.error().empty())
        refuse("the text is not JSON: " + parser.error());
    if (parser.is_array())
        refuse("the text is an array; batch::parse() takes it");
    incoming& message = parser.messages().front();
    bool is_one = version == rpc_version::one;
    if (auto* why = is_one ? why_no_request_of_version_one(message) : why_no_request_of_version_two(message))
        refuse(std::string("the text is no request") + (is_one ? " of JSON-RPC 1.0: " : ": ") + why);
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
        refuse("the text is not JSON: " + parser.error());
    if (!parser.is_array())
        refuse("the text is not an array");
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
