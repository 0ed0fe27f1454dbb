// SPDX-License-Identifier: BSL-1.0
// Tests of your own code with Boost.Test: its server is a mock, in memory, without a port, a thread or a sleep.
#define BOOST_TEST_MODULE mock
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace std::chrono_literals;

// What is tested.
asio::awaitable<double> price_in_euros(rpc::client& client)
{
    double dollars = co_await client.call<double>("price", "cat");
    co_return dollars* co_await client.call<double>("rate", "USD", "EUR");
}

// A mock and a client of it, for each of the tests.
struct shop {
    asio::io_context io;
    rpc::mock_server mock{io.get_executor()};
    // The pause before it connects again would be one of the real clock.
    rpc::client client{io.get_executor(), mock.connector(),
                       rpc::client_options().timeout(10s).reconnect(rpc::backoff(0ms))};

    // Runs what is tested to its end.
    double price()
    {
        auto ended = asio::co_spawn(io, price_in_euros(client), asio::use_future);
        io.restart();
        while (ended.wait_for(0s) != std::future_status::ready && io.run_one() != 0) {
        }
        return ended.get();
    }
};

bool is_timeout(const rpc::client_error& error) { return error.code() == rpc::errc::timeout; }

BOOST_FIXTURE_TEST_CASE(a_price_is_converted, shop)
{
    mock.on("price").answer(10.0);
    mock.on("rate").answer(0.5);
    BOOST_TEST(price() == 5.0);
    BOOST_TEST(mock.received("rate").back().params == boost::json::value({"USD", "EUR"}));
}

BOOST_FIXTURE_TEST_CASE(a_busy_server_is_told_to_the_caller, shop)
{
    mock.on("price").answer_error(-32000, "busy").once().answer(10.0);
    mock.on("rate").answer(0.5);
    BOOST_CHECK_THROW(price(), rpc::remote_error);
    BOOST_TEST(price() == 5.0);
}

BOOST_FIXTURE_TEST_CASE(the_client_connects_again, shop)
{
    mock.on("price").answer(10.0);
    mock.on("rate").disconnect().once().answer(0.5);
    BOOST_CHECK_THROW(price(), rpc::client_error);
    BOOST_TEST(price() == 5.0);
    BOOST_TEST(mock.connections() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_silent_server_costs_no_more_than_the_timeout, shop)
{
    mock.on("price").silently();
    client.set_defaults(rpc::call_options().timeout(1ms));
    BOOST_CHECK_EXCEPTION(price(), rpc::client_error, is_timeout);
}

// Prints:
// Running 4 test cases...
