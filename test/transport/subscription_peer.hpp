// SPDX-License-Identifier: BSL-1.0
// A peer that can be subscribed to, and what it says.
#pragma once

#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace subscription_peer {

using texts = std::vector<std::string>;

inline std::string event(std::string_view id, int value, std::string_view method = "eth_subscription")
{
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":{"subscription":)" + std::string(id) +
           R"(,"result":)" + std::to_string(value) + "}}";
}

inline std::string answer(const json::value& call, std::string_view result)
{
    return R"({"jsonrpc":"2.0","result":)" + std::string(result) + R"(,"id":)" + json::serialize(call.at("id")) + "}";
}

inline std::string described(const rpc::subscription_event& event)
{
    return event.is_gap() ? "gap" : json::serialize(event.value());
}

inline rpc::subscription heads() { return rpc::subscription("eth_subscribe", "newHeads"); }

// A peer that gives the id "c-n" to the n-th subscription of connection c, sends one value before the answer and one
// behind it, and notes the methods that it is called by. `bye` ends the connection.
struct exchange_peer
{
    int connections = 0;
    texts called;

    test::text_server::script script()
    {
        return [this](test::text_peer& peer) -> asio::awaitable<void>
        {
            int connection = ++connections, count = 0;
            for (;;)
            {
                auto call = json::parse(co_await peer.read());
                std::string method(call.at("method").as_string());
                called.push_back(method);
                if (method == "bye")
                    co_return;
                texts out;
                if (method == "eth_subscribe")
                {
                    auto id = '"' + std::to_string(connection) + '-' + std::to_string(++count) + '"';
                    out.push_back(event(id, connection * 100 + count * 10));
                    out.push_back(answer(call, id));
                    out.push_back(event(id, connection * 100 + count * 10 + 1));
                }
                else
                    out.push_back(answer(call, "true"));
                co_await peer.answer_all(std::move(out));
            }
        };
    }

    std::size_t count(std::string_view method) const { return std::count(called.begin(), called.end(), method); }
};

} // namespace subscription_peer
