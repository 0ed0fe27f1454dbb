// SPDX-License-Identifier: BSL-1.0
// What is refused before anything is sent, on every transport.
#include "support/client_test.hpp"

#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;
using test::silent;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_DATA_TEST_CASE(a_timeout_of_nothing_sends_nothing, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (auto none : {0ms, -5ms})
             {
                 auto error = co_await test::failure(client.with(rpc::call_options().timeout(none)).request("ping"));
                 BOOST_TEST((error.code() == rpc::errc::timeout));
                 BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
             }
             BOOST_TEST(client.statistics().connects == 0U);
         });
}

BOOST_DATA_TEST_CASE(a_message_over_the_limit_is_not_sent, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping", std::string(2000, 'x')));
            BOOST_TEST((error.code() == rpc::errc::message_too_large));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(client.statistics().connects == 0U);
        },
        rpc::client_options().max_message_size(1000));
}

BOOST_DATA_TEST_CASE(a_string_that_is_not_utf8_is_not_sent, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto check = [](const rpc::client_error& error, std::string_view why)
            {
                BOOST_TEST((error.code() == rpc::errc::invalid_request));
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), why), error.what());
            };
            constexpr auto in_message = "a string in the message is not UTF-8";
            rpc::request cut("cat", "Ren\xe9");
            check(co_await test::failure(client.send(cut)), in_message);
            check(co_await test::failure(client.send(rpc::batch(cut))), in_message);
            check(co_await test::failure(client.notify("Ren\xe9")), in_message);
            check(co_await test::failure(client.send(rpc::request("cat").id("Ren\xe9"))), in_message);
            auto generated = rpc::call_options().id_generator([] { return rpc::id("Ren\xe9"); });
            check(co_await test::failure(client.send(rpc::request("cat"), generated)), in_message);
            auto raw = "{\"jsonrpc\":\"2.0\",\"method\":\"Ren\xe9\",\"id\":1}";
            check(co_await test::failure(client.send(raw)), "the text is not JSON");
            BOOST_TEST(client.statistics().connects == 0U);
        },
        rpc::client_options().timeout(test::patience));
}

BOOST_DATA_TEST_CASE(a_call_too_many_is_refused_and_one_less_is_not, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto ignore = [](std::exception_ptr, rpc::response) {};
            auto soon = rpc::call_options().timeout(30ms);
            client.send(rpc::request("one"), soon, ignore);
            client.send(rpc::request("two"), soon, ignore);
            auto error = co_await test::failure(client.request("three"));
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "max_in_flight"));
            co_await test::turn();
            while (client.statistics().in_flight != 0)
                co_await test::turn();
            auto later = co_await test::failure(client.send(rpc::request("four"), soon));
            BOOST_TEST((later.code() == rpc::errc::timeout));
        },
        rpc::client_options().max_in_flight(2));
}

BOOST_DATA_TEST_CASE(bytes_too_many_are_refused, bdata::make(test::transports), transport)
{
    play(
        transport, silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto ignore = [](std::exception_ptr, rpc::response) {};
            auto soon = rpc::call_options().timeout(30ms);
            // The first is on its way while the others wait for the connection.
            for (int i = 0; i != 9; ++i)
                client.send(rpc::request("one", std::string(400, 'x')), soon, ignore);
            auto error = co_await test::failure(client.request("large", std::string(800, 'x')));
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "max_queued_bytes"));
            BOOST_TEST(client.statistics().queued_bytes <= 1000U);
        },
        rpc::client_options().max_queued_bytes(1000).max_connections(1));
}

BOOST_DATA_TEST_CASE(text_that_is_no_request_is_refused, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (auto* text : {"", "ping", "{}", "[]", R"({"jsonrpc":"2.0","method":"ping","id":null})",
                                R"([{"jsonrpc":"2.0","method":"ping","id":1}])"})
             {
                 auto error = co_await test::failure(client.send(text));
                 BOOST_TEST((error.code() == rpc::errc::invalid_request));
                 BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
             }
             auto empty = co_await test::failure(client.send(rpc::batch()));
             BOOST_TEST((empty.code() == rpc::errc::invalid_request));
             BOOST_TEST(client.statistics().connects == 0U);
         });
}

BOOST_DATA_TEST_CASE(an_exception_of_the_id_generator_is_the_calls_own, bdata::make(test::transports), transport)
{
    play(transport, silent,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto broken = rpc::call_options().id_generator([]() -> rpc::id { throw std::length_error("no more"); });
             auto error = co_await test::exception_of(client.with(broken).request("ping"));
             BOOST_CHECK_THROW(std::rethrow_exception(error), std::length_error);
             auto constant = rpc::call_options().id_generator([] { return rpc::id("same"); }).timeout(30ms);
             client.send(rpc::request("ping"), constant, [](std::exception_ptr, rpc::response) {});
             auto twice = co_await test::failure(client.with(constant).request("ping"));
             BOOST_TEST((twice.code() == rpc::errc::duplicate_id));
         });
}

BOOST_AUTO_TEST_SUITE_END()
