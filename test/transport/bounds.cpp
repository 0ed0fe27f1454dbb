// SPDX-License-Identifier: BSL-1.0
// What happens where the limits are reached.
#include "support/client_test.hpp"
#include "support/http_site.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(bounds)

namespace {

// Answers each call, one after the other, and counts how many came before the first answer.
asio::awaitable<void> answer_each(test::text_peer& peer)
{
    for (;;)
    {
        auto message = json::parse(co_await peer.read());
        co_await peer.answer(R"({"jsonrpc":"2.0","result":"pong","id":)" + json::serialize(message.at("id")) + "}");
    }
}

} // namespace

BOOST_DATA_TEST_CASE(calls_beyond_max_in_flight_wait_for_their_turn_if_they_may, bdata::make(test::transports),
                     transport)
{
    play(
        transport, answer_each,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            std::string order;
            std::size_t most = 0;
            for (char name = 'a'; name <= 'z'; ++name)
                client.send(rpc::request("ping"), {},
                            [&, name](std::exception_ptr error, rpc::response answer)
                            {
                                order += !error && answer.data.ok() ? name : '!';
                                most = std::max<std::size_t>(most, client.statistics().in_flight);
                            });
            while (order.size() != 26)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
            BOOST_TEST(order == "abcdefghijklmnopqrstuvwxyz");
            // In flight are those that wait for their turn, too. As many as the server may see have ended together.
            BOOST_TEST(most >= 23u);
            BOOST_TEST(most <= 25u);
            BOOST_TEST(client.statistics().in_flight == 0u);
            BOOST_TEST(client.statistics().queued_bytes == 0u);
        },
        rpc::client_options().max_in_flight(3).max_connections(1).wait_when_full());
}

BOOST_DATA_TEST_CASE(the_server_sees_no_more_calls_at_a_time_than_max_in_flight, bdata::make(test::streams), transport)
{
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            std::vector<std::string> answers;
            for (int i = 0; i != 9; ++i)
            {
                auto message = json::parse(co_await peer.read());
                answers.push_back(R"({"jsonrpc":"2.0","result":1,"id":)" + json::serialize(message.at("id")) + "}");
                // Only when no other can come are they answered.
                if (answers.size() == 3)
                {
                    co_await peer.answer_all(std::move(answers));
                    answers.clear();
                }
            }
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            std::size_t ended = 0;
            for (int i = 0; i != 9; ++i)
                client.send(rpc::request("ping"), {},
                            [&](std::exception_ptr error, rpc::response)
                            {
                                BOOST_TEST(!error);
                                ++ended;
                            });
            while (ended != 9)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
        },
        rpc::client_options().max_in_flight(3).wait_when_full());
}

BOOST_DATA_TEST_CASE(who_waits_for_room_has_a_timeout_and_can_be_cancelled, bdata::make(test::transports), transport)
{
    play(
        transport, test::silent,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            client.send(rpc::request("first"), {}, [](std::exception_ptr, rpc::response) {});
            auto late = co_await test::failure(client.send(rpc::request("late"), rpc::call_options().timeout(20ms)));
            BOOST_TEST((late.code() == rpc::errc::timeout));
            BOOST_TEST(late.delivery() == rpc::delivery::not_sent);
            BOOST_TEST(contains(late.what(), "(phase: queue)"), late.what());

            asio::cancellation_signal stop;
            std::exception_ptr ended;
            client.send(rpc::request("unwanted"), {},
                        asio::bind_cancellation_slot(stop.slot(),
                                                     [&](std::exception_ptr error, rpc::response) { ended = error; }));
            stop.emit(asio::cancellation_type::total);
            co_await test::turn();
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(ended), rpc::client_error,
                                  [](auto& error) { return error.code() == rpc::errc::canceled; });
            BOOST_TEST(client.statistics().in_flight == 1u);
        },
        rpc::client_options().max_in_flight(1).wait_when_full());
}

BOOST_DATA_TEST_CASE(bytes_beyond_max_queued_bytes_wait_until_others_have_left, bdata::make(test::transports),
                     transport)
{
    play(
        transport, answer_each,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            std::size_t ended = 0;
            std::string text(600, 'x');
            for (int i = 0; i != 20; ++i)
                client.send(rpc::request("ping", text), {},
                            [&](std::exception_ptr error, rpc::response)
                            {
                                BOOST_TEST(!error);
                                ++ended;
                            });
            while (ended != 20)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
            BOOST_TEST(client.statistics().messages_sent == 20u);
            // What could never have room is refused.
            auto error = co_await test::failure(client.request("ping", std::string(1000, 'x')));
            BOOST_TEST((error.code() == rpc::errc::queue_full));
        },
        rpc::client_options().max_queued_bytes(1000).max_connections(1).wait_when_full());
}

BOOST_AUTO_TEST_CASE(calls_that_are_tried_again_and_calls_that_wait_for_room_do_not_wait_for_each_other)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            int count = 0;
            test::http_site site(executor, "http",
                                 [&](const test::site_request& request) {
                                     return ++count % 3 == 0 ? test::pong_to(request)
                                                             : "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
                                 });
            rpc::client client(executor, site.url(),
                               site.options(rpc::client_options().max_in_flight(2).wait_when_full().idempotent().retry(
                                   rpc::backoff(1ms, 2ms))));
            std::size_t ended = 0;
            for (int i = 0; i != 20; ++i)
                client.send(rpc::request("ping"), {},
                            [&](std::exception_ptr error, rpc::response)
                            {
                                BOOST_TEST(!error);
                                ++ended;
                            });
            while (ended != 20)
                co_await asio::post(executor, asio::use_awaitable);
            BOOST_TEST(client.statistics().retries == 40u);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(options_that_have_gone_bad_end_the_call_that_is_tried_again_with_them)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http over unix",
                                 [](const test::site_request&)
                                 { return "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"; });
            rpc::client client(executor, "http://cats.example");
            std::exception_ptr ended;
            client.send(
                rpc::request("ping"),
                rpc::call_options().idempotent().retry(rpc::backoff(200ms, 200ms)).unix_socket(site.socket_path()),
                [&](std::exception_ptr error, rpc::response) { ended = error; });
            while (client.statistics().idle_connections == 0)
                co_await asio::post(executor, asio::use_awaitable);
            // Nobody reaches a unix socket by a proxy.
            client.set_defaults(rpc::call_options().proxy("http://proxy.example"));
            while (!ended)
                co_await asio::post(executor, asio::use_awaitable);
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(ended), rpc::client_error,
                                  [](auto& error) { return error.code() == rpc::errc::invalid_config; });
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(the_header_of_an_answer_has_a_limit)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http",
                                 [](const test::site_request& request)
                                 { return test::pong_to(request, "X-Long: " + std::string(2000, 'x') + "\r\n"); });
            rpc::client client(executor, site.url(), site.options(rpc::client_options().max_header_size(1024)));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::message_too_large));
            BOOST_TEST(contains(error.what(), "max_header_size allows, 1024 bytes"), error.what());
            rpc::client other(executor, site.url(), site.options(rpc::client_options().max_header_size(4096)));
            co_await other.request("ping");
            site.stop();
        });
}

BOOST_DATA_TEST_CASE(what_is_nested_deeper_than_max_depth_is_no_answer, bdata::make(test::delimited), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            for (int depth = 4;; ++depth)
            {
                auto message = json::parse(co_await peer.read());
                co_await peer.answer(R"({"jsonrpc":"2.0","id":)" + json::serialize(message.at("id")) + R"(,"result":)" +
                                     std::string(depth, '[') + std::string(depth, ']') + "}");
            }
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto answer = co_await client.request("ping");
            BOOST_TEST(answer.data.ok());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response));
        },
        rpc::client_options().max_depth(5));
}

BOOST_DATA_TEST_CASE(an_idle_connection_is_closed_after_a_while, bdata::make(test::exchanges), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport, [](auto& request) { return test::pong_to(request); });
            rpc::client client(executor, site.url(), site.options(rpc::client_options().idle_timeout(20ms)));
            co_await client.request("ping");
            while (site.open() != 0)
                co_await asio::post(executor, asio::use_awaitable);
            auto answer = co_await client.request("ping");
            BOOST_TEST(answer.data.ok());
            BOOST_TEST(site.connections() == 2u);
            site.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
