// SPDX-License-Identifier: BSL-1.0
// What a mock server does by itself, how it fails, what it tells, and who may outlive it.
#include "support/calls.hpp"
#include "support/mock_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

using test::contains;
using test::with_mock;
using namespace rpc::literals;
using namespace std::chrono_literals;

namespace {

// How something that is awaited ends.
struct ending
{
    std::optional<boost::system::error_code> code;
};

template <class T>
asio::awaitable<void> note(asio::awaitable<T> pending, ending& how)
{
    // Asio cannot cancel it before it was suspended.
    co_await test::turn();
    boost::system::error_code code;
    try
    {
        co_await std::move(pending);
    }
    catch (const boost::system::system_error& error)
    {
        code = error.code();
    }
    how.code = code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mock_server_events)

BOOST_AUTO_TEST_CASE(a_server_may_notify_and_send_what_it_likes)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            mock.notify("price", "cats", 1.5);
            mock.notify("price", "name"_arg = "dogs");
            mock.send("<html>");
            co_await test::turn();
            BOOST_TEST(client.statistics().notifications == 2U);
            BOOST_TEST(client.statistics().malformed == 1U);
            // What answers a request that was sent as a text is received like any other message.
            mock.send(R"({"jsonrpc":"2.0","method":"ask","id":"x"})");
            auto answer = co_await mock.next_received();
            BOOST_TEST(answer.method == "");
            BOOST_TEST(contains(answer.text, "-32601"));
            BOOST_TEST(contains(answer.text, R"("x")"));
        });
}

BOOST_AUTO_TEST_CASE(a_request_of_the_server_ends_with_the_error_object_of_the_client)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto thrown = co_await test::exception_of(mock.request("ask", "name"_arg = "Yoko"));
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), rpc::remote_error,
                                  [](auto& error) { return error.error().code() == -32601 && contains(error.what(), "ask"); });
            BOOST_TEST(client.statistics().requests == 1U);
            BOOST_TEST(mock.received().empty());
        });
}

BOOST_AUTO_TEST_CASE(a_request_of_the_server_ends_with_the_result_or_the_rule_that_the_answer_breaks)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::mock_server mock(executor);
            auto channel = co_await mock.connector()();
            auto answer_with = [&channel](std::string text) -> asio::awaitable<void>
            {
                auto asked = co_await channel->read();
                auto id = json::serialize(json::parse(std::string(asked.front())).at("id"));
                text += R"(,"id":)" + id + "}";
                std::string_view message = text;
                co_await channel->write(std::span(&message, 1));
            };
            asio::co_spawn(executor, answer_with(R"({"jsonrpc":"2.0","result":[1])"), [](std::exception_ptr) {});
            auto result = co_await mock.request("ask", 1);
            BOOST_TEST(result.at(0).as_int64() == 1);
            asio::co_spawn(executor, answer_with(R"({"result":1)"), [](std::exception_ptr) {});
            auto error = co_await test::failure(mock.request("ask"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response));
        });
}

BOOST_AUTO_TEST_CASE(a_request_of_the_server_ends_with_its_connection)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client&) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto error = co_await test::failure(mock.request("ask"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            // Either end may end it.
            for (bool is_mock : {true, false})
            {
                auto channel = co_await mock.connector()();
                std::optional<boost::system::error_code> code;
                auto ask = [&]() -> asio::awaitable<void>
                { code = (co_await test::failure(mock.request("ask"))).code(); };
                asio::co_spawn(executor, ask(), [](std::exception_ptr) {});
                co_await test::turn();
                BOOST_TEST(!code);
                if (is_mock)
                    mock.disconnect();
                else
                    channel.reset();
                co_await test::turn();
                BOOST_TEST((code == rpc::errc::connection_lost));
            }
        });
}

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
        });
}

BOOST_AUTO_TEST_CASE(a_mock_that_is_destroyed_ends_its_connections_and_what_is_awaited_of_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto mock = std::make_unique<rpc::mock_server>(executor);
            auto script = mock->on("ping");
            script.silently();
            rpc::client client(executor, mock->connector(), rpc::client_options().reconnect(rpc::backoff::none()));
            test::calls calls;
            calls.start(executor, client);
            co_await mock->until_received("ping");
            auto silent = co_await mock->connector()();
            ending next;
            ending until;
            ending ask;
            ending read;
            asio::co_spawn(executor, note(mock->next_received(), next), asio::detached);
            asio::co_spawn(executor, note(mock->next_received(), next), asio::detached);
            asio::co_spawn(executor, note(mock->until_received("ping", 2), until), asio::detached);
            asio::co_spawn(executor, note(mock->request("ask"), ask), asio::detached);
            co_await test::turn();
            co_await test::turn();
            mock.reset();
            co_await test::turn();
            BOOST_TEST((next.code == rpc::errc::closed));
            BOOST_TEST((until.code == rpc::errc::closed));
            BOOST_TEST((ask.code == rpc::errc::connection_lost));
            co_await calls.all_ended();
            BOOST_TEST(contains(calls.outcomes()[0], "the connection was lost: End of file"));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), "the mock server is destroyed"));
            script.answer(1);
        });
}

BOOST_AUTO_TEST_CASE(a_client_that_is_destroyed_leaves_the_mock_to_others)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::mock_server mock(executor);
            mock.on("slow").answer(1).after(1s);
            test::calls calls;
            {
                rpc::client client(executor, mock.connector());
                calls.start(executor, client, rpc::request("slow"));
                co_await mock.until_received("slow");
            }
            co_await calls.all_ended();
            co_await test::turn();
            BOOST_CHECK_THROW(mock.notify("nobody"), rpc::client_error);
            // The answer has nowhere to go.
            mock.advance(1s);
            rpc::client other(executor, mock.connector());
            mock.on("slow").answer(2);
            BOOST_TEST(co_await other.call<int>("slow") == 2);
        });
}

BOOST_AUTO_TEST_CASE(a_function_may_use_the_mock_and_even_destroy_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto mock = std::make_unique<rpc::mock_server>(executor);
            rpc::client client(executor, mock->connector(), rpc::client_options().reconnect(rpc::backoff::none()));
            mock->on("busy").answer(
                [&](auto&)
                {
                    mock->on("busy").answer(2);
                    mock->notify("news");
                    mock->advance(1s);
                    return 1;
                });
            mock->on("last").answer(
                [&](auto&)
                {
                    mock.reset();
                    return 3;
                });
            BOOST_TEST(co_await client.call<int>("busy") == 1);
            BOOST_TEST(co_await client.call<int>("busy") == 2);
            BOOST_TEST(client.statistics().notifications == 1U);
            auto error = co_await test::failure(client.request("last"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));

            mock = std::make_unique<rpc::mock_server>(executor);
            rpc::client late(executor, mock->connector());
            mock->on("late").answer([&](auto&) { return mock.reset(), 1; }).after(1s);
            co_await late.notify("late");
            co_await late.notify("late");
            mock->advance(2s);
            BOOST_TEST(!mock);
        });
}

BOOST_AUTO_TEST_CASE(a_mock_that_is_destroyed_keeps_nothing_of_its_functions)
{
    asio::io_context context;
    auto kept = std::make_shared<int>(1);
    std::optional<rpc::mock_server> mock(std::in_place, context.get_executor());
    rpc::client client(context.get_executor(), mock->connector());
    mock->on("ping").answer([kept](auto&) { return *kept; });
    BOOST_TEST(kept.use_count() == 2);
    mock.reset();
    BOOST_TEST(kept.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_context_is_destroyed_while_everything_waits)
{
    asio::io_context context;
    int ended = 0;
    auto wait = [&]() -> asio::awaitable<void>
    {
        rpc::mock_server mock(context.get_executor());
        rpc::client client(context.get_executor(), mock.connector());
        mock.on("silent").silently();
        mock.on("slow").answer(1).after(1s);
        client.send(rpc::request("silent"), {}, [&](std::exception_ptr, rpc::response) { ++ended; });
        client.send(rpc::request("slow"), {}, [&](std::exception_ptr, rpc::response) { ++ended; });
        co_await mock.until_received("slow");
        auto silent = co_await mock.connector()();
        std::vector<ending> endings(3);
        asio::co_spawn(context, note(mock.request("ask"), endings[0]), asio::detached);
        asio::co_spawn(context, note(mock.next_received(), endings[1]), asio::detached);
        asio::co_spawn(context, note(mock.until_received("never"), endings[2]), asio::detached);
        co_await mock.until_received("never");
        ++ended;
    };
    asio::co_spawn(context, wait(), asio::detached);
    context.poll();
    BOOST_TEST(ended == 0);
}

BOOST_AUTO_TEST_SUITE_END()
