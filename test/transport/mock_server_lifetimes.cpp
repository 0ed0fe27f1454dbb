// SPDX-License-Identifier: BSL-1.0
// Who may outlive whom: a mock server, its clients, and what is awaited of them.
#include "support/calls.hpp"
#include "support/ending.hpp"
#include "support/mock_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <vector>

using test::contains;
using test::ending;
using test::note;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mock_server_lifetimes)

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

BOOST_AUTO_TEST_CASE(a_mock_that_is_destroyed_without_a_connection_ends_what_is_awaited_of_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto mock = std::make_unique<rpc::mock_server>(executor);
            ending next;
            asio::co_spawn(executor, note(mock->next_received(), next), asio::detached);
            co_await test::turn();
            co_await test::turn();
            mock.reset();
            co_await test::turn();
            BOOST_TEST((next.code == rpc::errc::closed));
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

            // What stands behind it in the same batch is not asked any more.
            mock = std::make_unique<rpc::mock_server>(executor);
            rpc::client several(executor, mock->connector());
            int asked = 0;
            for (auto method : {"first", "second"})
                mock->on(method).answer([&](auto&) { return mock.reset(), ++asked; });
            co_await several.send(rpc::batch(rpc::notification("first"), rpc::notification("second")));
            BOOST_TEST(asked == 1);

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
