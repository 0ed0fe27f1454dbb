// SPDX-License-Identifier: BSL-1.0
// Calls that are tried again because of what a server says, or because it cannot be reached.
#include "support/client_test.hpp"
#include "support/http_site.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

BOOST_AUTO_TEST_SUITE(retries)

namespace {

using use = std::function<asio::awaitable<void>(rpc::client&, test::http_site&)>;

std::string status(std::string line, std::string headers = {})
{
    return "HTTP/1.1 " + line + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
}

// Answers with these, one after the other, and then to each call.
test::http_site::handler answering(std::vector<std::string> first)
{
    return [first = std::move(first), count = std::size_t(0)](const test::site_request& request) mutable
    { return count < first.size() ? first[count++] : test::pong_to(request); };
}

void visit(test::http_site::handler answer, use visitor, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", answer);
            rpc::client client(executor, site.url(), site.options(options));
            co_await visitor(client, site);
            co_await client.close();
            site.stop();
        });
}

rpc::call_options thrice() { return rpc::call_options().idempotent().retry(rpc::backoff(1ms, 5ms).attempts(3)); }

} // namespace

BOOST_DATA_TEST_CASE(a_status_that_passes_is_tried_again,
                     bdata::make({"429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable",
                                  "504 Gateway Timeout"}),
                     line)
{
    visit(answering({status(line), status(line)}),
          [](rpc::client& client, test::http_site& site) -> asio::awaitable<void>
          {
              auto answer = co_await client.send(rpc::request("ping"), thrice());
              BOOST_TEST(answer.data.result() == "pong");
              BOOST_REQUIRE(site.requests().size() == 3u);
              BOOST_TEST(site.requests()[0].body == site.requests()[2].body);
              BOOST_TEST(client.statistics().in_flight == 0u);
          });
}

BOOST_AUTO_TEST_CASE(when_no_attempt_is_left_the_last_status_is_the_error_and_says_how_often_it_was_tried)
{
    visit(answering(std::vector<std::string>(9, status("503 Service Unavailable"))),
          [](rpc::client& client, test::http_site& site) -> asio::awaitable<void>
          {
              auto error = co_await test::failure(client.send(rpc::request("ping"), thrice()));
              BOOST_TEST((error.code() == rpc::errc::http_status));
              BOOST_TEST(contains(error.what(), ", tried 4 times: the server answered with HTTP status 503"),
                         error.what());
              BOOST_TEST(site.requests().size() == 4u);
          });
}

BOOST_AUTO_TEST_CASE(other_statuses_and_calls_that_are_not_idempotent_are_not_tried_again)
{
    for (auto* line : {"500 Internal Server Error", "404 Not Found", "400 Bad Request"})
        visit(answering({status(line)}),
              [](rpc::client& client, test::http_site& site) -> asio::awaitable<void>
              {
                  co_await test::failure(client.send(rpc::request("ping"), thrice()));
                  BOOST_TEST(site.requests().size() == 1u);
              });
    visit(answering({status("503 Service Unavailable")}),
          [](rpc::client& client, test::http_site& site) -> asio::awaitable<void>
          {
              co_await test::failure(client.send(rpc::request("ping"), thrice().idempotent(false)));
              BOOST_TEST(site.requests().size() == 1u);
              auto answer = co_await client.send(rpc::request("ping"), rpc::call_options().idempotent());
              BOOST_TEST(answer.data.result() == "pong");
              BOOST_TEST(site.requests().size() == 2u);
          });
}

BOOST_AUTO_TEST_CASE(retry_after_lets_all_calls_of_the_client_wait)
{
    visit(answering({status("429 Too Many Requests", "Retry-After: 1\r\n")}),
          [](rpc::client& client, test::http_site& site) -> asio::awaitable<void>
          {
              auto begin = std::chrono::steady_clock::now();
              auto first = client.send(rpc::request("a"), thrice());
              auto second = [&]() -> asio::awaitable<rpc::response>
              {
                  while (site.requests().empty())
                      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
                  // The answer that says so has to arrive.
                  while (client.statistics().idle_connections == 0)
                      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
                  co_return co_await client.request("b");
              };
              auto [a, b] = co_await (std::move(first) && second());
              BOOST_TEST(a.data.ok());
              BOOST_TEST(b.data.ok());
              BOOST_TEST((std::chrono::steady_clock::now() - begin >= 1s));
              BOOST_TEST(site.requests().size() == 3u);
          });
}

BOOST_AUTO_TEST_CASE(who_would_wait_longer_than_his_timeout_ends_with_what_he_has)
{
    visit(answering({status("503 Service Unavailable", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n")}),
          [](rpc::client& client, test::http_site&) -> asio::awaitable<void>
          {
              auto error = co_await test::failure(client.send(rpc::request("ping"), thrice()));
              BOOST_TEST((error.code() == rpc::errc::http_status));
              // The others wait as the server wants it, each for as long as it may.
              auto late = co_await test::failure(client.send(rpc::request("b"), rpc::call_options().timeout(50ms)));
              BOOST_TEST((late.code() == rpc::errc::timeout));
              BOOST_TEST(late.delivery() == rpc::delivery::not_sent);
              BOOST_TEST(contains(late.what(), "(phase: queue; the server asked for a pause by Retry-After)"),
                         late.what());
          });
}

BOOST_AUTO_TEST_CASE(a_call_that_is_cancelled_between_two_tries_says_so)
{
    visit(
        answering({status("503 Service Unavailable")}),
        [](rpc::client& client, test::http_site&) -> asio::awaitable<void>
        {
            asio::cancellation_signal stop;
            std::optional<rpc::client_error> seen;
            client.send(rpc::request("ping"),
                        rpc::call_options().idempotent().timeout(1h).retry(rpc::backoff(20min, 20min)),
                        asio::bind_cancellation_slot(stop.slot(),
                                                     [&](std::exception_ptr error, rpc::response)
                                                     {
                                                         try
                                                         {
                                                             std::rethrow_exception(error);
                                                         }
                                                         catch (const rpc::client_error& failed)
                                                         {
                                                             seen = failed;
                                                         }
                                                     }));
            while (client.statistics().in_flight != 1 || client.statistics().idle_connections == 0)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
              // It may have been executed: total cancellation comes too late.
            stop.emit(asio::cancellation_type::total);
            co_await test::turn();
            BOOST_TEST(!seen);
            stop.emit(asio::cancellation_type::partial);
            while (!seen)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
            BOOST_TEST((seen->code() == rpc::errc::canceled));
            BOOST_TEST(seen->delivery() == rpc::delivery::maybe_executed);
            BOOST_TEST(contains(seen->what(), "(phase: retry)"), seen->what());
        },
        rpc::client_options().max_connections(1));
}

BOOST_DATA_TEST_CASE(an_error_code_that_was_named_is_tried_again, bdata::make(test::transports), transport)
{
    int count = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            for (;;)
            {
                auto message = json::parse(co_await peer.read());
                json::object answer = {{"jsonrpc", "2.0"}, {"id", message.at("id")}};
                if (++count % 3 != 0)
                    answer["error"] = json::parse(R"({"code":-32005,"message":"limit exceeded"})");
                else
                    answer["result"] = count;
                co_await peer.answer(json::serialize(answer));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto answer = co_await client.send(rpc::request("ping"), thrice().retry_on(1).retry_on(-32005));
            BOOST_TEST(answer.data.result() == 3);
            BOOST_TEST(client.statistics().duplicate == 0u);
            // Others, and those of calls that are not idempotent, are answers.
            auto other = co_await client.send(rpc::request("ping"), thrice().retry_on(1));
            BOOST_TEST(!other.data.ok());
            auto plain = co_await client.send(rpc::request("ping"), thrice().retry_on(-32005).idempotent(false));
            BOOST_TEST(plain.data.error().code() == -32005);
            BOOST_TEST(client.statistics().in_flight == 0u);
        });
}

BOOST_DATA_TEST_CASE(a_call_that_is_tried_again_because_of_its_answer_keeps_its_id, bdata::make(test::transports),
                     transport)
{
    int count = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            for (;;)
            {
                auto message = json::parse(co_await peer.read());
                BOOST_TEST(message.at("id") == "an id too long to be kept inside a string object");
                json::object answer = {{"jsonrpc", "2.0"}, {"id", message.at("id")}};
                if (++count == 1)
                    answer["error"] = json::parse(R"({"code":1,"message":"busy"})");
                else
                    answer["result"] = "pong";
                co_await peer.answer(json::serialize(answer));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto message = rpc::request("ping").id("an id too long to be kept inside a string object");
            auto answer = co_await client.send(message, thrice().retry_on(1).timeout(2s));
            BOOST_TEST(answer.data.result() == "pong");
            BOOST_TEST(count == 2);
        });
}

BOOST_DATA_TEST_CASE(a_server_that_is_not_there_yet_is_tried_again, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::address nobody(executor, transport);
            rpc::client client(executor, nobody.url(), nobody.options());
            // Not one byte of it is written, so that it need not be idempotent.
            auto error = co_await test::failure(
                client.send(rpc::request("ping"), rpc::call_options().retry(rpc::backoff(1ms, 2ms).attempts(2))));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), ", tried 3 times: could not connect"), error.what());
        });
}

BOOST_DATA_TEST_CASE(a_connection_that_is_lost_is_a_reason_to_try_an_idempotent_call_again,
                     bdata::make(test::exchanges), transport)
{
    int count = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto message = json::parse(co_await peer.read());
            if (++count < 3)
                co_return;
            co_await peer.answer(R"({"jsonrpc":"2.0","result":"pong","id":)" + json::serialize(message.at("id")) + "}");
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto lost = co_await test::failure(client.send(rpc::request("pay"), thrice().idempotent(false)));
            BOOST_TEST((lost.code() == rpc::errc::connection_lost));
            BOOST_TEST(lost.delivery() == rpc::delivery::maybe_executed);
            auto answer = co_await client.send(rpc::request("ping"), thrice());
            BOOST_TEST(answer.data.ok());
            BOOST_TEST(count == 3);
        });
}

BOOST_DATA_TEST_CASE(a_kept_connection_that_dies_costs_an_idempotent_call_nothing, bdata::make(test::exchanges),
                     transport)
{
    int connections = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            int number = ++connections;
            // Of the first connection the second message is read, and not answered.
            for (int i = 0; number > 1 || i != 1; ++i)
            {
                auto message = json::parse(co_await peer.read());
                co_await peer.answer(R"({"jsonrpc":"2.0","result":"pong","id":)" + json::serialize(message.at("id")) +
                                     "}");
            }
            co_await peer.read();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.request("ping");
            auto answer = co_await client.send(rpc::request("balance"), rpc::call_options().idempotent());
            BOOST_TEST(answer.data.ok());
            BOOST_TEST(connections == 2);
        });
}

BOOST_AUTO_TEST_SUITE_END()
