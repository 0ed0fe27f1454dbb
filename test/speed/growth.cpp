// SPDX-License-Identifier: BSL-1.0
// Prints what a call costs as something grows: processor time, and allocations. Fails when sixteen times as much of it
// makes the cost of one more than six times as large; what is quadratic makes it sixteen times as large.
//
// Peers are in memory. Each time is the least of several, and other programs cannot make it six times as large.
#include "bench/heap.hpp"
#include "speed/memory_socket.hpp"

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/client.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/subscription.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <limits>
#include <stdexcept>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

constexpr std::size_t repetitions = 5;
constexpr std::size_t growth = 16;
constexpr double most = 6;

// What so many workers have still to do.
struct workload
{
    rpc::client& client;
    std::size_t size;
    std::size_t left;
};

using worker = asio::awaitable<void> (*)(workload& all);

// Each of the workers until all is done.
void run(std::string_view url, std::size_t workers, std::size_t size, std::size_t units, worker work)
{
    asio::io_context context(1);
    rpc::client_options options;
    options.no_config_files().max_connections(workers).max_in_flight(workers + 1).max_queued_notifications(100'000);
    rpc::client client(context.get_executor(), url, options);
    workload all{client, size, units};
    auto working = workers;
    for (std::size_t i = 0; i != workers; ++i)
        asio::co_spawn(context, work(all),
                       [&](std::exception_ptr error)
                       {
                           if (error)
                               std::rethrow_exception(error);
                           if (--working == 0)
                               context.stop();
                       });
    context.run();
    if (working != 0)
        throw std::runtime_error("the calls have ended too early");
}

asio::awaitable<void> call(workload& all)
{
    while (all.left != 0)
    {
        --all.left;
        auto response = co_await all.client.request("ping");
        response.data.result().as_string();
    }
}

std::size_t calls_in_flight(std::size_t size)
{
    auto calls = std::max<std::size_t>(20'000, 4 * size);
    run("tcp://127.0.0.1:1", size, size, calls, call);
    return calls;
}

std::size_t http_connections(std::size_t size)
{
    constexpr std::size_t calls = 20'000;
    run("http://127.0.0.1", size, size, calls, call);
    return calls;
}

asio::awaitable<void> call_by_batches(workload& all)
{
    for (; all.left != 0; all.left -= all.size)
    {
        rpc::batch calls;
        for (std::size_t i = 0; i != all.size; ++i)
            calls.push_back(rpc::request("ping"));
        auto response = co_await all.client.send(std::move(calls));
        for (auto& data : response.data)
            data.result().as_string();
    }
}

std::size_t calls_in_batch(std::size_t size)
{
    constexpr std::size_t calls = 16'384;
    run("tcp://127.0.0.1:1", 1, size, calls, call_by_batches);
    return calls;
}

// Gives each line with an id to `use`, and consumes all of them.
template <class Use>
std::size_t take_lines(std::string_view in, Use use)
{
    std::size_t taken = 0;
    for (auto end = in.find('\n'); end != in.npos; end = in.find('\n', taken))
    {
        auto line = in.substr(taken, end - taken);
        auto id = line.rfind("\"id\":");
        use(line, id == line.npos ? "" : line.substr(id + 5, line.size() - id - 6));
        taken = end + 1;
    }
    return taken;
}

void append_answer(std::string& out, std::string_view id, std::string_view result)
{
    out.append("{\"jsonrpc\":\"2.0\",\"id\":").append(id).append(",\"result\":").append(result).append("}\n");
}

asio::awaitable<void> call_for_much(workload& all)
{
    for (; all.left != 0; all.left -= all.size)
    {
        auto response = co_await all.client.request("much");
        if (response.data.result().as_string().size() != all.size)
            throw std::runtime_error("the result has another size");
    }
}

std::size_t bytes_of_result(std::size_t size)
{
    constexpr std::size_t bytes = 16 << 20;
    speed::peer_of_clients = [result = '"' + std::string(size, 'x') + '"'](std::string_view in, std::string& out)
    { return take_lines(in, [&](std::string_view, std::string_view id) { append_answer(out, id, result); }); };
    run("tcp://127.0.0.1:1", 1, size, bytes, call_for_much);
    return bytes;
}

constexpr std::size_t notifications = 4096;   // Those that come at a time.

// Subscribes, and takes its part of the notifications. Who takes the last of those that came asks for more.
asio::awaitable<void> listen(workload& all)
{
    auto stream = co_await all.client.subscribe(rpc::subscription("subscribe"));
    auto rounds = all.left / notifications;
    for (auto mine = rounds * (notifications / all.size); mine != 0; --mine)
    {
        if (all.client.statistics().subscriptions == all.size && all.left % notifications == 0 && mine % (notifications / all.size) == 0)
            co_await all.client.notify("more");
        co_await stream.next();
        --all.left;
    }
}

} // namespace
