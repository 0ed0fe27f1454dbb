// SPDX-License-Identifier: BSL-1.0
#include "rules/validation.hpp"

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

} // namespace

response_data read(incoming&& message, bool validate, rpc_version version, std::string_view& rule)
{
    if (!message.is_object)
        rule = "the answer is not an object";
    else if (auto* broken = validate ? broken_rule(message, version) : nullptr)
        rule = broken;
    // JSON-RPC 1.0 has both members, of which one is null.
    else if (message.error && (!message.error->is_null() || (validate && !message.result)))
        return response_data(std::move(message.id), as_error_object(std::move(*message.error)));
    else if (message.result)
        return response_data(std::move(message.id), std::move(*message.result));
    else if (message.error)
        return response_data(std::move(message.id), json::value());
    else
        rule = "there is neither a result nor an error";
    return response_data();
}

} // namespace jsonrpcclient::detail
