// SPDX-License-Identifier: BSL-1.0
// Clients of child processes: calls, what the process has, and how it may begin.
#include "support/captured_stderr.hpp"
#include "support/child_process.hpp"
#include "support/process_state.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using test::contains;
using namespace rpc::literals;
using namespace test::child_process;

BOOST_AUTO_TEST_SUITE(process)

namespace {

constexpr const char* framings[] = {"newline",       "delimiter:0x1e", "content-length",
                                    "length-prefix", "netstring",      "bare"};

json::object description(const rpc::response& response) { return response.data.result().as_object(); }

} // namespace

BOOST_DATA_TEST_CASE(calls_are_answered_in_each_framing_and_the_process_ends_with_the_client,
                     boost::unit_test::data::make(framings), framing)
{
    std::optional<rpc::process_exit> ended;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command = peer_in(framing).on_exit([&](const rpc::process_exit& how) { ended = how; });
            rpc::client client(co_await asio::this_coro::executor, command, options(framing));
            for (int i = 0; i != 3; ++i)
            {
                auto response = co_await client.request("echo", i);
                BOOST_TEST(json::serialize(response.data.result()) == "[" + std::to_string(i) + "]");
            }
            co_await client.close();
            BOOST_TEST((ended == rpc::process_exit::with_status(0)));
        });
}

BOOST_DATA_TEST_CASE(large_messages_go_both_ways_at_once_beside_a_flooded_standard_error,
                     boost::unit_test::data::make(framings), framing)
{
    const std::vector<std::string> actions = {"serve", "1", "flood", "1048576"};
    std::size_t lines = 0;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command = peer_in(framing, actions).on_standard_error([&](std::string_view) { ++lines; });
            rpc::client client(co_await asio::this_coro::executor, command, options(framing));
            std::string large(1 << 20, 'x');
            test::calls calls;
            for (int i = 0; i != 8; ++i)
                calls.start(co_await asio::this_coro::executor, client, rpc::request("echo", large));
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 8U);
            co_await client.close();
            BOOST_TEST(lines == (1U << 20) / 64);
        });
}

BOOST_AUTO_TEST_CASE(many_calls_are_in_flight_at_once)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, peer());
            test::calls calls;
            for (int i = 0; i != 2000; ++i)
                calls.start(co_await asio::this_coro::executor, client, rpc::request("echo", i));
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 2000U);
            BOOST_TEST(client.statistics().connects == 1U);
            co_await client.close();
        });
}

BOOST_AUTO_TEST_CASE(process_has_its_arguments_directory_and_environment)
{
    test::temporary_folder folder;
    test::environment_scope before("PROCESS_PEER_TEST", "before");
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto plain = rpc::process(PROCESS_PEER).argument("newline").argument("echo");
            rpc::client inheriting(executor, plain);
            auto response = co_await inheriting.request("describe");
            auto described = description(response);
            BOOST_TEST(described["directory"].as_string() == std::filesystem::current_path().string());
            BOOST_TEST(described["environment"].as_object()["PROCESS_PEER_TEST"].as_string() == "before");
            co_await inheriting.close();

            auto own = rpc::process(PROCESS_PEER).argument("newline").argument("err").argument("").argument("err");
            own.argument("").argument("echo").directory(folder.path("."));
            own.environment("PROCESS_PEER_TEST", "first").environment("PROCESS_PEER_TEST", "a=b");
            rpc::client client(executor, own);
            response = co_await client.request("describe");
            described = description(response);
            BOOST_TEST(described["directory"].as_string() == std::filesystem::canonical(folder.path(".")).string());
            BOOST_TEST(described["environment"].as_object()["PROCESS_PEER_TEST"].as_string() == "a=b");
            BOOST_TEST(described["environment"].as_object()["HOME"].as_string() == std::getenv("HOME"));
            std::string words = json::serialize(described["words"].as_array());
            BOOST_TEST(contains(words, R"("newline","err","","err","","echo"])"), words);
            co_await client.close();
        });
}

BOOST_AUTO_TEST_CASE(process_has_no_other_files_and_every_signal_at_its_default)
{
    auto before = std::signal(SIGPIPE, SIG_IGN);
    ::sigset_t blocked, mask;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, &mask);
    int left_open = ::open("/dev/null", O_RDONLY);
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command = peer("echo").on_standard_error([](std::string_view) {});
            rpc::client client(co_await asio::this_coro::executor, command);
            auto response = co_await client.request("describe");
            auto described = description(response);
            BOOST_TEST(json::serialize(described["files"]) == "[0,1,2]");
            BOOST_TEST(!described["ignores_sigpipe"].as_bool());
            BOOST_TEST(!described["blocks_sigterm"].as_bool());
            co_await client.close();
        });
    ::close(left_open);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    std::signal(SIGPIPE, before);
}

// Numbers that the process is to have in their places.
BOOST_AUTO_TEST_CASE(program_without_standard_input_and_output_starts_a_process_all_the_same)
{
    int saved[] = {::dup(0), ::dup(1)};
    std::string result;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            // The context has its own files already.
            ::close(0);
            ::close(1);
            rpc::client client(co_await asio::this_coro::executor, peer());
            auto response = co_await client.request("echo", "hello");
            result = json::serialize(response.data.result());
            co_await client.close();
        });
    for (int standard : {0, 1})
    {
        ::dup2(saved[standard], standard);
        ::close(saved[standard]);
    }
    BOOST_TEST(result == "[\"hello\"]");
}

BOOST_AUTO_TEST_CASE(process_is_started_by_a_url_that_shows_only_its_program)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto url = "Exec:'" PROCESS_PEER "' content-length out 'X: secret\\n' status 3";
            rpc::client client(co_await asio::this_coro::executor, url,
                               options("content-length").reconnect(rpc::backoff::none()));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(error.what(), "at exec:" PROCESS_PEER ": "), error.what());
            BOOST_TEST(!contains(error.what(), "secret"), error.what());
            BOOST_TEST(contains(error.what(), "the process exited with status 3"), error.what());
        });
}

BOOST_AUTO_TEST_CASE(process_that_cannot_be_started_ends_calls_with_program_and_reason)
{
    test::temporary_folder folder;
    std::string text = folder.path("no_program");
    ::close(::open(text.c_str(), O_CREAT | O_WRONLY, 0600));
    struct row
    {
        rpc::process command;
        std::string why;
    };
    std::vector<row> rows = {
        {rpc::process("no-such-program-anywhere").argument("secret"),
         "cannot start no-such-program-anywhere: No such file or directory (phase: connect)"},
        {rpc::process("/no/such/program"), "cannot start /no/such/program: No such file or directory"},
        {rpc::process(text), "cannot start " + text + ": Permission denied"},
        {rpc::process(folder.path(".")), "cannot start " + folder.path(".") + ": Permission denied"},
        {peer().directory("/no/such/directory"),
         "cannot start " PROCESS_PEER " in the directory /no/such/directory: No such file or directory"},
        {peer().directory(text), "in the directory " + text + ": Not a directory"},
    };
    auto files = open_files();
    for (auto& each : rows)
        test::run(
            [&]() -> asio::awaitable<void>
            {
                rpc::client client(co_await asio::this_coro::executor, each.command);
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::not_connected), error.what());
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), each.why), error.what());
                BOOST_TEST(!contains(error.what(), "secret"), error.what());
            });
    BOOST_TEST(open_files() == files);
}

BOOST_AUTO_TEST_CASE(program_is_found_by_the_path)
{
    std::filesystem::path program(PROCESS_PEER);
    auto path = program.parent_path().string() + ":" + std::getenv("PATH");
    test::environment_scope scope("PATH", path);
    test::run(
        [&]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor,
                               rpc::process(program.filename().string()).argument("newline"));
            co_await client.request("ping");
            co_await client.close();
        });
}

BOOST_AUTO_TEST_CASE(standard_error_comes_line_by_line_and_the_last_one_without_its_end)
{
    std::vector<std::string> lines;
    std::size_t lines_at_exit = 0;
    std::string longest(100'000, 'y'), longer(70'000, 'z');
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto command = peer("err", "one\\ntwo\r\\n\\n" + longest + "\\n", "err", longer + "\\nlast");
            command.on_standard_error(
                [&](std::string_view line)
                {
                    lines.emplace_back(line);
                    throw std::runtime_error("of the handler");
                });
            command.on_exit([&](const rpc::process_exit&) { lines_at_exit = lines.size(); });
            rpc::client client(co_await asio::this_coro::executor, command);
            co_await client.request("ping");
            co_await client.close();
        });
    std::vector<std::string> expected = {"one",
                                         "two",
                                         "",
                                         longest.substr(0, 65536),
                                         longest.substr(65536),
                                         longer.substr(0, 65536),
                                         longer.substr(65536),
                                         "last"};
    BOOST_TEST(lines == expected, boost::test_tools::per_element());
    BOOST_TEST(lines_at_exit == expected.size());
}

// All of them are there when the process is found to have ended.
BOOST_AUTO_TEST_CASE(end_is_told_after_the_last_line)
{
    asio::io_context context;
    std::size_t lines = 0, lines_at_exit = 0;
    auto command = peer("take", "1", "flood", "60032", "status", "0");
    command.on_standard_error([&](std::string_view) { ++lines; });
    command.on_exit([&](const rpc::process_exit&) { lines_at_exit = lines; });
    rpc::client client(context.get_executor(), command);
    bool is_written = false;
    client.send(rpc::notification("log"), {}, [&](std::exception_ptr, rpc::response) { is_written = true; });
    while (!is_written)
        context.run_one();
    ::siginfo_t ended;
    BOOST_REQUIRE(::waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) == 0);
    while (lines_at_exit == 0 && context.run_one_for(std::chrono::seconds(60)) != 0)
        ;
    BOOST_TEST(lines_at_exit == 60032U / 64);
}

BOOST_AUTO_TEST_CASE(standard_error_is_inherited_unless_it_is_asked_for)
{
    auto written = test::written_to_stderr(
        []
        {
            test::run(
                []() -> asio::awaitable<void>
                {
                    rpc::client client(co_await asio::this_coro::executor, peer("err", "this is heard\\n"));
                    co_await client.request("ping");
                    co_await client.close();
                });
        });
    BOOST_TEST(written == "this is heard\n");
}

BOOST_AUTO_TEST_SUITE_END()
