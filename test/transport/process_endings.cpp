// SPDX-License-Identifier: BSL-1.0
// Child processes that end by themselves, or print what is no message: what is told of it.
#include "support/child_process.hpp"

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
