// SPDX-License-Identifier: BSL-1.0
// What comes on a stream that no call waits for: it is late, comes twice, is for nobody, asks, or is no message at all.
#include "support/client_test.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::play;
using test::result;

BOOST_AUTO_TEST_SUITE(strays)

BOOST_DATA_TEST_CASE(strange_messages_cost_nothing_and_are_counted, bdata::make(test::streams), transport)
{
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            // A text without an end would take the rest along.
            if (!test::is_bare(transport))
                co_await peer.answer("{oops");
            for (auto* text : {"[]", "42", "[1,2]", "\"text\"", "{}", R"({"jsonrpc":"2.0","result":1,"id":77})",
                               R"({"jsonrpc":"2.0","result":1,"id":"nobody"})", R"({"jsonrpc":"2.0","method":"tick"})",
                               R"([{"jsonrpc":"2.0","method":"tick"},{"jsonrpc":"2.0","method":"tock"}])"})
                co_await peer.answer(text);
            co_await peer.answer(result(1));
            co_await peer.answer(result(1));
            co_await peer.read();
            co_await peer.answer(result(2));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto first = co_await client.request("ping");
            BOOST_TEST(first.data.ok());
            auto second = co_await client.request("ping");
            BOOST_TEST(second.data.ok());
            auto counted = client.statistics();
            BOOST_TEST(counted.malformed == (test::is_bare(transport) ? 6U : 7U));
            BOOST_TEST(counted.unknown == 2U);
            BOOST_TEST(counted.notifications == 3U);
            BOOST_TEST(counted.duplicate == 1U);
            BOOST_TEST(counted.connects == 1U);
        });
}

BOOST_DATA_TEST_CASE(a_late_answer_is_counted_and_meets_no_other_call, bdata::make(test::streams), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.read();
            co_await peer.answer(result(1));
            co_await peer.answer(result(2));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error =
                co_await test::failure(client.send(rpc::request("slow"), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.result().as_int64() == 2);
            BOOST_TEST(client.statistics().late == 1U);
        });
}

BOOST_DATA_TEST_CASE(a_late_answer_in_the_other_form_of_the_id_meets_no_other_call, bdata::make(test::streams),
                     transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","result":"late","id":"1"})");
            co_await peer.answer(result(1));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error = co_await test::failure(
                client.send(rpc::request("slow").id("1"), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            auto response = co_await client.with(rpc::call_options().lenient_ids(true)).request("ping");
            BOOST_TEST(response.data.result().as_int64() == 1);
        });
}

BOOST_DATA_TEST_CASE(an_array_of_more_messages_than_anyone_waits_for_is_refused, bdata::make(test::streams), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            std::string many = "[1";
            for (int i = 0; i != 200'000; ++i)
                many += ",1";
            co_await peer.answer(many + "]");
            co_await peer.answer(result(1));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(client.statistics().malformed == 1U);
        });
}

BOOST_DATA_TEST_CASE(requests_of_the_server_are_refused_by_name, bdata::make(test::streams), transport)
{
    std::string single, several;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            // The server's ids are its own: 1 is in flight here as well.
            co_await peer.answer(R"({"jsonrpc":"2.0","method":"echo","params":[],"id":1})");
            single = co_await peer.read();
            co_await peer.answer(
                R"([{"jsonrpc":"2.0","method":"a","id":"x"},{"jsonrpc":"2.0","method":"b"},{"jsonrpc":"2.0","method":"c","id":2}])");
            several = co_await peer.read();
            co_await peer.answer(result(1));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(client.statistics().requests == 3U);
        });
    BOOST_TEST(single == R"({"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1})");
    auto answers = boost::json::parse(several);
    BOOST_TEST(answers.as_array().size() == 2U);
    BOOST_TEST(answers.at(0).at("id").as_string() == "x");
    BOOST_TEST(answers.at(1).at("error").at("code").as_int64() == -32601);
}

BOOST_DATA_TEST_CASE(an_error_without_id_goes_to_the_only_call, bdata::make(test::streams), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto error = R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null})";
            co_await peer.read();
            co_await peer.answer(error);
            co_await peer.read();
            co_await peer.read();
            co_await peer.answer(error);
            co_await peer.answer(result(2));
            co_await peer.answer(result(3));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto first = co_await client.request("ping");
            BOOST_TEST(first.data.error().code() == -32700);
            bool other = false;
            client.send(rpc::request("b"), {},
                        [&](std::exception_ptr, rpc::response answer) { other = answer.data.ok(); });
            auto third = co_await client.request("c");
            BOOST_TEST(third.data.ok());
            BOOST_TEST(other);
            BOOST_TEST(client.statistics().unknown == 1U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
