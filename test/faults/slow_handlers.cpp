// SPDX-License-Identifier: BSL-1.0
// Calls that begin in a handler which has taken its time.
#include "faults/leaping_clock.hpp"
#include "support/client_test.hpp"

#include <jsonrpcclient/mock_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(slow_handlers)

// Calls that begin in a handler share the time at which its answer came: not if that is long ago.
BOOST_AUTO_TEST_CASE(call_that_begins_late_in_a_handler_has_all_of_its_time)
{
    asio::io_context io;
    rpc::mock_server server(io.get_executor());
    server.on("ping").answer("pong");
    rpc::client client(io.get_executor(), server.connector());
    std::exception_ptr how;
    int answered = 0;
    client.send(rpc::request("ping"), {},
                [&](std::exception_ptr error, rpc::response)
                {
                    answered += !error;
                    test::leap(10s);
                    client.send(rpc::request("ping"), rpc::call_options().timeout(5s),
                                [&](std::exception_ptr error, rpc::response)
                                {
                                    how = error;
                                    answered += !error;
                                });
                });
    while (answered != 2 && !how)
        BOOST_REQUIRE(io.run_one() != 0);
    BOOST_TEST(answered == 2);
}

BOOST_AUTO_TEST_SUITE_END()
