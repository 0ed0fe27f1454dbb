// SPDX-License-Identifier: BSL-1.0
// Which latencies a client counts, and by what, on every transport.
#include "transport/statistics_ledger.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

namespace bdata = boost::unit_test::data;
using namespace statistics_ledger;
using namespace std::chrono_literals;
using test::play;

BOOST_AUTO_TEST_SUITE(latencies)

namespace {

// Of one kind: how many were answered.
std::uint64_t count_of(const rpc::statistics& counted, rpc::call_kind kind)
{
    for (auto& each : counted.latencies)
        if (each.kind == kind)
            return each.latency.count();
    return 0;
}

} // namespace

BOOST_DATA_TEST_CASE(each_kind_of_call_has_a_latency_of_its_own, bdata::make(test::transports), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             co_await client.request("ping");
             co_await client.request("batch");
             co_await client.notify("ping");
             co_await client.notify("log");
             co_await client.send(rpc::batch(rpc::request("ping"), rpc::request("ping")));
             co_await client.send(R"({"jsonrpc":"2.0","method":"ping","id":"raw"})");
             auto counted = client.statistics();
             BOOST_TEST(counted.latency_of("ping").count() == 1U);
             BOOST_TEST(counted.latency_of("batch").count() == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::connect) == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::notification) == 2U);
             BOOST_TEST(count_of(counted, rpc::call_kind::batch) == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::text) == 1U);
             check_sums(counted);
         });
}

BOOST_DATA_TEST_CASE(latency_is_the_time_from_the_start_to_the_answer, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options());
            co_await client.connect();
            auto start = std::chrono::steady_clock::now();
            co_await client.request("sleep", 20);
            auto taken = std::chrono::steady_clock::now() - start;
            auto counted = client.statistics();
            auto& latency = counted.latency_of("sleep");
            BOOST_TEST((latency.longest() >= 20ms));
            BOOST_TEST((latency.longest() <= taken));
            BOOST_TEST((latency.quantile(0.99) > 16ms));
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_thousand_methods_take_no_more_places_than_a_hundred,
                     bdata::make(test::transports_that(test::has_usual_framing)), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (int i = 0; i != 1000; ++i)
                 client.send(rpc::request("method " + std::to_string(i)), {}, ignore);
             while (client.statistics().in_flight != 0)
                 co_await test::turn();
             auto counted = client.statistics();
             BOOST_TEST(counted.answered == 1000U);
             BOOST_TEST(counted.latencies.size() == 101U);
             BOOST_TEST(counted.latency_of("method 99").count() == 1U);
             BOOST_TEST(counted.latency_of("method 100").count() == 0U);
             BOOST_TEST(count_of(counted, rpc::call_kind::other) == 900U);
             check_sums(counted);
         });
}

BOOST_DATA_TEST_CASE(methods_that_were_refused_take_no_place,
                     bdata::make(test::transports_that(test::has_usual_framing)), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto hopeless = rpc::call_options().timeout(0s);
             for (int i = 0; i != 150; ++i)
                 client.send(rpc::request("method " + std::to_string(i)), hopeless, ignore);
             co_await client.request("ping");
             auto counted = client.statistics();
             BOOST_TEST(counted.timed_out == 150U);
             BOOST_TEST(counted.latency_of("ping").count() == 1U);
         });
}

BOOST_AUTO_TEST_SUITE_END()
