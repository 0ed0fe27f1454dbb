// SPDX-License-Identifier: BSL-1.0
// What `sh example/run.sh` shows: the main job, step by step, over HTTP, TCP and WebSocket, and whether it held.
#include "demo_report.hpp"
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;

constexpr int many = 10'000;

// Starts so many calls at once, each of which adds two other numbers, and counts those that got their own sum.
asio::awaitable<int> call_many(rpc::client& client, std::uint64_t& in_flight)
{
    auto make = [&](int i) { return client.send(rpc::request("add", i, many), {}, asio::deferred); };
    std::vector<decltype(make(0))> calls;
    for (int i = 0; i != many; ++i)
        calls.push_back(make(i));
    // Runs when the group has started its calls and this coroutine waits for them.
    asio::post(client.get_executor(), [&] { in_flight = client.statistics().in_flight; });
    auto [order, errors, answers] = co_await asio::experimental::make_parallel_group(std::move(calls))
                                        .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    int own = 0;
    for (int i = 0; i != many; ++i)
        own += !errors[i] && answers[i].data.ok() && answers[i].data.result() == i + many;
    co_return own;
}

// All steps over one transport. Gives the number of requests that got their own answer.
asio::awaitable<int> show(demo::report& out, std::string url)
{
    bool is_shown = true;
    auto print = [&](const rpc::logging::record& entry) {
        if (is_shown)
            out.wire(entry);
    };
    rpc::client client(co_await asio::this_coro::executor, url, rpc::client_options().log_handler(print));

    out.step("A single call, client.request(\"ping\"): the client connects, numbers the call and matches the answer.");
    auto pong = co_await client.request("ping");
    out.outcome(pong.data.result() == "pong", pong.data.result());

    out.step("Positional arguments, client.call<int>(\"subtract\", 42, 23): the answer is an int of C++.");
    int difference = co_await client.call<int>("subtract", 42, 23);
    out.outcome(difference == 19, difference);

    out.step("Named arguments, client.request(\"cat\", \"name\"_arg = \"Yoko\"): they travel as an object.");
    auto cat = co_await client.request("cat", "name"_arg = "Yoko");
    out.outcome(cat.data.result() == "Yoko the cat", cat.data.result());

    out.step("A notification, client.notify(\"log\", \"hello\"): it has no id, and no JSON comes back.");
    auto log = co_await client.notify("log", "hello");
    out.outcome(log.data.ok() && !log.data.id() && log.text.empty(), "sent");

    out.step("An error answer, client.request(\"fail\"): it is an answer like another, and nothing is thrown.");
    auto refusal = co_await client.request("fail");
    auto& error = refusal.data.error();
    out.outcome(error.code() == -32000, "error ", error.code(), ", \"", error.message(), "\", data ", error.data());

    out.step("A batch, answered in the reverse order: each answer finds its call by the id.");
    auto sums = co_await client.send(rpc::batch(rpc::request("add", 1, 1), rpc::request("add", 2, 2),
                                                rpc::notification("log", "between"), rpc::request("add", 3, 3)));
    bool in_order = sums.data.size() == 3;
    for (int i = 0; in_order && i != 3; ++i)
        in_order = sums.data[i].result() == 2 * (i + 1);
    out.outcome(in_order, "1 + 1 = ", sums.data.at(0).result(), ", 2 + 2 = ", sums.data.at(1).result(),
                ", 3 + 3 = ", sums.data.at(2).result());

    out.step("10,000 calls at the same time, each adding two other numbers, on this one thread (too many to show).");
    is_shown = false;
    std::uint64_t in_flight = 0;
    auto begin = std::chrono::steady_clock::now();
    int own = co_await call_many(client, in_flight);
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    auto counted = client.statistics();
    out.outcome(own == many && in_flight == many && counted.answered == counted.started, own, " of ", many,
                " got their own sum; ", in_flight, " were in flight at once; ", took.count(),
                " ms; connections: ", counted.connects);
    co_await client.close();
    co_return 4 + static_cast<int>(sums.data.size()) + own;
}

asio::awaitable<void> tour(demo::report& out, demo::server& server)
{
    std::cout << "This program runs a JSON-RPC 2.0 server on two ports of 127.0.0.1 and calls it: over HTTP, over TCP, "
                 "where\n"
                 "a message is a line, and over WebSocket, on the port of HTTP. Server and clients share one thread.\n"
                 "--> is what went over the wire, <-- what came back, and = what the program got.\n";
    out.begin("HTTP", server.http_url());
    int requests = co_await show(out, server.http_url());
    out.begin("TCP", server.tcp_url());
    requests += co_await show(out, server.tcp_url());
    out.begin("WEBSOCKET", server.ws_url());
    requests += co_await show(out, server.ws_url());
    if (out.failed() == 0)
        std::cout << "\nAll " << out.steps() << " steps held: each of " << requests
                  << " requests got its own answer.\n";
    else
        std::cout << "\n" << out.failed() << " of " << out.steps() << " steps did not hold.\n";
    server.stop();
}

int main()
try {
    asio::io_context io;
    demo::report out;
    demo::server server(io.get_executor());
    asio::co_spawn(io, tour(out, server), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
    return out.failed() == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::cout << "\nA step did not hold: " << error.what() << '\n';
    return 1;
}
