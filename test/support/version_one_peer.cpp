// SPDX-License-Identifier: BSL-1.0
#include "support/version_one_peer.hpp"

#include <boost/json.hpp>

#include <optional>

namespace test {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

json::object answer(json::value result, json::value error, json::value id)
{
    json::object made;
    made["result"] = std::move(result);
    made["error"] = std::move(error);
    made["id"] = std::move(id);
    return made;
}

bool is_of_version_one(const json::value& message)
{
    auto* members = message.if_object();
    return members && members->size() == 3 && members->contains("method") && members->at("method").is_string() &&
           members->contains("params") && members->at("params").is_array() && members->contains("id");
}

// Nothing for a notification.
std::optional<json::object> answer_to(const json::value& message)
{
    if (!is_of_version_one(message))
    {
        auto* members = message.if_object();
        auto* id = members ? members->if_contains("id") : nullptr;
        return answer(nullptr, "this is not JSON-RPC 1.0", id ? *id : json::value());
    }
    auto& id = message.at("id");
    auto& params = message.at("params").as_array();
    auto method = message.at("method").as_string();
    if (id.is_null())
        return std::nullopt;
    if (method == "ping")
        return answer("pong", nullptr, id);
    if (method == "echo")
        return answer(params, nullptr, id);
    if (method == "add")
        return answer(params.at(0).as_int64() + params.at(1).as_int64(), nullptr, id);
    if (method == "null")
        return answer(nullptr, nullptr, id);
    if (method == "fail")
        return answer(nullptr, json::object{{"reason", "asked to"}}, id);
    return answer(nullptr, "unknown method", id);
}

// Empty if there is nothing to answer.
std::string reply_to(const json::value& message)
{
    if (!message.is_array())
    {
        auto single = answer_to(message);
        return single ? json::serialize(*single) : std::string();
    }
    json::array answers;
    auto& elements = message.get_array();
    for (auto element = elements.rbegin(); element != elements.rend(); ++element)
        if (auto each = answer_to(*element))
            answers.push_back(std::move(*each));
    return answers.empty() ? std::string() : json::serialize(answers);
}

bool is_all_of_version_one(const json::value& message)
{
    if (!message.is_array())
        return is_of_version_one(message);
    for (auto& element : message.get_array())
        if (!is_of_version_one(element))
            return false;
    return true;
}

using text_list = std::shared_ptr<std::vector<std::string>>;

asio::awaitable<void> serve(text_peer& peer, text_list texts, at_other_versions act, bool answers_all)
{
    try
    {
        for (;;)
        {
            auto text = co_await peer.read();
            texts->push_back(text);
            auto message = json::parse(text);
            if (act == at_other_versions::close && !is_all_of_version_one(message))
                co_return;
            auto reply = reply_to(message);
            if (!reply.empty() || answers_all)
                co_await peer.answer(std::move(reply));
        }
    }
    catch (const boost::system::system_error&)
    {
        // The client has gone.
    }
}

} // namespace

text_server::script version_one_peer(std::string_view transport, text_list texts, at_other_versions act)
{
    return [=, answers_all = is_http(transport)](text_peer& peer) { return serve(peer, texts, act, answers_all); };
}

} // namespace test
