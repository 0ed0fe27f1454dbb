// SPDX-License-Identifier: BSL-1.0
// The calls over one transport: a server, a proxy in front of it, a client that lives as long as the soak, and one that
// is closed and made anew again and again.
#pragma once

#include "soak/chaos.hpp"
#include "soak/plan.hpp"
#include "soak/proxy.hpp"
#include "soak/server.hpp"

#include <jsonrpcclient/client.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace soak {

class lane
{
public:
    // Of the calls those from `first` on belong to it, up to `end`.
    lane(asio::io_context& context, std::string transport, std::uint64_t seed, std::size_t first, std::size_t end,
         ledger& book, chaos& faults);

    // Starts so many coroutines, which make calls one after the other until this part of them is made. Each calls
    // `ended` in the end.
    void work(std::size_t workers, std::size_t part, std::size_t parts, const std::function<void()>& ended);

    // While no call runs: the client's own statistics have to say so.
    void check_idle();
    // Ends all connections, so that the clients hold nothing but what they keep between connections.
    void cut() { proxy_.cut(); }
    std::size_t connections() const { return proxy_.connections(); }
    // Closes the clients, and stops the proxy and the server.
    asio::awaitable<void> stop();

    std::size_t first() const noexcept { return next_; }
    // The calls that have taken so long that they will never end.
    std::vector<std::size_t> overdue() const;

    std::uint64_t clients_made() const noexcept { return clients_made_; }
    const std::string& transport() const noexcept { return transport_; }

private:
    // A call that runs.
    struct running
    {
        running(std::size_t call, std::chrono::steady_clock::time_point limit) : call(call), limit(limit) {}

        std::size_t call;
        std::chrono::steady_clock::time_point limit;
    };

    std::unique_ptr<rpc::client> make_client();
    rpc::caller caller_for(std::size_t call);
    asio::awaitable<void> renew();
    asio::awaitable<void> make_calls(std::size_t worker, std::size_t end);

    asio::io_context& context_;
    std::string transport_;
    std::uint64_t seed_;
    ledger& book_;
    chaos& faults_;
    std::size_t first_;
    std::size_t next_;
    std::size_t end_;
    server server_;
    proxy proxy_;
    std::uint64_t clients_made_ = 0;
    std::unique_ptr<rpc::client> lasting_;
    std::unique_ptr<rpc::client> passing_;
    // One for each worker.
    std::vector<running> running_;
};

// Makes the call, and enters in the ledger how it ended.
asio::awaitable<void> make(plan what, rpc::caller from, ledger& book);

} // namespace soak
