// SPDX-License-Identifier: BSL-1.0
// How clients end their child processes, and that nothing is left.
#include "support/child_process.hpp"

#include <boost/asio/io_context.hpp>

#include <csignal>

using test::contains;
using namespace test::child_process;

BOOST_AUTO_TEST_SUITE(process_lifetimes)

BOOST_AUTO_TEST_CASE(close_waits_for_a_process_that_ends_with_its_input)
{
    struct row
    {
        std::vector<std::string> actions;
        rpc::process_exit how;
    };
    std::vector<row> rows = {
        {{}, rpc::process_exit::with_status(0)},
        {{"take", "-1", "status", "7"}, rpc::process_exit::with_status(7)},
    };
    for (auto& each : rows)
    {
        std::optional<rpc::process_exit> ended;
        auto files = open_files();
        test::run(
            [&]() -> asio::awaitable<void>
            {
                auto command =
                    peer_in("newline", each.actions).on_exit([&](const rpc::process_exit& how) { ended = how; });
                rpc::client client(co_await asio::this_coro::executor, command);
                if (each.actions.empty() || each.actions.front() != "take")
                    co_await client.request("ping");
                else
                    co_await client.connect();
                co_await client.close();
                BOOST_TEST((ended == each.how));
            });
        BOOST_TEST(has_no_children());
        BOOST_TEST(open_files() == files);
    }
}

BOOST_AUTO_TEST_CASE(close_ends_a_process_that_does_not_end_with_its_input)
{
    for (auto signal : {"28", "15"})
    {
        auto files = open_files();
        test::run(
            [&]() -> asio::awaitable<void>
            {
                rpc::client client(co_await asio::this_coro::executor, peer("ignore", signal, "serve", "1", "stay"));
                co_await client.request("ping");
                co_await client.close();
            });
        BOOST_TEST(has_no_children());
        BOOST_TEST(open_files() == files);
    }
}

BOOST_AUTO_TEST_CASE(process_of_a_lost_connection_is_ended_by_the_signal_that_it_does_not_ignore)
{
    for (auto [ignored, signal] : {std::pair(SIGWINCH, SIGTERM), std::pair(SIGTERM, SIGKILL)})
    {
        std::optional<rpc::process_exit> ended;
        auto number = std::to_string(ignored);
        test::run(
            [&]() -> asio::awaitable<void>
            {
                auto command = peer("ignore", number, "take", "1", "close", "1", "stay");
                command.on_exit([&](const rpc::process_exit& how) { ended = how; });
                rpc::client client(co_await asio::this_coro::executor, command, once());
                co_await test::failure(client.request("ping"));
                while (!ended)
                    co_await test::turn();
            });
        BOOST_TEST((ended == rpc::process_exit::by_signal(signal)));
    }
}

BOOST_AUTO_TEST_CASE(destroyed_client_ends_its_calls_and_its_process_and_calls_no_handler)
{
    for (std::vector<std::string> actions : {std::vector<std::string>{"serve", "1", "take", "-1"},
                                             std::vector<std::string>{"serve", "1", "ignore", "15", "stay"}})
    {
        auto files = open_files();
        bool is_there = true;
        std::size_t called = 0;
        test::calls calls;
        test::run(
            [&]() -> asio::awaitable<void>
            {
                auto command = peer_in("newline", actions);
                command.on_exit([&](const rpc::process_exit&) { called += !is_there; });
                command.on_standard_error([&](std::string_view) { called += !is_there; });
                auto executor = co_await asio::this_coro::executor;
                {
                    rpc::client client(executor, command);
                    co_await client.request("ping");
                    for (int i = 0; i != 3; ++i)
                        calls.start(executor, client);
                    co_await test::turn();
                }
                is_there = false;
            });
        BOOST_TEST(called == 0U);
        BOOST_TEST(calls.running() == 0U);
        for (auto& outcome : calls.outcomes())
            BOOST_TEST(contains(outcome, "the client was closed"), outcome);
        BOOST_TEST(has_no_children());
        BOOST_TEST(open_files() == files);
    }
}

// Its answer, a line and its end are all there when the answer is read, and the answer makes the client go.
BOOST_AUTO_TEST_CASE(client_destroyed_by_an_answer_hears_nothing_of_what_came_with_it)
{
    asio::io_context context;
    std::optional<rpc::client> client;
    std::size_t called = 0;
    auto command = peer("serve", "1", "err", "line\\n", "status", "0");
    command.on_standard_error([&](std::string_view) { called += !client; });
    command.on_exit([&](const rpc::process_exit&) { called += !client; });
    client.emplace(context.get_executor(), command);
    bool is_written = false;
    client->send(rpc::request("ping"), {}, [&](std::exception_ptr, rpc::response) { client.reset(); });
    client->send(rpc::notification("log"), {}, [&](std::exception_ptr, rpc::response) { is_written = true; });
    while (!is_written)
        context.run_one();
    ::siginfo_t ended;
    BOOST_REQUIRE(::waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) == 0);
    test::check_runs_out_of_work(context);
    BOOST_TEST(!client);
    BOOST_TEST(called == 0U);
    BOOST_TEST(has_no_children());
}

BOOST_AUTO_TEST_CASE(destroyed_context_leaves_no_process_even_in_the_middle_of_its_end)
{
    for (bool is_ending : {false, true})
    {
        auto files = open_files();
        auto context = std::make_unique<asio::io_context>();
        std::optional<rpc::client> client;
        client.emplace(context->get_executor(), peer("ignore", "15", "serve", "1", "stay"));
        bool is_answered = false;
        client->send(rpc::request("ping"), {}, [&](std::exception_ptr error, rpc::response) { is_answered = !error; });
        while (!is_answered)
            context->run_one();
        client->send(rpc::request("ping"), {}, [](std::exception_ptr, rpc::response) {});
        if (is_ending)
            client.reset();
        context->poll();
        BOOST_TEST(!has_no_children());
        client.reset();
        context.reset();
        BOOST_TEST(has_no_children());
        BOOST_TEST(open_files() == files);
    }
}

BOOST_AUTO_TEST_CASE(client_destroyed_in_a_handler_of_its_process_is_safe)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::optional<rpc::client> client;
            auto leave = [&](std::string_view) { client.reset(); };
            client.emplace(executor, peer("err", "one\\ntwo\\n").on_standard_error(leave));
            BOOST_TEST((co_await test::failure(client->request("ping"))).code() == rpc::errc::closed);

            auto end = [&](const rpc::process_exit&) { client.reset(); };
            client.emplace(executor, peer("take", "1", "status", "1").on_exit(end));
            BOOST_TEST((co_await test::failure(client->request("ping"))).code() == rpc::errc::closed);
        });
    BOOST_TEST(has_no_children());
}

BOOST_AUTO_TEST_SUITE_END()
