// SPDX-License-Identifier: BSL-1.0
// Whatever goes wrong, and at whichever step: every call ends once, with what is true, and nothing is left behind.
#include "faults/client_run.hpp"
#include "support/run.hpp"
#include "support/transports.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <iostream>

namespace bdata = boost::unit_test::data;
using test::client_run;
using test::mishap;
using test::operation;
using test::recording_server;
using test::system_calls::fault;

namespace {

constexpr std::size_t large = 200 * 1024;

using deed = mishap::deed;

const std::vector<mishap> of_bytes{
    {"one byte is read", fault::one_byte_read, deed::nothing, true},
    {"one byte is written", fault::one_byte_written, deed::nothing, true},
    {"bytes come and go one by one", fault::single_bytes, deed::nothing, true, true},
    {"half is read", fault::half_read},
    {"half is written", fault::half_written},
    {"an error", fault::error},
};

const std::vector<mishap> besides{
    {"the end", fault::end},
    {"a delay", fault::delay, deed::nothing, true},
    {"nothing comes", fault::stall},
    {"a cancellation", fault::none, deed::cancel},
    {"a cancellation while nothing comes", fault::stall, deed::cancel},
    {"the client's end", fault::none, deed::destroy},
    {"the client's end while nothing comes", fault::stall, deed::destroy},
};

void connect(client_run& run) { run.connect(); }
void request(client_run& run) { run.request(); }
void request_large(client_run& run) { run.request(large); }
void notify(client_run& run) { run.notify(); }
void send_batch(client_run& run) { run.send_batch(); }
void send_many(client_run& run)
{
    for (int i = 0; i != 4; ++i)
        run.request();
    run.notify();
    run.send_batch();
    run.request();
}
void close(client_run& run) { run.close(); }
void close_amid_calls(client_run& run)
{
    run.request();
    run.notify();
    run.close();
}

operation closing(operation what)
{
    what.closes = true;
    return what;
}

operation silent(operation what)
{
    what.is_silent = true;
    return what;
}

operation lengthy(operation what)
{
    what.is_long = true;
    return what;
}

const std::vector<operation> calls{
    {"a request", {request}},
    {"a batch", {send_batch}},
    {"many calls", {send_many}},
};

const std::vector<operation> besides_calls{
    silent({"connect", {connect}}),
    silent({"a notification", {notify}}),
    {"a request on a connection that is there", {connect, request, request}},
    lengthy({"a large request", {request_large}}),
    closing({"close", {request, close}}),
    silent(closing({"close amid calls", {connect, close_amid_calls}})),
};

const std::vector<operation> exchanges{
    {"a redirect", {request}, recording_server::manner::redirects},
    {"proofs of who asks", {request, request}, recording_server::manner::asks_who},
};

std::size_t runs = 0;

// Says how many there were.
struct run_count
{
    ~run_count() { std::cout << runs << " runs, in each of which something else went wrong\n"; }
};

// Tries the steps in turn, until the operation is done before the next one.
void try_steps(std::string_view transport, const operation& what, const mishap& goes_wrong)
{
    // One by one, so many bytes take minutes under a sanitizer.
    if (what.is_long && goes_wrong.lasts)
        return;
    boost::asio::io_context servers;
    recording_server server(servers.get_executor(), transport, what.server);
    bool is_reached = true;
    std::size_t step = 0;
    while (is_reached && !(goes_wrong.lasts && step != 0))
    {
        BOOST_TEST_CONTEXT (transport << ", " << what << ": " << goes_wrong << " at step " << step)
            is_reached = client_run(servers, server, goes_wrong).play(what, step);
        ++runs;
        step += what.is_long ? 1 + step / 4 : 1;
        BOOST_REQUIRE(step < 1000U);
    }
    BOOST_TEST((step > 1 || goes_wrong.lasts || what.is_silent), "there is no step at which it could go wrong");
    server.stop();
    test::check_runs_out_of_work(servers);
}

void try_all(std::string_view transport, const std::vector<operation>& operations)
{
    for (auto* mishaps : {&of_bytes, &besides})
        for (auto& each : *mishaps)
            for (auto& what : operations)
                try_steps(transport, what, each);
}

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(run_count);

// Every transport, with one of its framings.

BOOST_AUTO_TEST_SUITE(tcp)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("tcp newline", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("tcp newline", besides_calls); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("tls newline", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("tls newline", besides_calls); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unix_socket)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("unix newline", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("unix newline", besides_calls); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ws)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("ws", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("ws", besides_calls); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wss)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("wss", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("wss", besides_calls); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("http", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("http", besides_calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_need_several_exchanges) { try_all("http", exchanges); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(https)

BOOST_AUTO_TEST_CASE(calls_end_once_and_leave_nothing_whatever_goes_wrong) { try_all("https", calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_begin_or_end_a_connection) { try_all("https", besides_calls); }

BOOST_AUTO_TEST_CASE(so_do_those_that_need_several_exchanges) { try_all("https", exchanges); }

BOOST_AUTO_TEST_SUITE_END()

// The others, with what goes wrong with bytes: all else does not know of framings.

BOOST_AUTO_TEST_SUITE(framings)

BOOST_DATA_TEST_CASE(calls_end_once_and_leave_nothing_whatever_becomes_of_bytes,
                     bdata::make(test::transports_that([](std::string_view name)
                                                       { return !test::has_usual_framing(name); })),
                     transport)
{
    for (auto& each : of_bytes)
        for (auto& what : calls)
            try_steps(transport, what, each);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(other_schemes_over_unix)

BOOST_DATA_TEST_CASE(calls_end_once_and_leave_nothing_whatever_becomes_of_bytes,
                     bdata::make({"http over unix", "ws over unix"}), transport)
{
    for (auto& each : of_bytes)
        for (auto& what : calls)
            try_steps(transport, what, each);
}

BOOST_AUTO_TEST_SUITE_END()
