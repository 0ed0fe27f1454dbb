// SPDX-License-Identifier: BSL-1.0
// A text from a server or from a user: what it is, and whether it keeps the rules.
#include "fuzz/target.hpp"

#include "rules/incoming.hpp"
#include "rules/log_trimming.hpp"
#include "rules/raw_requests.hpp"
#include "rules/validation.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <optional>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::detail;

// Boost.JSON's own value of the text, unless it is not JSON or is beyond the limits of the library.
std::optional<json::value> parse(std::string_view text)
{
    json::parse_options limits;
    limits.max_depth = incoming_parser::usual_depth;
    json::error_code error;
    auto value = json::parse(text, error, {}, limits);
    return error ? std::nullopt : std::optional(std::move(value));
}

bool is_json(std::string_view text) { return parse(text).has_value(); }

// The member of an object, or nothing.
const json::value* member(const json::value& object, std::string_view name)
{
    return object.is_object() ? object.get_object().if_contains(name) : nullptr;
}

void compare(const std::optional<json::value>& read, const json::value* expected)
{
    require(read.has_value() == (expected != nullptr), "a member is read if it is there");
    // What is no number is not equal to itself.
    require(!read || *read == *expected || serialize(*read) == serialize(*expected),
            "a member is read as Boost.JSON reads it");
}

void check_parsed(incoming& message, const json::value& expected)
{
    require(message.is_object == expected.is_object(), "an object is an object");
    compare(message.result, member(expected, "result"));
    compare(message.error, member(expected, "error"));
    auto* method = member(expected, "method");
    // A method that is none may follow one: then the first one is kept, or none.
    if (method && method->is_string())
        require(message.method && *message.method == std::string_view(method->get_string()), "the method is read");
    if (!member(expected, "id"))
        require(message.id_kind == id_member::absent, "an id is absent if it is not there");
    require(message.id.has_value() == (message.id_kind == id_member::usable), "an id is there if it is usable");
}

void check_answer(const incoming& message, rpc_version version)
{
    read_answer strict(incoming(message), true, version);
    read_answer lax(incoming(message), false, version);
    require(!strict.rule.empty() || lax.rule.empty(), "what keeps the rules is understood without them as well");
    for (auto* answer : {&strict, &lax})
    {
        if (!answer->rule.empty())
            continue;
        require(!answer->data.missing(), "an answer is no hole");
        require(is_json(to_string(answer->data)), "an answer can be written");
        if (!answer->data.ok())
            answer->data.error();
    }
}

// What is taken as a request.
void check_raw(std::string_view text, bool is_valid_json)
{
    for (auto version : {rpc_version::one, rpc_version::two})
        try
        {
            id_of_raw_request(text, version);
            require(is_valid_json, "a request is JSON");
        }
        catch (const rpc::client_error& refused)
        {
            require(refused.code() == rpc::errc::invalid_request, "what is no request is refused as such");
        }
    try
    {
        auto batch = rpc::batch::parse(text);
        require(to_string(batch) == (batch.empty() ? "[]" : text), "a batch is sent byte for byte");
        batch.push_back(rpc::notification("pushed"));
        auto value = parse(to_string(batch));
        require(value && value->is_array() && value->get_array().size() == batch.size(), "a batch can be added to");
    }
    catch (const rpc::client_error& refused)
    {
        require(refused.code() == rpc::errc::invalid_request, "what is no batch is refused as such");
    }
}

} // namespace

void messages(std::string_view text)
{
    incoming_parser parser;
    parser.parse(text);
    auto expected = parse(text);
    require(parser.error().empty() == expected.has_value(), "what is JSON is told as Boost.JSON tells it");
    auto& found = parser.messages();
    if (expected)
    {
        require(parser.is_array() == expected->is_array(), "an array is told as one");
        require(found.size() == (expected->is_array() ? expected->get_array().size() : 1), "every message is found");
        for (std::size_t i = 0; i != found.size(); ++i)
            check_parsed(found[i], expected->is_array() ? expected->get_array()[i] : *expected);
    }
    for (auto& message : found)
        for (auto version : {rpc_version::one, rpc_version::two})
            check_answer(message, version);
    check_raw(text, expected.has_value());

    auto trimmed = trim_log_values(text);
    require(!expected || is_json(trimmed), "JSON is trimmed to JSON");
    // A parser that has seen an error is as good as new.
    parser.parse("{}");
    require(parser.error().empty() && parser.messages().size() == 1, "a parser is used again");
}

} // namespace test::fuzz
