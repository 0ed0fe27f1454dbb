// SPDX-License-Identifier: BSL-1.0
// The messages of a mock server: batches, ids and versions, and those that it sends by itself.
#include "support/mock_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using test::contains;
using test::with_mock;
using namespace rpc::literals;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(mock_server_messages)

BOOST_AUTO_TEST_CASE(a_batch_is_answered_by_an_array_in_either_order_with_holes_where_it_is_silent)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("one").answer(1);
            mock.on("two").silently();
            mock.on("three").answer_error(3, "three");
            for (bool is_reversed : {false, true})
            {
                mock.reverse_batches(is_reversed);
                auto answer = co_await client.send(rpc::batch(rpc::request("one"), rpc::request("two"),
                                                              rpc::notification("one"), rpc::request("three")));
                BOOST_TEST(answer.text.starts_with(is_reversed ? R"([{"jsonrpc":"2.0","error":{"code":3)"
                                                               : R"([{"jsonrpc":"2.0","result":1)"));
                BOOST_REQUIRE(answer.data.size() == 3U);
                BOOST_TEST(answer.data[0].result().as_int64() == 1);
                BOOST_TEST(answer.data[1].missing());
                BOOST_TEST(answer.data[2].error().code() == 3);
            }
            BOOST_TEST(mock.received().size() == 8U);
            BOOST_TEST(mock.received().front().text.starts_with("[{"));
        });
}

BOOST_AUTO_TEST_CASE(a_batch_waits_for_its_latest_answer_and_ends_with_its_connection)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("one").answer(1);
            mock.on("late").answer(2).after(1s);
            bool is_answered = false;
            client.send(rpc::batch(rpc::request("one"), rpc::request("late")), {},
                        [&](std::exception_ptr error, rpc::batch_response answer)
                        { is_answered = !error && answer.data.size() == 2; });
            co_await mock.until_received("late");
            co_await test::turn();
            BOOST_TEST(!is_answered);
            mock.advance(1s);
            co_await test::turn();
            BOOST_TEST(is_answered);

            mock.on("late").disconnect();
            auto error = co_await test::failure(client.send(rpc::batch(rpc::request("one"), rpc::request("late"))));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
        });
}

BOOST_AUTO_TEST_CASE(answers_have_the_id_of_the_request_as_it_came)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").answer("pong");
            for (rpc::id id : std::vector<rpc::id>{7, -1, std::numeric_limits<std::uint64_t>::max(), "a \"text\""})
            {
                auto response = co_await client.send(rpc::request("ping").id(id));
                BOOST_TEST((response.data.id() == id));
                BOOST_TEST((mock.received().back().id == id));
            }
        });
}

BOOST_AUTO_TEST_CASE(a_request_of_version_one_gets_an_answer_of_version_one)
{
    with_mock(
        [](rpc::mock_server& mock, rpc::client& client) -> asio::awaitable<void>
        {
            mock.on("ping").answer("pong").once().answer_error(1, "no");
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == R"({"result":"pong","error":null,"id":1})");
            response = co_await client.request("ping");
            BOOST_TEST(response.text == R"({"result":null,"error":{"code":1,"message":"no"},"id":2})");
            co_await client.notify("log");
            co_await client.request("ping");
            BOOST_TEST(!mock.received("log").front().id);
            BOOST_TEST(client.statistics().unknown == 0U);
        },
        rpc::client_options().protocol_version("1.0"));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_answered_as_the_specification_says)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            rpc::mock_server mock(co_await asio::this_coro::executor);
            auto channel = co_await mock.connector()();
            std::map<std::string, int> codes = {
                {"{", -32700}, {"[]", -32600}, {"1", -32600}, {R"({"method":1})", -32600}, {"[1]", -32600}};
            for (auto& [text, code] : codes)
            {
                std::string_view message = text;
                co_await channel->write(std::span(&message, 1));
                auto answers = co_await channel->read();
                BOOST_TEST(answers.size() == 1U);
                BOOST_TEST(contains(answers.front(), std::to_string(code)), text);
                BOOST_TEST(contains(answers.front(), R"("id":null)"), text);
                BOOST_TEST(mock.received().back().text == text);
            }
        });
}

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
            co_await test::turn();
            BOOST_TEST(client.statistics().unknown == 0U);
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
                                  [](auto& error)
                                  { return error.error().code() == -32601 && contains(error.what(), "ask"); });
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

BOOST_AUTO_TEST_SUITE_END()
