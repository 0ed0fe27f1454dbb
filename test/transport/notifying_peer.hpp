// SPDX-License-Identifier: BSL-1.0
// A peer that sends the notifications that it is asked for.
#pragma once

#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace notifying_peer {

using texts = std::vector<std::string>;

inline std::string note(std::string_view method, int number)
{
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":[)" + std::to_string(number) + "]}";
}

inline std::string text_of(const rpc::server_notification& event)
{
    return event.method() + json::serialize(event.params());
}

// Answers each call with true, and sends before that what stands in its params.
inline asio::awaitable<void> send_what_is_asked(test::text_peer& peer)
{
    for (;;)
    {
        auto message = json::parse(co_await peer.read());
        texts out;
        if (auto* params = message.as_object().if_contains("params"))
            for (auto& text : params->as_array())
                out.emplace_back(text.as_string());
        if (auto* id = message.as_object().if_contains("id"))
            out.push_back(R"({"jsonrpc":"2.0","result":true,"id":)" + json::serialize(*id) + "}");
        co_await peer.answer_all(std::move(out));
    }
}

// The same, but from the second connection on it sends `tick` with the number of the connection first.
inline test::text_server::script numbering(int& connections)
{
    return [&connections](test::text_peer& peer) -> asio::awaitable<void>
    {
        if (++connections > 1)
            co_await peer.answer(note("tick", connections));
        for (;;)
        {
            auto message = json::parse(co_await peer.read());
            if (message.at("method") == "close")
                co_return;
            co_await peer.answer(test::result(message.at("id"), connections));
        }
    };
}

inline asio::awaitable<void> ask(rpc::client& client, texts wanted)
{
    json::array params(wanted.begin(), wanted.end());
    co_await client.request("send", rpc::params(params));
}

} // namespace notifying_peer
