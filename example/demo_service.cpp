// SPDX-License-Identifier: BSL-1.0
// The methods of the demo server, and the rules of JSON-RPC 2.0 around them.
#include "demo_service.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>

namespace demo {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::int64_t longest_sleep = 3'600'000;
constexpr std::int64_t longest_text = 64 * 1024 * 1024;

// The error object of an answer, thrown by whoever finds what is wrong.
struct failure {
    int code;
    const char* message;
    json::value data = nullptr;
};

const failure parse_error{-32700, "Parse error"};
const failure invalid_request{-32600, "Invalid Request"};
const failure method_not_found{-32601, "Method not found"};
const failure invalid_params{-32602, "Invalid params"};

// A call being answered: what it was given, and how long its answer has to wait.
struct call {
    json::value params;
    milliseconds delay{0};
};

// The arguments in the order of these names, however they were given; null where one is missing.
template <std::size_t N>
std::array<json::value, N> arguments(const call& call, const std::array<std::string_view, N>& names)
{
    std::array<json::value, N> values;
    if (auto* list = call.params.if_array()) {
        if (list->size() > N)
            throw invalid_params;
        std::copy(list->begin(), list->end(), values.begin());
    } else if (auto* members = call.params.if_object()) {
        for (auto& [name, value] : *members) {
            auto found = std::find(names.begin(), names.end(), std::string_view(name));
            if (found == names.end())
                throw invalid_params;
            values[static_cast<std::size_t>(found - names.begin())] = value;
        }
    }
    return values;
}

// A single argument that is a whole number from 0 to this limit.
std::int64_t count(const call& call, std::string_view name, std::int64_t limit)
{
    auto [value] = arguments<1>(call, {name});
    auto* number = value.if_int64();
    if (!number || *number < 0 || *number > limit)
        throw invalid_params;
    return *number;
}

double to_number(const json::value& value)
{
    if (!value.is_number())
        throw invalid_params;
    return value.to_number<double>();
}

// An integer where it is one, so that 1 + 2 is 3 and not 3E0.
json::value from_number(double value)
{
    constexpr double exact_up_to = 9007199254740992;   // 2^53
    if (std::abs(value) <= exact_up_to && value == std::trunc(value))
        return static_cast<std::int64_t>(value);
    return value;
}

json::value add(call& call)
{
    auto* terms = call.params.if_array();
    if (!terms || terms->empty())
        throw invalid_params;
    double sum = 0;
    for (auto& term : *terms)
        sum += to_number(term);
    return from_number(sum);
}

json::value subtract(call& call)
{
    auto [minuend, subtrahend] = arguments<2>(call, {"minuend", "subtrahend"});
    return from_number(to_number(minuend) - to_number(subtrahend));
}

json::value pet(const call& call, const std::string& kind)
{
    auto [name] = arguments<1>(call, {"name"});
    if (name.is_null())
        return json::string("a " + kind);
    if (!name.is_string())
        throw invalid_params;
    return json::string(std::string(name.get_string()) + " the " + kind);
}

json::value sleep(call& call)
{
    call.delay = milliseconds(count(call, "ms", longest_sleep));
    return call.delay.count();
}

json::value big(call& call) { return json::string(static_cast<std::size_t>(count(call, "n", longest_text)), 'x'); }

using method = json::value (*)(call&);

const std::unordered_map<std::string_view, method> methods{
    {"ping", [](call&) -> json::value { return "pong"; }},
    {"echo", [](call& call) -> json::value { return std::move(call.params); }},
    {"add", add},
    {"subtract", subtract},
    {"cat", [](call& call) -> json::value { return pet(call, "cat"); }},
    {"dog", [](call& call) -> json::value { return pet(call, "dog"); }},
    {"log", [](call&) -> json::value { return nullptr; }},
    {"sleep", sleep},
    {"fail",
     [](call&) -> json::value {
         throw failure{-32000, "it failed", {{"reason", "asked to"}}};
     }},
    {"big", big},
};

json::object answer(const char* kind, json::value content, json::value id)
{
    json::object object;
    object["jsonrpc"] = "2.0";
    object[kind] = std::move(content);
    object["id"] = std::move(id);
    return object;
}

json::object error_answer(const failure& error, json::value id)
{
    json::object object{{"code", error.code}, {"message", error.message}};
    if (!error.data.is_null())
        object["data"] = error.data;
    return answer("error", std::move(object), std::move(id));
}

// Section 4 of the specification, Request object.
bool is_request(const json::value& value)
{
    auto* request = value.if_object();
    if (!request)
        return false;
    auto* version = request->if_contains("jsonrpc");
    auto* method = request->if_contains("method");
    auto* params = request->if_contains("params");
    auto* id = request->if_contains("id");
    return version && *version == "2.0" && method && method->is_string() && (!params || params->is_structured()) &&
           (!id || id->is_string() || id->is_number() || id->is_null());
}

// Answers one call, unless it is a notification; the delay becomes the longest of all.
std::optional<json::object> answer_to(json::value& message, milliseconds& delay)
{
    if (!is_request(message))
        return error_answer(invalid_request, nullptr);
    auto& request = message.get_object();
    auto* id = request.if_contains("id");
    call call;
    if (auto* params = request.if_contains("params"))
        call.params = std::move(*params);
    try {
        auto method = methods.find(request.at("method").get_string());
        if (method == methods.end())
            throw method_not_found;
        auto result = method->second(call);
        if (!id)
            return std::nullopt;
        delay = std::max(delay, call.delay);
        return answer("result", std::move(result), std::move(*id));
    } catch (const failure& error) {
        if (!id)
            return std::nullopt;
        return error_answer(error, std::move(*id));
    }
}

} // namespace

reply reply_to(std::string_view text)
{
    reply reply;
    boost::system::error_code ec;
    auto message = json::parse(text, ec);
    auto* batch = message.if_array();
    if (ec) {
        reply.text = json::serialize(error_answer(parse_error, nullptr));
    } else if (batch && !batch->empty()) {
        json::array answers;
        for (auto entry = batch->rbegin(); entry != batch->rend(); ++entry)
            if (auto answer = answer_to(*entry, reply.delay))
                answers.push_back(std::move(*answer));
        if (!answers.empty())
            reply.text = json::serialize(answers);
    } else if (auto answer = answer_to(message, reply.delay)) {
        reply.text = json::serialize(*answer);
    }
    return reply;
}

} // namespace demo
