// SPDX-License-Identifier: BSL-1.0
// What becomes of calls that are started side by side.
#pragma once

#include "support/client_test.hpp"

#include <boost/json/serialize.hpp>

#include <exception>
#include <string>
#include <vector>

namespace test {

// An answer that says which connection has given it.
inline std::string result(const json::value& id, int value)
{
    json::object answer = {{"jsonrpc", "2.0"}, {"result", value}, {"id", id}};
    return json::serialize(answer);
}

// Connects again with hardly any delay.
inline rpc::client_options quick() { return rpc::client_options().reconnect(rpc::backoff(1ms, 10ms)); }

// What becomes of calls, by their order.
struct outcomes
{
    explicit outcomes(std::size_t size) : ended(size) {}

    void start(rpc::client& client, std::size_t index, rpc::call_options options = {}, std::string text = {})
    {
        client.send(rpc::request("call", index, text), options,
                    [this, index](std::exception_ptr error, rpc::response answer)
                    {
                        ended[index] = "answered " + (error ? "" : json::serialize(answer.data.result()));
                        ++count;
                        try
                        {
                            if (error)
                                std::rethrow_exception(error);
                        }
                        catch (const rpc::client_error& failed)
                        {
                            ended[index] =
                                std::string(failed.code() == rpc::errc::connection_lost ? "lost " : "failed ") +
                                to_string(failed.delivery());
                            last_failure = failed.what();
                        }
                    });
    }

    asio::awaitable<void> all()
    {
        while (count != ended.size())
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }

    std::vector<std::string> ended;
    std::size_t count = 0;
    std::string last_failure;
};

} // namespace test
