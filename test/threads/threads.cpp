// SPDX-License-Identifier: BSL-1.0
// One client used from several threads, and several clients on several threads.
#include "support/client_test.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <thread>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(threads)

BOOST_DATA_TEST_CASE(a_client_on_a_strand_serves_coroutines_of_many_threads, bdata::make(test::transports), transport)
{
    constexpr int coroutines = 16;
    constexpr int calls = 100;
    asio::thread_pool pool(4);
    test::service server(asio::make_strand(pool), transport);
    std::optional<rpc::client> client(std::in_place, asio::make_strand(pool), server.url(), server.options());
    std::vector<std::future<int>> own;
    for (int i = 0; i != coroutines; ++i)
        own.push_back(asio::co_spawn(
            // Half of them share a strand with nobody, half run wherever a thread is free.
            i % 2 ? asio::any_io_executor(pool.get_executor()) : asio::any_io_executor(asio::make_strand(pool)),
            [&, i]() -> asio::awaitable<int>
            {
                int right = 0;
                for (int j = 0; j != calls; ++j)
                    right += co_await client->call<int>("add", i * calls, j) == i * calls + j;
                co_return right;
            },
            asio::use_future));
    for (auto& each : own)
        BOOST_TEST(each.get() == calls);
    client.reset();
    server.stop();
    pool.join();
}

BOOST_DATA_TEST_CASE(a_future_waits_in_a_thread_that_runs_no_executor, bdata::make(test::transports), transport)
{
    asio::io_context context;
    test::service server(context.get_executor(), transport);
    std::optional<rpc::client> client(std::in_place, context.get_executor(), server.url(), server.options());
    auto work = asio::make_work_guard(context);
    std::thread runner([&] { context.run(); });
    auto sum = client->send(rpc::request("add", 1, 2), {}, asio::use_future);
    BOOST_TEST(sum.get().data.result().as_int64() == 3);
    auto refused = client->send(rpc::batch(), {}, asio::use_future);
    BOOST_CHECK_THROW(refused.get(), rpc::client_error);
    client->close(asio::use_future).get();
    client.reset();
    server.stop();
    work.reset();
    runner.join();
}

BOOST_DATA_TEST_CASE(handlers_run_on_their_own_executor, bdata::make(test::transports), transport)
{
    asio::thread_pool client_thread(1);
    asio::thread_pool caller_thread(1);
    test::service server(client_thread.get_executor(), transport);
    std::optional<rpc::client> client(std::in_place, client_thread.get_executor(), server.url(), server.options());
    std::promise<bool> there;
    client->send(rpc::request("ping"), {},
                 asio::bind_executor(caller_thread.get_executor(), [&](std::exception_ptr, rpc::response)
                                     { there.set_value(caller_thread.get_executor().running_in_this_thread()); }));
    BOOST_TEST(there.get_future().get());
    client.reset();
    server.stop();
    client_thread.join();
    caller_thread.join();
}

BOOST_DATA_TEST_CASE(calls_are_cancelled_and_time_out_across_threads, bdata::make(test::transports), transport)
{
    using namespace asio::experimental::awaitable_operators;
    asio::thread_pool pool(4);
    test::service server(asio::make_strand(pool), transport);
    std::optional<rpc::client> client(std::in_place, asio::make_strand(pool), server.url(), server.options());
    std::vector<std::future<std::string>> callers;
    for (int i = 0; i != 100; ++i)
        callers.push_back(asio::co_spawn(
            asio::make_strand(pool),
            [&, i]() -> asio::awaitable<std::string>
            {
                auto caller = client->with(rpc::call_options().timeout(i % 3 == 0 ? 5ms : 20s));
                asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(i % 10));
                try
                {
                    auto first = co_await (caller.request("sleep", 60'000) || timer.async_wait(asio::use_awaitable));
                    co_return first.index() == 1 ? "canceled" : "answered";
                }
                catch (const rpc::client_error& error)
                {
                    co_return error.code().message();
                }
            },
            asio::use_future));
    for (auto& each : callers)
        BOOST_TEST(each.get() == "canceled");
    auto counted = asio::post(client->get_executor(), asio::use_future([&] { return client->statistics(); })).get();
    BOOST_TEST(counted.in_flight == 0U);
    BOOST_TEST(counted.canceled + counted.timed_out == 100U);
    client.reset();
    server.stop();
    pool.join();
}

BOOST_DATA_TEST_CASE(two_clients_on_two_threads_share_nothing, bdata::make(test::transports), transport)
{
    // Boost.Test's macros are for one thread: what goes wrong is told by the future.
    auto work = [&]
    {
        asio::io_context context;
        test::service server(context.get_executor(), transport);
        auto ended = asio::co_spawn(
            context,
            [&]() -> asio::awaitable<int>
            {
                rpc::client client(context.get_executor(), server.url(), server.options());
                int right = 0;
                for (int i = 0; i != 100; ++i)
                    right += co_await client.call<int>("add", i, 1) == i + 1;
                co_await client.send(rpc::request("ping"),
                                     rpc::call_options().id_generator(rpc::id_generators::random()));
                server.stop();
                co_return right;
            },
            asio::use_future);
        context.run();
        return ended.get();
    };
    auto other = std::async(std::launch::async, work);
    BOOST_TEST(work() == 100);
    BOOST_TEST(other.get() == 100);
}

BOOST_AUTO_TEST_SUITE_END()
