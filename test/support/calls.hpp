// SPDX-License-Identifier: BSL-1.0
// Calls at the same time, and what became of them.
#pragma once

#include "support/client_test.hpp"

#include <boost/asio/co_spawn.hpp>

#include <memory>
#include <string>
#include <vector>

namespace test {

class calls
{
public:
    // Starts one; it runs on.
    void start(asio::any_io_executor executor, rpc::caller from, rpc::request message = rpc::request("ping"))
    {
        auto place = outcomes_->size();
        outcomes_->emplace_back();
        asio::co_spawn(executor, ended(std::move(from), std::move(message)),
                       [outcomes = outcomes_, place](std::exception_ptr error, std::string outcome)
                       { (*outcomes)[place] = error ? "an exception" : std::move(outcome); });
    }

    // "ok", or what the error says; empty as long as the call runs.
    const std::vector<std::string>& outcomes() const { return *outcomes_; }
    std::size_t running() const { return std::count(outcomes_->begin(), outcomes_->end(), ""); }
    std::size_t ok() const { return std::count(outcomes_->begin(), outcomes_->end(), "ok"); }

    asio::awaitable<void> all_ended() const
    {
        while (running() != 0)
            co_await turn();
    }

private:
    static asio::awaitable<std::string> ended(rpc::caller from, rpc::request message)
    {
        try
        {
            auto response = co_await from.send(std::move(message));
            co_return response.data.ok() ? "ok" : "an error object";
        }
        catch (const std::exception& error)
        {
            co_return error.what();
        }
    }

    std::shared_ptr<std::vector<std::string>> outcomes_ = std::make_shared<std::vector<std::string>>();
};

} // namespace test
