// SPDX-License-Identifier: BSL-1.0
// How a mock server fails, what it tells, and how a test waits for it.
#include "support/ending.hpp"
#include "support/mock_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <span>
#include <string>
#include <string_view>

using test::contains;
using test::ending;
using test::note;
using test::with_mock;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(mock_server_events)

BOOST_AUTO_TEST_CASE(connections_are_refused_as_often_as_asked_and_for_the_reason_given)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").answer("pong");
            mock.refuse_connections(2, "the dog ate it");
            for (int i = 0; i != 2; ++i)
            {
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::not_connected));
                BOOST_TEST(contains(error.what(), "the dog ate it"));
            }
            BOOST_TEST(mock.connections() == 0U);
            BOOST_TEST(co_await client.call<std::string>("ping") == "pong");
        });
}

BOOST_AUTO_TEST_CASE(connections_that_the_mock_ends_are_lost_behind_what_was_sent)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            mock.notify("last words");
            mock.disconnect();
            BOOST_CHECK_EXCEPTION(mock.notify("nobody"), rpc::client_error,
                                  [](auto& error) { return error.code() == rpc::errc::not_connected; });
            co_await test::turn();
            BOOST_TEST(client.statistics().notifications == 1U);
            BOOST_TEST(client.statistics().connections_lost == 1U);
        });
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_has_sent_nothing_and_is_sent_again)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("order").answer("done");
            co_await client.request("ping");
            mock.fail_next_write();
            BOOST_TEST(co_await client.call<std::string>("order") == "done");
            BOOST_TEST(mock.received("order").size() == 1U);
            BOOST_TEST(mock.connections() == 2U);
        });
}

BOOST_AUTO_TEST_CASE(what_has_come_is_told_by_method_params_id_and_text)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.request("cat", "name"_arg = "Yoko");
            co_await client.notify("log", "hello");
            auto all = mock.received();
            BOOST_REQUIRE(all.size() == 2U);
            BOOST_TEST(all[0].method == "cat");
            BOOST_TEST(all[0].params.at("name").as_string() == "Yoko");
            BOOST_TEST((all[0].id == 1));
            BOOST_TEST(all[0].text == R"({"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":1})");
            BOOST_TEST(!all[1].id);
            BOOST_TEST(mock.received("log").size() == 1U);
            BOOST_TEST(mock.received("log").front().params.at(0).as_string() == "hello");
            BOOST_TEST(mock.received("cats").empty());
        });
}

BOOST_AUTO_TEST_CASE(messages_can_be_awaited_one_by_one_or_by_their_number)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            co_await client.notify("one");
            bool has_two = false;
            auto wait = [&]() -> asio::awaitable<void>
            {
                co_await mock.until_received("two", 2);
                has_two = true;
            };
            asio::co_spawn(executor, wait(), [](std::exception_ptr) {});
            std::string names;
            auto name = [&]() -> asio::awaitable<void>
            {
                for (int i = 0; i != 3; ++i)
                    names += (co_await mock.next_received()).method + " ";
            };
            asio::co_spawn(executor, name(), [](std::exception_ptr) {});
            co_await test::turn();
            BOOST_TEST(names == "one ");
            co_await client.notify("two");
            co_await test::turn();
            BOOST_TEST(names == "one two ");
            BOOST_TEST(!has_two);
            co_await client.notify("two");
            co_await test::turn();
            BOOST_TEST(names == "one two two ");
            BOOST_TEST(has_two);
            co_await mock.until_received("two", 2);
        });
}

BOOST_AUTO_TEST_CASE(clients_share_a_mock_and_the_latest_is_told)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").answer("pong");
            rpc::client other(co_await asio::this_coro::executor, mock.connector());
            BOOST_TEST(co_await client.call<std::string>("ping") == "pong");
            BOOST_TEST(co_await other.call<std::string>("ping") == "pong");
            mock.notify("news");
            co_await test::turn();
            BOOST_TEST(client.statistics().notifications == 0U);
            BOOST_TEST(other.statistics().notifications == 1U);
            co_await other.close();
            mock.notify("news");
            co_await test::turn();
            BOOST_TEST(client.statistics().notifications == 1U);
        });
}

BOOST_AUTO_TEST_CASE(what_a_test_awaits_can_be_cancelled_and_loses_no_message)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto silent = co_await mock.connector()();
            ending next;
            ending until;
            ending ask;
            asio::cancellation_signal stop_next;
            asio::cancellation_signal stop_until;
            asio::cancellation_signal stop_ask;
            asio::co_spawn(executor, note(mock.next_received(), next),
                           asio::bind_cancellation_slot(stop_next.slot(), asio::detached));
            asio::co_spawn(executor, note(mock.until_received("ping"), until),
                           asio::bind_cancellation_slot(stop_until.slot(), asio::detached));
            asio::co_spawn(executor, note(mock.request("ask"), ask),
                           asio::bind_cancellation_slot(stop_ask.slot(), asio::detached));
            co_await test::turn();
            co_await test::turn();
            BOOST_TEST((!next.code && !until.code && !ask.code));
            for (auto* stop : {&stop_next, &stop_until, &stop_ask})
                stop->emit(asio::cancellation_type::terminal);
            co_await test::turn();
            for (auto* ended : {&next, &until, &ask})
                BOOST_TEST((ended->code == asio::error::operation_aborted));
            co_await client.notify("ping");
            BOOST_TEST((co_await mock.next_received()).method == "ping");
            // The answer to a request that was given up is received like any other message.
            auto asked = co_await silent->read();
            BOOST_TEST(contains(asked.front(), R"("id":1)"));
            std::string_view answer = R"({"jsonrpc":"2.0","result":1,"id":1})";
            co_await silent->write(std::span(&answer, 1));
            BOOST_TEST((co_await mock.next_received()).text == answer);
        });
}

BOOST_AUTO_TEST_SUITE_END()
