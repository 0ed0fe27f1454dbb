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
    server.on("wait").silently();
    rpc::client client(io.get_executor(), server.connector());
    std::exception_ptr how;
    bool is_begun = false;
    client.send(rpc::request("ping"), {},
                [&](std::exception_ptr, rpc::response)
                {
                    test::leap(10s);
                    client.send(rpc::request("wait"), rpc::call_options().timeout(5s),
                                [&](std::exception_ptr error, rpc::response) { how = error; });
                    is_begun = true;
                });
    while (!is_begun)
        BOOST_REQUIRE(io.run_one() != 0);
    // Whatever is due is done.
    io.run_one_for(10ms);
    io.poll();
    BOOST_TEST(!how);
    test::leap(6s);
    while (!how)
        BOOST_REQUIRE(io.run_one_for(10ms) != 0 || !io.stopped());
}

BOOST_AUTO_TEST_SUITE_END()
