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
#include <chrono>
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
// What takes longer is not repeated: a fifth of it would still be too much.
constexpr double long_time = 5e9;

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
    options.no_config_files().max_connections(workers).max_in_flight(100'000).max_queued_notifications(100'000);
    options.timeout(std::chrono::hours(1));   // A quadratic is to be seen in the table.
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
    constexpr std::size_t bytes = 64 << 20;
    speed::peer_of_clients = [result = '"' + std::string(size, 'x') + '"'](std::string_view in, std::string& out)
    { return take_lines(in, [&](std::string_view, std::string_view id) { append_answer(out, id, result); }); };
    run("tcp://127.0.0.1:1", 1, size, bytes, call_for_much);
    return bytes;
}

// What comes in answer to "more", for each subscription in turn.
constexpr std::size_t notifications = 4096;

void append_notifications(std::string& out, std::size_t subscriptions)
{
    for (std::size_t i = 0; i != notifications; ++i)
        out.append("{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"subscription\":")
            .append(std::to_string(i % subscriptions))
            .append(",\"result\":1}}\n");
}

asio::awaitable<void> listen(workload& all)
{
    std::vector<rpc::subscription_stream> streams;
    while (streams.size() != all.size)
        streams.push_back(co_await all.client.subscribe(rpc::subscription("subscribe")));
    for (; all.left != 0; all.left -= notifications)
    {
        co_await all.client.notify("more");
        for (auto& stream : streams)
            for (std::size_t i = 0; i != notifications / all.size; ++i)
                co_await stream.next();
    }
}

std::size_t subscriptions(std::size_t size)
{
    speed::peer_of_clients = [made = std::size_t(0)](std::string_view in, std::string& out) mutable
    {
        return take_lines(in,
                          [&](std::string_view line, std::string_view id)
                          {
                              if (line.find("\"subscribe\"") != line.npos)
                                  append_answer(out, id, std::to_string(made++));
                              else if (id.empty())
                                  append_notifications(out, made);
                              else
                                  append_answer(out, id, "true");
                          });
    };
    run("tcp://127.0.0.1:1", 1, size, 5 * notifications, listen);
    return 5 * notifications;
}

struct cost
{
    double nanoseconds = std::numeric_limits<double>::max();
    double allocations = std::numeric_limits<double>::max();
    bool is_long = false;
};

// Does something with so much of what grows. Gives what it has done: the unit of the cost.
using work = std::size_t (*)(std::size_t size);

void add_measurement(cost& least, work what, std::size_t size)
{
    speed::peer_of_clients = nullptr;
    auto allocations = bench::heap.allocations;
    auto begun = std::clock();
    auto units = static_cast<double>(what(size));
    auto nanoseconds = static_cast<double>(std::clock() - begun) * 1e9 / CLOCKS_PER_SEC;
    least.is_long = nanoseconds > long_time;
    least.nanoseconds = std::min(least.nanoseconds, nanoseconds / units);
    least.allocations = std::min(least.allocations, static_cast<double>(bench::heap.allocations - allocations) / units);
}

// Whether the cost stays as it is, or nearly, from `first` to `last` of what grows.
bool grows_linearly(const char* what, const char* unit, std::size_t first, std::size_t last, work work)
{
    std::vector<std::size_t> sizes;
    for (auto size = first; size <= last; size *= 4)
        sizes.push_back(size);
    std::vector<cost> costs(sizes.size());
    // One after the other, so that a bad moment of the machine is not that of one size.
    for (std::size_t i = 0; i != repetitions; ++i)
        for (std::size_t k = 0; k != sizes.size(); ++k)
            if (!costs[k].is_long)
                add_measurement(costs[k], work, sizes[k]);

    std::printf("\n%-18s ns a %-13s allocations\n", what, unit);
    bool is_linear = true;
    for (std::size_t k = 0; k != sizes.size(); ++k)
    {
        auto before = std::find(sizes.begin(), sizes.begin() + k, sizes[k] / growth) - sizes.begin();
        bool is_worse = costs[k].nanoseconds > most * costs[before].nanoseconds ||
                        costs[k].allocations > most * costs[before].allocations;
        std::printf("%-18zu %-18.3f %.6f%s\n", sizes[k], costs[k].nanoseconds, costs[k].allocations,
                    is_worse ? "   more than linear" : "");
        is_linear = is_linear && !is_worse;
    }
    std::fflush(stdout);
    return is_linear;
}

} // namespace

int main()
{
    try
    {
        bool all = grows_linearly("calls in flight", "call", 64, 65'536, calls_in_flight);
        all = grows_linearly("bytes of result", "byte", 1 << 10, 4 << 20, bytes_of_result) && all;
        all = grows_linearly("calls in a batch", "call", 1, 4096, calls_in_batch) && all;
        all = grows_linearly("HTTP connections", "call", 1, 256, http_connections) && all;
        all = grows_linearly("subscriptions", "notification", 1, 4096, subscriptions) && all;
        return all ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
        return EXIT_FAILURE;
    }
}
