// SPDX-License-Identifier: BSL-1.0
// What a mock server answers: its scripts, and its clock.
#include "support/calls.hpp"
#include "support/mock_test.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using test::contains;
using test::with_mock;
using namespace rpc::literals;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mock_server)

namespace {

std::vector<std::string> methods_of(const std::vector<rpc::received_message>& received)
{
    std::vector<std::string> names;
    for (auto& came : received)
        names.push_back(came.method);
    return names;
}

bool has_misuse(const std::function<void()>& use, std::string_view part)
{
    try
    {
        use();
    }
    catch (const std::invalid_argument& error)
    {
        return contains(error.what(), part);
    }
    return false;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_method_answers_what_its_script_says_as_often_as_it_is_called)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").answer("pong");
            mock.on("numbers").answer(std::vector<int>(2, 7));
            mock.on("price").answer({{"amount", 1.5}, {"currency", "EUR"}});
            for (int i = 0; i != 3; ++i)
                BOOST_TEST(co_await client.call<std::string>("ping") == "pong");
            BOOST_TEST((co_await client.call<std::vector<int>>("numbers")).size() == 2U);
            auto price = co_await client.call<json::value>("price");
            BOOST_TEST(price.at("currency").as_string() == "EUR");
            BOOST_TEST(mock.connections() == 1U);
        });
}

BOOST_AUTO_TEST_CASE(scripts_can_stand_in_an_expression_that_awaits)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            std::string text = "a text that is too long to be stored in place";
            auto answer = (mock.on(text).answer(text).once().after(0s), co_await client.call<std::string>(text));
            BOOST_TEST(answer == text);
            BOOST_TEST((co_await mock.next_received()).method == text);
        });
}

BOOST_AUTO_TEST_CASE(a_method_without_a_script_is_not_found)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.error().code() == -32601);
            // Nor one that has a script without an outcome, or whose outcomes are used up.
            mock.on("ping");
            BOOST_TEST((co_await client.request("ping")).data.error().code() == -32601);
            mock.on("ping").answer(1).once();
            BOOST_TEST(co_await client.call<int>("ping") == 1);
            BOOST_TEST((co_await client.request("ping")).data.error().code() == -32601);
        });
}

BOOST_AUTO_TEST_CASE(outcomes_with_a_limit_come_one_after_the_other_and_the_one_without_stays)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("next").answer(1).once().answer(2).times(2);
            mock.on("next").answer(3);
            std::vector<int> answers;
            for (int i = 0; i != 5; ++i)
                answers.push_back(co_await client.call<int>("next"));
            BOOST_TEST((answers == std::vector<int>{1, 2, 2, 3, 3}));
            mock.on("next").answer(4);
            BOOST_TEST(co_await client.call<int>("next") == 4);
        });
}

BOOST_AUTO_TEST_CASE(an_error_object_has_its_code_message_and_data)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("order").answer_error(-32000, "busy", {{"seconds", 3}}).once().answer_error(7, "no \"data\"");
            auto error = (co_await client.request("order")).data.error();
            BOOST_TEST(error.code() == -32000);
            BOOST_TEST(error.message() == "busy");
            BOOST_TEST(error.data().at("seconds").as_int64() == 3);
            auto response = co_await client.request("order");
            BOOST_TEST(response.data.error().message() == "no \"data\"");
            BOOST_TEST(!contains(response.text, R"("data":)"));
        });
}

BOOST_AUTO_TEST_CASE(a_function_makes_the_result_of_the_params)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("add").answer([](const json::value& params)
                                  { return params.at(0).as_int64() + params.at(1).as_int64(); });
            mock.on("greet").answer(
                [](const json::value& params) -> json::value {
                    return {{"hello", params.at("name")}};
                });
            mock.on("params").answer([](const json::value& params) { return params.is_null(); });
            int calls = 0;
            mock.on("count").answer([&calls](auto&) { return ++calls; });
            BOOST_TEST(co_await client.call<int>("add", 1, 2) == 3);
            auto greeting = co_await client.call<json::value>("greet", "name"_arg = "Yoko");
            BOOST_TEST(greeting.at("hello").as_string() == "Yoko");
            BOOST_TEST(co_await client.call<bool>("params"));
            co_await client.call<int>("count");
            BOOST_TEST(co_await client.call<int>("count") == 2);
        });
}

BOOST_AUTO_TEST_CASE(what_a_function_throws_is_an_error_object)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("order").answer([](const json::value&) -> int
                                    { throw rpc::remote_error(rpc::error_object(-32000, "sold out", 5), "sold out"); });
            mock.on("broken").answer([](const json::value& params) { return params.at("missing").as_int64(); });
            mock.on("strange").answer([](const json::value&) -> int { throw 1; });
            mock.on("infinite").answer([](const json::value&) { return std::numeric_limits<double>::infinity(); });
            auto error = (co_await client.request("order")).data.error();
            BOOST_TEST(error.code() == -32000);
            BOOST_TEST(error.message() == "sold out");
            BOOST_TEST(error.data().as_int64() == 5);
            error = (co_await client.request("broken", 1)).data.error();
            BOOST_TEST(error.code() == -32603);
            BOOST_TEST(!error.message().empty());
            BOOST_TEST((co_await client.request("strange")).data.error().code() == -32603);
            BOOST_TEST(contains((co_await client.request("infinite")).data.error().message(), "infinite"));
        });
}

BOOST_AUTO_TEST_CASE(a_silent_method_lets_the_call_time_out)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").silently();
            auto error = co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(1ms)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            mock.on("ping").answer("pong");
            BOOST_TEST(co_await client.call<std::string>("ping") == "pong");
        });
}

BOOST_AUTO_TEST_CASE(a_delayed_answer_comes_when_the_clock_was_advanced_so_far)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            mock.on("slow").answer(1).after(50ms);
            mock.on("slower").answer(2).after(60ms);
            test::calls calls;
            calls.start(executor, client, rpc::request("slower"));
            calls.start(executor, client, rpc::request("slow"));
            co_await mock.until_received("slow");
            co_await test::turn();
            BOOST_TEST(calls.running() == 2U);
            mock.advance(49ms);
            co_await test::turn();
            BOOST_TEST(calls.running() == 2U);
            mock.advance(1ms);
            co_await test::turn();
            BOOST_TEST(calls.running() == 1U);
            BOOST_TEST(calls.outcomes()[1] == "ok");
            mock.advance(1h);
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 2U);
        });
}

BOOST_AUTO_TEST_CASE(delayed_outcomes_happen_in_the_order_in_which_they_are_due)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            std::string order;
            mock.on("late").answer([&](auto&) { return order += 'l'; }).after(2ms);
            mock.on("early").answer([&](auto&) { return order += 'e'; }).after(1ms);
            co_await client.notify("late");
            co_await client.notify("early");
            co_await client.notify("late");
            BOOST_TEST(order == "");
            mock.advance(2ms);
            BOOST_TEST(order == "ell");
        });
}

BOOST_AUTO_TEST_CASE(times_beyond_what_can_be_counted_are_the_end_of_time)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            int calls = 0;
            mock.advance(1h);
            mock.on("log").answer([&](auto&) { return ++calls; }).after(std::chrono::nanoseconds::max());
            co_await client.notify("log");
            mock.advance(24h);
            BOOST_TEST(calls == 0);
            mock.advance(std::chrono::nanoseconds::max());
            BOOST_TEST(calls == 1);
        });
}

BOOST_AUTO_TEST_CASE(a_method_can_end_the_connection_in_place_of_an_answer)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("order").disconnect().once().answer("done");
            auto error = co_await test::failure(client.request("order"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
            BOOST_TEST(mock.received("order").size() == 1U);
            BOOST_TEST(co_await client.call<std::string>("order") == "done");
            BOOST_TEST(mock.connections() == 2U);
        });
}

BOOST_AUTO_TEST_CASE(what_was_sent_behind_a_call_that_disconnects_comes_again)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            co_await client.connect();
            mock.on("first").answer(1);
            mock.on("order").disconnect();
            mock.on("last").answer(2);
            test::calls calls;
            for (auto method : {"first", "order", "last"})
                calls.start(executor, client, rpc::request(method));
            co_await calls.all_ended();
            BOOST_TEST(calls.outcomes()[0] == "ok");
            BOOST_TEST(contains(calls.outcomes()[1], "lost"));
            BOOST_TEST(calls.outcomes()[2] == "ok");
            std::vector<std::string> came = {"first", "order", "last"};
            BOOST_TEST(methods_of(mock.received()) == came, boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(a_garbled_answer_is_the_text_as_it_is)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").garble(R"({"jsonrpc":"2.0","id":1})").once().garble("<html>");
            auto thrown = co_await test::exception_of(client.request("ping"));
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), rpc::invalid_response,
                                  [](auto& error) { return error.text() == R"({"jsonrpc":"2.0","id":1})"; });
            // Whose answer this is cannot be told.
            test::calls calls;
            calls.start(co_await asio::this_coro::executor, client);
            co_await mock.until_received("ping", 2);
            co_await test::turn();
            BOOST_TEST(client.statistics().malformed == 1U);
            BOOST_TEST(calls.running() == 1U);
        });
}

BOOST_AUTO_TEST_CASE(misuse_is_refused_and_says_why)
{
    asio::io_context context;
    rpc::mock_server mock(context.get_executor());
    BOOST_TEST(has_misuse([&] { mock.advance(-5ns); }, "advance() takes no negative time, such as -5 ns"));
    BOOST_TEST(has_misuse([&] { mock.advance(std::chrono::nanoseconds::min()); }, "no negative time"));
    BOOST_TEST(has_misuse([&] { mock.on("ping").answer(1).after(-1ns); }, "\"ping\": after() takes no negative time"));
    BOOST_TEST(has_misuse([&] { mock.on("ping").answer(1).times(0); }, "\"ping\": times(0)"));
    BOOST_TEST(has_misuse([&] { mock.on("other").once(); }, "\"other\": times() or once() comes behind"));
    BOOST_TEST(has_misuse([&] { mock.on("other").after(1ms); }, "\"other\": after() comes behind"));
}

BOOST_AUTO_TEST_SUITE_END()
