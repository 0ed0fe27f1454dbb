// SPDX-License-Identifier: BSL-1.0
// What a mock server makes of a text: the calls in it, and their answers.
#include "transport/mock_state.hpp"

#include "rules/answers.hpp"
#include "values/append.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

namespace {

std::optional<id> to_id(const json::value& value)
{
    if (auto* text = value.if_string())
        return id(std::string_view(*text));
    if (auto* number = value.if_int64())
        return id(*number);
    if (auto* number = value.if_uint64())
        return id(*number);
    return std::nullopt;
}

// What the function makes of the params: a result, or what it threw as an error object.
std::pair<mock_outcome::kind, std::string> call(const std::function<std::string(const json::value&)>& function,
                                                const json::value& params)
{
    try
    {
        return {mock_outcome::kind::result, function(params)};
    }
    catch (const remote_error& thrown)
    {
        return {mock_outcome::kind::error, to_json(thrown.error())};
    }
    catch (const std::exception& thrown)
    {
        return {mock_outcome::kind::error, to_json(error_object(internal_error, thrown.what()))};
    }
    catch (...)
    {
        return {mock_outcome::kind::error, to_json(error_object(internal_error, "an unknown exception"))};
    }
}

std::string answer(bool is_result, const std::string& content, const std::string& id, bool is_version_one)
{
    if (!is_version_one)
        return R"({"jsonrpc":"2.0",)" + std::string(is_result ? R"("result":)" : R"("error":)") + content +
               R"(,"id":)" + id + "}";
    return R"({"result":)" + (is_result ? content : "null") + R"(,"error":)" + (is_result ? "null" : content) +
           R"(,"id":)" + id + "}";
}

} // namespace

std::string to_json(const error_object& error)
{
    std::string text;
    append_json(text, error);
    return text;
}

mock_state::task mock_state::broken(std::int64_t code, const char* message)
{
    task made;
    made.outcome = std::make_shared<mock_outcome>(mock_outcome::kind::error, to_json(error_object(code, message)));
    made.id = "null";
    return made;
}

void mock_state::receive(const connection& from, std::string_view text)
{
    json::parse_options options;
    options.max_depth = 512;
    boost::system::error_code error;
    auto message = json::parse(text, error, {}, options);
    auto* batch = message.if_array();
    work due;
    due.from = from;
    if (error || (batch && batch->empty()))
    {
        received_message came;
        came.text = text;
        record(std::move(came));
        due.tasks.push_back(error ? broken(-32700, "Parse error") : broken(invalid_request, "Invalid Request"));
    }
    else if (batch)
    {
        due.is_batch = true;
        for (auto& element : *batch)
            if (auto asked = read(element, text))
                due.tasks.push_back(std::move(*asked));
    }
    else if (auto asked = read(message, text))
        due.tasks.push_back(std::move(*asked));
    start(std::move(due));
}

// None if there is nothing to answer: the answer to a request of the mock's.
std::optional<mock_state::task> mock_state::read(const json::value& message, std::string_view text)
{
    received_message came;
    came.text = text;
    auto* object = message.if_object();
    auto* method = object ? object->if_contains("method") : nullptr;
    if (!method || !method->is_string())
    {
        bool is_answer = object && (object->contains("result") || object->contains("error"));
        if (is_answer && is_awaited(*object))
            return std::nullopt;
        record(std::move(came));
        if (is_answer)
            return std::nullopt;
        return broken(invalid_request, "Invalid Request");
    }

    task asked;
    came.method = method->get_string();
    if (auto* params = object->if_contains("params"))
        came.params = asked.params = *params;
    asked.is_version_one = !object->contains("jsonrpc");
    // In 1.0 a notification says so by null.
    auto* id = object->if_contains("id");
    if (id && !(asked.is_version_one && id->is_null()))
    {
        asked.id = json::serialize(*id);
        came.id = to_id(*id);
    }
    asked.outcome = take(came.method);
    if (!asked.outcome)
        asked.outcome = broken(method_not_found, "Method not found").outcome;
    record(std::move(came));
    return asked;
}

void mock_state::perform(const work& due)
{
    using kind = mock_outcome::kind;
    std::vector<std::string> answers;
    for (auto& asked : due.tasks)
    {
        // A function may have destroyed the mock.
        if (is_closed_)
            return;
        auto& outcome = *asked.outcome;
        if (outcome.what == kind::disconnect)
            return end(due.from);
        auto [what, text] = outcome.make ? call(outcome.make, asked.params) : std::pair(outcome.what, outcome.text);
        if (asked.id.empty() || what == kind::nothing)
            continue;
        if (what != kind::text)
            text = answer(what == kind::result, text, asked.id, asked.is_version_one);
        answers.push_back(std::move(text));
    }
    if (answers.empty() || due.from->is_over())
        return;
    if (!due.is_batch)
        return due.from->push(std::move(answers.front()));
    if (is_reversing_)
        std::reverse(answers.begin(), answers.end());
    std::string text;
    for (auto& element : answers)
        text += (text.empty() ? "[" : ",") + element;
    due.from->push(text + "]");
}

} // namespace jsonrpcclient::detail
