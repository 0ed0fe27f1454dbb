// SPDX-License-Identifier: BSL-1.0
#include "pushing_servers.hpp"

#include "session_answers.hpp"
#include "support/event_texts.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <vector>

namespace test {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::string notification(const std::string& method, const std::string& param)
{
    return R"({"jsonrpc":"2.0","method":")" + method + R"(","params":[)" + param + "]}";
}

std::string request(const std::string& method, const std::string& id)
{
    return R"({"jsonrpc":"2.0","method":")" + method + R"(","id":)" + id + '}';
}

std::string answer(const std::string& member, const std::string& value, const std::string& id)
{
    return R"({"jsonrpc":"2.0",")" + member + "\":" + value + R"(,"id":)" + id + '}';
}

std::string refusal(const std::string& id) { return answer("error", R"({"code":-32000,"message":"not you"})", id); }

asio::awaitable<void> push(text_peer& peer)
{
    std::vector<std::string> texts;
    texts.push_back(R"({ "jsonrpc": "2.0", "method": "tick", "params": [1.50, 12345678901234567890123] })");
    texts.push_back(request("ask", "1"));
    texts.push_back("[" + notification("tick", "2") + ',' + request("ask", "\"x\"") + ", {\"method\": 3} ," +
                    request("other", "3") + ',' + notification("tick", "4") + ']');
    texts.push_back("no \x1b[2J JSON");
    texts.push_back(R"([{"jsonrpc":"2.0","method":"tick","params":[5]},)");
    texts.push_back(R"({"params":[6],"method":"tick","jsonrpc":"2.0"})");
    co_await peer.answer_all(std::move(texts));
    for (;;)
    {
        auto text = co_await peer.read();
        co_await peer.answer(notification("got", text));
    }
}

// Whether the connection goes on.
asio::awaitable<bool> answer_call(text_peer& peer, const json::object& call, const std::string& number, bool is_batch)
{
    auto method = json::serialize(call.at("method"));
    auto id = call.contains("id") ? json::serialize(call.at("id")) : std::string("null");
    auto early = notification("early", number);
    auto result = answer("result", number, id);
    std::vector<std::string> texts;
    if (method == "\"ask\"")
    {
        co_await peer.answer(request("ask", "1"));
        result = answer("result", co_await peer.read(), id);
    }
    else
        texts.push_back(early);
    if (method != "\"hang\"")
        texts.push_back(method == "\"refuse\"" ? refusal(id) : is_batch ? '[' + result + ']' : result);
    if (method == "\"subscribe\"" || method == "\"leave\"")
        texts.push_back(notification("late", number));
    co_await peer.answer_all(std::move(texts));
    co_return method != "\"leave\"";
}

// What comes to the one place may be told at another.
struct letter_box
{
    explicit letter_box(asio::any_io_executor executor) : came(executor, asio::steady_timer::time_point::max()) {}

    asio::steady_timer came;
    std::string text;
};

asio::awaitable<void> stream_events(tcp::socket& socket, const std::string& path, const std::string& id,
                                    letter_box& box)
{
    auto early = event(notification("early", "1.50"));
    auto result = event(answer("result", "1.50", id));
    co_await write(socket, events_head());
    if (path == "/ask")
    {
        co_await write(socket, chunk(event(request("ask", "1"))));
        co_await box.came.async_wait(asio::as_tuple(asio::deferred));
        auto answered = event(answer("result", box.text, id));
        co_await write(socket, chunk(answered) + last_chunk);
        co_return;
    }
    co_await write(socket, chunk(early));
    if (path == "/hang")
        co_await peer_closed(socket);
    else if (path == "/refuse")
        co_await write(socket, chunk(event(refusal(id))) + last_chunk);
    else
    {
        auto array = event('[' + notification("tick", "2") + "," + notification("tick", "3.50") + ']');
        auto others = event(request("other", "1")) + array + event("no JSON");
        co_await write(socket, chunk(others) + chunk(result) + last_chunk);
    }
}

asio::awaitable<void> serve_events(tcp::socket socket, std::shared_ptr<std::unique_ptr<letter_box>> shared)
{
    if (!*shared)
        *shared = std::make_unique<letter_box>(socket.get_executor());
    auto& box = **shared;
    std::string buffer;
    for (;;)
    {
        auto asked = co_await read_http_request(socket, buffer);
        auto message = json::parse(asked.body).as_object();
        if (message.contains("method") && message.contains("id"))
        {
            co_await stream_events(socket, target_of(asked), json::serialize(message.at("id")), box);
            continue;
        }
        if (!message.contains("method"))
        {
            box.text = asked.body;
            box.came.cancel();
        }
        co_await write(socket, http_answer("", "202 Accepted"));
    }
}

} // namespace

text_server::script push_at_once()
{
    return [](text_peer& peer) { return push(peer); };
}

text_server::script push_when_called()
{
    return [connections = std::make_shared<int>(0)](text_peer& peer) -> asio::awaitable<void>
    {
        auto number = std::to_string(++*connections);
        for (bool goes_on = true; goes_on;)
        {
            auto call = json::parse(co_await peer.read());
            bool is_batch = call.is_array();
            goes_on = co_await answer_call(peer, (is_batch ? call.at(0) : call).as_object(), number, is_batch);
        }
    };
}

text_server::script push_and_leave()
{
    return [connections = std::make_shared<int>(0)](text_peer& peer) -> asio::awaitable<void>
    { co_await peer.answer(notification("tick", std::to_string(++*connections))); };
}

script push_events()
{
    auto shared = std::make_shared<std::unique_ptr<letter_box>>();
    return [shared](tcp::socket socket) { return serve_events(std::move(socket), shared); };
}

} // namespace test
