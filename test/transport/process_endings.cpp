// SPDX-License-Identifier: BSL-1.0
// How connections to child processes end, what is told of it, and that nothing is left.
#include "support/child_process.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>

using test::contains;
using namespace std::chrono_literals;
using namespace test::child_process;

BOOST_AUTO_TEST_SUITE(process_endings)

namespace {

// What the first call of such a client ends with.
rpc::client_error first_failure(rpc::process command, rpc::client_options options)
{
    std::optional<rpc::client_error> failed;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, command, options);
            failed = co_await test::failure(client.request("ping"));
        });
    return *failed;
}

struct ending
{
    friend std::ostream& operator<<(std::ostream& to, const ending& each)
    {
        return to << each.framing << ": " << each.why;
    }

    std::vector<std::string> actions;
    std::string framing;
    std::string why;
};

std::vector<ending> endings()
{
    std::vector<ending> made;
    auto add = [&](std::vector<std::string> actions, std::string framing, std::string why) {
        made.push_back({std::move(actions), std::move(framing), std::move(why)});
    };
    for (auto framing : {"newline", "content-length", "length-prefix", "netstring", "bare"})
    {
        add({"take", "1", "status", "3"}, framing, "the connection was lost: the process exited with status 3 (phase");
        add({"take", "1", "part", "status", "4"}, framing, "the process exited with status 4 (phase");
        add({"take", "1", "signal", "9"}, framing, "the process was ended by signal 9 (Killed) (phase");
        add({"take", "1", "close", "1", "stay"}, framing, "the process closed its standard output");
    }
    // Before it has read anything.
    add({"status", "0"}, "newline", "the process exited with status 0");
    add({"close", "0", "status", "5"}, "newline", "the process exited with status 5");
    // What it printed.
    add({"out", "Usage:\\t\"x\"\\nmore\\n", "take", "1", "status", "2"}, "newline",
        R"(the process exited with status 2; it wrote "more", which is no message)");
    add({"out", "Usage\\n", "close", "1", "stay"}, "newline",
        R"(the process closed its standard output; the process wrote "Usage", which is no message)");
    add({"out", "Usage x\\n", "status", "2"}, "bare", R"(it wrote "x", which is no message)");
    add({"out", "Traceback (most recent call last):\\n  File\\n", "stay"}, "content-length",
        R"(the framing content-length is lost: expected a header field, found "Traceback (most recent call last):")");
    add({"out", "Starting up ...\\n", "stay"}, "length-prefix", R"(found "Starting up ...\n")");
    add({"out", "Starting up ...\\n", "stay"}, "netstring", R"(found "Starting up ...\n")");
    add({"out", std::string(1000, 'x') + "\\n", "stay"}, "content-length",
        "found \"" + std::string(100, 'x') + "\"...");
    return made;
}

} // namespace

BOOST_DATA_TEST_CASE(lost_connection_tells_how_the_process_ended_or_what_it_printed,
                     boost::unit_test::data::make(endings()), each)
{
    // The program does not have to do anything about SIGPIPE.
    auto before = std::signal(SIGPIPE, SIG_DFL);
    auto files = open_files();
    // A handler keeps what is written to standard error out of the log.
    auto command = peer_in(each.framing, each.actions).on_standard_error([](std::string_view) {});
    auto error = first_failure(command, once(each.framing));
    BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
    BOOST_TEST(contains(error.what(), each.why), error.what());
    BOOST_TEST(open_files() == files);
    BOOST_TEST(has_no_children());
    std::signal(SIGPIPE, before);
}

BOOST_AUTO_TEST_CASE(process_that_reads_no_more_loses_its_connection_without_a_signal_for_the_program)
{
    auto before = std::signal(SIGPIPE, SIG_DFL);
    bool is_closed = false;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command = peer("close", "0", "err", "closed\\n", "stay");
            command.on_standard_error([&](std::string_view) { is_closed = true; });
            rpc::client client(co_await asio::this_coro::executor, command, once());
            co_await client.connect();
            while (!is_closed)
                co_await test::turn();
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent), error.what());
            BOOST_TEST(contains(error.what(), "Broken pipe"), error.what());
        });
    BOOST_TEST(has_no_children());
    std::signal(SIGPIPE, before);
}

BOOST_AUTO_TEST_CASE(stray_line_costs_no_call_and_is_counted)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, peer("out", "Starting\\n"));
            co_await client.request("ping");
            BOOST_TEST(client.statistics().malformed == 1U);
            co_await client.close();
        });
}

BOOST_AUTO_TEST_CASE(call_that_times_out_quotes_the_last_stray_line)
{
    auto command = peer("out", "one\\nEnter password:\\n", "take", "1", "stay");
    test::run(
        [&]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, command);
            co_await client.connect();
            while (client.statistics().malformed != 2)
                co_await test::turn();
            auto error =
                co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout), error.what());
            BOOST_TEST(contains(error.what(),
                                R"((phase: wait; the process wrote "Enter password:", which is no message))"),
                       error.what());
        });
}

BOOST_AUTO_TEST_CASE(stray_output_is_skipped_where_that_is_wanted)
{
    const std::vector<std::string> more = {"serve", "1", "out", "Going on\\n"};
    for (std::string framing : {"newline", "delimiter:0x0a", "bare", "content-length"})
        test::run(
            [&]() -> asio::awaitable<void>
            {
                std::vector<std::string> actions(2, "out");
                if (framing == "content-length")
                    actions[1] = "Starting: {now}\\n\\r\\nContent-Len\\nContent-Length up\\n";
                else
                    actions[1] = "Starting\\n\\n true\\n";
                actions.insert(actions.end(), more.begin(), more.end());
                auto command = peer_in(framing, actions).skip_stray_output();
                rpc::client client(co_await asio::this_coro::executor, command, once(framing));
                for (int i = 0; i != 3; ++i)
                    co_await client.request("ping");
                BOOST_TEST(client.statistics().malformed == 0U);
                co_await client.close();
            });
}

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

BOOST_AUTO_TEST_CASE(process_that_has_ended_is_started_anew_for_the_next_call)
{
    std::size_t exits = 0;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command =
                peer("echo", "serve", "1", "status", "0").on_exit([&](const rpc::process_exit&) { ++exits; });
            rpc::client client(co_await asio::this_coro::executor, command,
                               rpc::client_options().reconnect(rpc::backoff(1ms, 10ms)));
            std::int64_t last = 0;
            for (int i = 0; i != 3; ++i)
            {
                auto response =
                    co_await client.send(rpc::request("describe"), rpc::call_options().idempotent().timeout(30s));
                auto pid = response.data.result().at("pid").as_int64();
                BOOST_TEST(pid != last);
                last = pid;
                while (exits != std::size_t(i + 1))
                    co_await test::turn();
            }
            BOOST_TEST(client.statistics().connects == 3U);
            co_await client.close();
        });
}

// Who waits for all children elsewhere takes the status away.
BOOST_AUTO_TEST_CASE(process_whose_status_nobody_knows_has_ended_all_the_same)
{
    auto before = std::signal(SIGCHLD, SIG_IGN);
    auto error = first_failure(peer("take", "1", "status", "3"), once());
    BOOST_TEST(contains(error.what(), "the connection was lost: the process ended (phase"), error.what());
    std::signal(SIGCHLD, before);
}

BOOST_AUTO_TEST_SUITE_END()
