// SPDX-License-Identifier: BSL-1.0
// Load: the same call again and again, many at a time, and how long it takes.
#include "bench_report.hpp"
#include "progress.hpp"
#include "run.hpp"
#include "settings.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <limits>

namespace tool {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// How much there is to do. It ends with whatever is over first, but nobody works for nothing.
struct load
{
    std::uint64_t calls = unlimited;
    std::chrono::nanoseconds time = std::chrono::nanoseconds::max();
};

load load_of(const options& given)
{
    load made;
    made.calls = given.calls.value_or(unlimited);
    if (given.duration)
        made.time = *given.duration;
    else if (!given.calls)
        made.time = 10s;
    return made;
}

// A tenth of it, which connects and fills caches, but no more than a second.
load warm_up_of(const load& all, std::uint64_t workers)
{
    load made;
    made.calls = all.calls == unlimited ? unlimited : std::max(all.calls / 10, workers);
    made.time = std::min<std::chrono::nanoseconds>(all.time / 10, 1s);
    return made;
}

class bench_runner
{
public:
    bench_runner(rpc::client& client, const options& given)
        : client_(client), given_(given), settings_(client), request_(request_of(given)), all_(load_of(given)),
          workers_(std::min<std::uint64_t>(given.in_flight, all_.calls)),
          changed_(client.get_executor(), clock::time_point::max())
    {
    }

    asio::awaitable<status> run()
    {
        co_await carry_out(warm_up_of(all_, workers_));
        // With no answer at all there is nothing to measure.
        if (measured_.taken.count() == 0)
            std::rethrow_exception(measured_.troubles.begin()->second.first);
        auto warm_up_calls = measured_.calls;
        measured_ = measurement();
        measured_.warm_up_calls = warm_up_calls;
        is_warm_ = true;

        progress shown(client_.get_executor(), "calls", !settings_.logs,
                       [this] { return progress_state(measured_.calls, part()); });
        co_await carry_out(all_);
        hide_progress();
        print(measured_, given_);
        co_return measured_.ended;
    }

    // For the end in the midst of it: what has been measured is something, too.
    void leave()
    {
        is_over_ = true;
        if (is_warm_)
        {
            measured_.passed = clock::now() - begin_;
            print(measured_, given_);
        }
        say("jsonrpc: interrupted: " + std::to_string(is_warm_ ? measured_.calls : 0) + " calls were measured");
    }

private:
    asio::awaitable<void> carry_out(const load& wanted)
    {
        wanted_ = wanted;
        begun_ = 0;
        begin_ = clock::now();
        working_ = workers_;
        for (std::uint64_t i = 0; i != workers_; ++i)
            asio::co_spawn(client_.get_executor(), work(), asio::detached);
        while (working_ > 0)
            co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
        measured_.passed = clock::now() - begin_;
    }

    // Throws nothing.
    asio::awaitable<void> work()
    {
        do
        {
            ++begun_;
            auto begin = clock::now();
            std::exception_ptr error;
            rpc::response answer;
            try
            {
                answer = co_await client_.send(request_);
            }
            catch (...)
            {
                error = std::current_exception();
            }
            if (is_over_)
                co_return;
            if (error)
                measured_.failed(error);
            else
                measured_.answered(clock::now() - begin, answer.data);
        }
        while (begun_ < wanted_.calls && clock::now() - begin_ < wanted_.time);
        if (--working_ == 0)
            changed_.cancel();
    }

    std::optional<double> part() const
    {
        auto by_calls = static_cast<double>(measured_.calls) / static_cast<double>(wanted_.calls);
        std::chrono::duration<double> passed = clock::now() - begin_, time = wanted_.time;
        return std::max(by_calls, passed / time);
    }

    rpc::client& client_;
    const options& given_;
    settings settings_;
    rpc::request request_;
    load all_;
    std::uint64_t workers_;
    asio::steady_timer changed_;
    measurement measured_;
    bool is_warm_ = false;
    bool is_over_ = false;
    // Of the warm-up, then of the bench.
    load wanted_;
    clock::time_point begin_;
    std::uint64_t begun_ = 0;
    std::uint64_t working_ = 0;
};

} // namespace

asio::awaitable<status> run_bench(rpc::client& client, const options& given, farewell& at_interrupt)
{
    bench_runner runner(client, given);
    at_interrupt = [&runner] { runner.leave(); };
    co_return co_await runner.run();
}

} // namespace tool
