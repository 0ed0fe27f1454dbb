// SPDX-License-Identifier: BSL-1.0
// Messages that arrive together: several are read before the first handler runs, which nobody is to notice.
#include "support/mock_channel.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

using test::connector_of;
using test::contains;
using test::mock_channel;
using test::result;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(arrivals)

namespace {

boost::system::error_code code_of(const std::exception_ptr& error)
try
{
    std::rethrow_exception(error);
}
catch (const rpc::client_error& thrown)
{
    return thrown.code();
}

// A client of a mock channel, on a context of its own.
struct stage
{
    explicit stage(rpc::client_options options = {})
        : client(io.get_executor(), connector_of(notes), std::move(options))
    {
    }

    // Until all calls that were begun are written.
    void write(std::size_t messages)
    {
        while (notes->messages.size() != messages)
            BOOST_REQUIRE(io.run_one() != 0);
    }

    // All of these arrive at once.
    void arrive(std::vector<std::string> texts)
    {
        notes->incoming.try_send(boost::system::error_code(), std::move(texts));
        io.poll();
    }

    asio::io_context io;
    std::shared_ptr<mock_channel::record> notes = std::make_shared<mock_channel::record>(io.get_executor());
    rpc::client client;
};

} // namespace

BOOST_AUTO_TEST_CASE(what_arrives_together_is_told_in_its_order)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            std::string told;
            client.on_notification([&](const rpc::server_notification&) { told += " tick"; });
            for (int i = 1; i <= 3; ++i)
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response answer)
                            { told += error ? " error" : " " + to_string(*answer.data.id()); });
            co_await client.connect();
            co_await test::turn();
            std::vector<std::string> texts{result(2), R"({"jsonrpc":"2.0","method":"tick"})", result(1), "no JSON",
                                           result(3)};
            co_await notes->incoming.async_send({}, texts, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(told == " 2 tick 1 3");
            BOOST_TEST(client.statistics().malformed == 1u);
        });
}

BOOST_AUTO_TEST_CASE(handlers_of_what_arrives_together_may_start_calls_that_get_the_slots_of_others)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            constexpr int calls = 160;
            int right = 0;
            auto check = [&](int expected)
            {
                return [&, expected](std::exception_ptr error, rpc::response answer)
                { right += !error && answer.data.result() == expected; };
            };
            std::vector<std::string> first, second;
            for (int i = 1; i <= calls; ++i)
            {
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response answer)
                            {
                                check(i)(error, std::move(answer));
                                client.send(rpc::request("again"), {}, check(calls + i));
                            });
                first.push_back(result(i));
                second.push_back(result(calls + i));
            }
            co_await client.connect();
            co_await test::turn();
            co_await notes->incoming.async_send({}, first, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(right == calls);
            co_await notes->incoming.async_send({}, second, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(right == 2 * calls);
        });
}

BOOST_AUTO_TEST_CASE(message_that_is_too_large_costs_its_own_call_among_others_that_arrive_with_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes), rpc::client_options().max_message_size(100));
            std::map<int, std::string> outcomes;
            for (int i = 1; i <= 3; ++i)
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response)
                            { outcomes[i] = error ? code_of(error).message() : "answered"; });
            co_await client.connect();
            co_await test::turn();
            std::vector<std::string> texts{result(1),
                                           R"({"jsonrpc":"2.0","id":2,"result":")" + std::string(100, 'x') + "\"}",
                                           result(3)};
            co_await notes->incoming.async_send({}, texts, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(outcomes[1] == "answered");
            BOOST_TEST(outcomes[2] == make_error_code(rpc::errc::message_too_large).message());
            BOOST_TEST(outcomes[3] == "answered");
        });
}

// Of what has arrived with the answer whose handler destroys the client, some was read already: that is answered.
BOOST_AUTO_TEST_CASE(client_may_be_destroyed_by_the_first_of_many_answers_that_arrive_together)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            auto client = std::make_unique<rpc::client>(executor, connector_of(notes));
            constexpr int calls = 160;
            int answered = 0;
            int closed = 0;
            std::vector<std::string> answers;
            for (int i = 1; i <= calls; ++i)
            {
                client->send(rpc::request("ping"), {},
                             [&](std::exception_ptr error, rpc::response)
                             {
                                 client.reset();
                                 answered += !error;
                                 closed += error && code_of(error) == rpc::errc::closed;
                             });
                answers.push_back(result(i));
            }
            co_await client->connect();
            co_await test::turn();
            co_await notes->incoming.async_send({}, answers, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(answered != 0);
            BOOST_TEST(closed != 0);
            BOOST_TEST(answered + closed == calls);
        });
}

BOOST_AUTO_TEST_CASE(client_that_is_closed_by_a_log_handler_in_between_has_all_answers_that_came)
{
    stage all;
    std::map<int, std::string> outcomes;
    for (int i = 1; i <= 2; ++i)
        all.client.send(rpc::request("ping"), {},
                        [&, i](std::exception_ptr error, rpc::response)
                        { outcomes[i] += error ? code_of(error).message() : "answered"; });
    all.write(2);
    int responses = 0;
    all.client.add_log_handler(
        [&](const rpc::logging::record& record)
        {
            if (!contains(record.logger, "response") || ++responses != 2)
                return;
            all.client.close([](std::exception_ptr) {});
            all.io.poll();
        });
    all.arrive({result(1), result(2)});
    BOOST_TEST(responses == 2);
    BOOST_TEST(outcomes[1] == "answered");
    BOOST_TEST(outcomes[2] == "answered");
}

BOOST_AUTO_TEST_CASE(call_that_is_cancelled_when_its_answer_is_there_is_not_tried_again)
{
    stage all;
    asio::cancellation_signal stop;
    int ended = 0;
    all.client.send(rpc::request("first"), {},
                    [&](std::exception_ptr, rpc::response) { stop.emit(asio::cancellation_type::terminal); });
    all.client.send(rpc::request("second"),
                    rpc::call_options().idempotent().retry(rpc::backoff(10ms, 20ms).attempts(3)).retry_on(-32000),
                    asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr error, rpc::response answer)
                                                 { ended += !error && answer.data.error().code() == -32000; }));
    all.write(2);
    all.arrive({result(1), R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"busy"},"id":2})"});
    BOOST_TEST(ended == 1);
    BOOST_TEST(all.client.statistics().in_flight == 0u);
    BOOST_TEST(all.client.statistics().retries == 0u);
}

// Their values would take many times the memory of one.
BOOST_AUTO_TEST_CASE(large_messages_are_not_held_together)
{
    stage all;
    int responses = 0;
    all.client.add_log_handler([&](const rpc::logging::record& record)
                               { responses += contains(record.logger, "response"); });
    std::vector<std::string> texts;
    std::vector<int> read_before;
    for (int i = 1; i <= 4; ++i)
    {
        all.client.send(rpc::request("large"), {},
                        [&](std::exception_ptr, rpc::response) { read_before.push_back(responses); });
        texts.push_back(R"({"jsonrpc":"2.0","id":)" + std::to_string(i) + R"(,"result":")" + std::string(40'000, 'x') +
                        "\"}");
    }
    all.write(4);
    all.arrive(texts);
    BOOST_TEST((read_before == std::vector<int>{2, 2, 4, 4}));
}

BOOST_AUTO_TEST_CASE(progress_in_an_array_with_the_answer_of_its_call_is_told_in_front_of_that)
{
    stage all(rpc::client_options().dialect(rpc::dialect::mcp()));
    std::string told;
    all.client.send(rpc::request("work"),
                    rpc::call_options().on_progress([&](const json::value&) { told += " progress"; }),
                    [&](std::exception_ptr error, rpc::response) { told += error ? " error" : " answer"; });
    all.write(1);
    auto sent = json::parse(all.notes->messages.front());
    auto token = json::serialize(sent.at("params").at("_meta").at("progressToken"));
    all.arrive({R"([{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token +
                R"(,"progress":1}},)" + result(1) + "]"});
    BOOST_TEST(told == " progress answer");
}

BOOST_AUTO_TEST_SUITE_END()
