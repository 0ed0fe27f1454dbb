// SPDX-License-Identifier: BSL-1.0
#include "soak/execution.hpp"

#include "soak/ledger.hpp"
#include "soak/messages.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace soak {

namespace {

void execute_one(const json::value& message, ledger& book, std::vector<json::object>& responses)
{
    auto& members = message.as_object();
    auto* method = members.if_contains("method");
    // An answer to one of the server's own requests.
    if (!method)
    {
        if (!members.contains("error"))
            book.complain("the client has answered a request: " + json::serialize(message));
        return;
    }
    json::object response{{"jsonrpc", "2.0"}};
    if (method->as_string() == "ping")
        response["result"] = nullptr;
    else
    {
        auto number = number_of(members.at("params"));
        if (!number || method->as_string() != method_of(*number) || !book.executed(*number))
            return book.mismatched("a message has come that nobody has sent: " + json::serialize(message));
        answer(*number, response);
    }
    if (auto* id = members.if_contains("id"))
    {
        response["id"] = *id;
        responses.push_back(std::move(response));
    }
}

} // namespace

std::string outcome::text() const
{
    if (!is_batch)
        return json::serialize(responses.front());
    json::array all;
    for (auto& response : responses)
        all.push_back(response);
    return json::serialize(all);
}

outcome execute(std::string_view text, ledger& book)
{
    outcome result;
    try
    {
        auto message = json::parse(text);
        result.is_batch = message.is_array();
        if (result.is_batch)
            for (auto& element : message.as_array())
                execute_one(element, book, result.responses);
        else
            execute_one(message, book, result.responses);
    }
    catch (const std::exception& error)
    {
        book.mismatched(std::string("the client has sent a text that is no message (") + error.what() +
                        "): " + std::string(text));
    }
    return result;
}

} // namespace soak
