// SPDX-License-Identifier: BSL-1.0
// What a client counts of its calls, messages and connections, on every transport: that it adds up, and agrees with
// what the peer saw.
#include "support/client_test.hpp"
#include "support/prometheus_page.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::play;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(statistics)

namespace {

// What a peer has seen.
struct ledger
{
    ledger() = default;

    std::uint64_t messages_read = 0;
    std::uint64_t bytes_read = 0;
    std::uint64_t messages_written = 0;
    std::uint64_t bytes_written = 0;
};

std::string answer_to(const json::value& message)
{
    auto* call = message.if_object();
    if (!call)
    {
        std::string all;
        for (auto& each : message.as_array())
            if (auto one = answer_to(each); !one.empty())
                all += (all.empty() ? "[" : ",") + one;
        return all + "]";
    }
    auto* id = call->if_contains("id");
    if (!id)
        return {};
    auto& method = call->at("method").as_string();
    std::string result = method == "fail"     ? R"("error":{"code":1,"message":"no"},)"
                         : method == "broken" ? ""
                                              : R"("result":true,)";
    return R"({"jsonrpc":"2.0",)" + result + R"("id":)" + json::serialize(*id) + '}';
}

// Answers as the method says: "fail" with an error object, "broken" with neither that nor a result, "lose" by the end of
// the connection, "silent" not at all, and all others with a result.
test::text_server::script serve(std::string_view transport, ledger& seen)
{
    return [transport, &seen](test::text_peer& peer) -> asio::awaitable<void>
    {
        for (;;)
        {
            auto text = co_await peer.read();
            ++seen.messages_read;
            seen.bytes_read += text.size();
            if (test::contains(text, "\"lose\""))
                co_return;
            if (test::contains(text, "\"silent\""))
                continue;
            auto answer = answer_to(json::parse(text));
            if (answer.empty() && !test::is_http(transport))
                continue;
            seen.messages_written += !answer.empty();
            seen.bytes_written += answer.size();
            co_await peer.answer(std::move(answer));
        }
    };
}

std::uint64_t answers_with_latency(const rpc::statistics& counted)
{
    std::uint64_t sum = 0;
    for (auto& each : counted.latencies)
        sum += each.latency.count();
    return sum;
}

void check_sums(const rpc::statistics& counted)
{
    BOOST_TEST(counted.started ==
               counted.answered + counted.failed + counted.timed_out + counted.canceled + counted.in_flight);
    auto& failures = counted.failures;
    auto failed = failures.count(rpc::delivery::not_sent) + failures.count(rpc::delivery::maybe_executed) +
                  failures.count(rpc::delivery::answered) + failures.foreign();
    BOOST_TEST(failed == counted.failed + counted.timed_out + counted.canceled);
    BOOST_TEST(failures.count(rpc::errc::timeout) == counted.timed_out);
    BOOST_TEST(failures.count(rpc::errc::canceled) == counted.canceled);
    BOOST_TEST(answers_with_latency(counted) == counted.answered);
    test::prometheus_page page(rpc::to_prometheus(counted));
    BOOST_TEST(page.sum("jsonrpcclient_call_duration_seconds_count") == static_cast<double>(counted.answered));
    BOOST_TEST(page.sum("jsonrpcclient_calls_failed_total") == static_cast<double>(failed));
}

// Of one kind: how many were answered.
std::uint64_t count_of(const rpc::statistics& counted, rpc::call_kind kind)
{
    for (auto& each : counted.latencies)
        if (each.kind == kind)
            return each.latency.count();
    return 0;
}

auto ignore = [](std::exception_ptr, rpc::response) {};

} // namespace

BOOST_DATA_TEST_CASE(each_call_is_counted_once_by_its_end_and_bytes_are_what_the_peer_saw,
                     bdata::make(test::transports), transport)
{
    ledger seen;
    rpc::statistics counted;
    play(
        transport, serve(transport, seen),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            for (int i = 0; i != 3; ++i)
                co_await client.request("ping", "caf\xc3\xa9");
            auto refused = co_await client.request("fail");
            BOOST_TEST(!refused.data.ok());
            co_await client.notify("log", "hello");
            co_await client.send(rpc::batch(rpc::request("ping"), rpc::request("fail"), rpc::notification("log")));
            co_await client.send(R"({"jsonrpc": "2.0", "method": "ping", "id": "raw"})");
            co_await test::failure(client.request("broken"));
            co_await test::failure(client.request("ping", std::string(2000, 'x')));
            co_await test::failure(client.send(rpc::request("silent"), rpc::call_options().timeout(test::patience)));
            asio::cancellation_signal signal;
            auto before = seen.messages_read;
            client.send(rpc::request("silent"), {}, asio::bind_cancellation_slot(signal.slot(), ignore));
            while (seen.messages_read == before)
                co_await test::turn();
            signal.emit(asio::cancellation_type::terminal);
            co_await test::failure(client.request("lose"));
            auto throwing = rpc::call_options().id_generator([]() -> int { throw std::logic_error("no more ids"); });
            BOOST_CHECK_THROW(co_await client.with(throwing).request("ping"), std::logic_error);
            co_await client.request("ping");
            co_await client.close();
            co_await test::failure(client.request("ping"));
            counted = client.statistics();
        },
        rpc::client_options().max_connections(1).max_message_size(1000));

    check_sums(counted);
    BOOST_TEST(counted.started == 15U);
    BOOST_TEST(counted.answered == 8U);
    BOOST_TEST(counted.error_answers == 1U);
    BOOST_TEST(counted.timed_out == 1U);
    BOOST_TEST(counted.canceled == 1U);
    auto& failures = counted.failures;
    BOOST_TEST(failures.count(rpc::errc::invalid_response, rpc::delivery::answered) == 1U);
    BOOST_TEST(failures.count(rpc::errc::message_too_large, rpc::delivery::not_sent) == 1U);
    BOOST_TEST(failures.count(rpc::errc::timeout, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::canceled, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::connection_lost, rpc::delivery::maybe_executed) == 1U);
    BOOST_TEST(failures.count(rpc::errc::closed, rpc::delivery::not_sent) == 1U);
    BOOST_TEST(failures.foreign() == 1U);

    BOOST_TEST(counted.messages_sent == seen.messages_read);
    BOOST_TEST(counted.bytes_sent == seen.bytes_read);
    BOOST_TEST(counted.messages_received == seen.messages_written);
    BOOST_TEST(counted.bytes_received == seen.bytes_written);
    BOOST_TEST(counted.connections_lost == 1U);
    BOOST_TEST(counted.reconnects == 1U);
    BOOST_TEST(counted.retries == 0U);
    BOOST_TEST(counted.latency_of("ping").count() == 4U);
    BOOST_TEST(counted.latency_of("fail").count() == 1U);
    BOOST_TEST(counted.latency_of("silent").count() == 0U);
}

BOOST_DATA_TEST_CASE(each_kind_of_call_has_a_latency_of_its_own, bdata::make(test::transports), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             co_await client.request("ping");
             co_await client.request("batch");
             co_await client.notify("ping");
             co_await client.notify("log");
             co_await client.send(rpc::batch(rpc::request("ping"), rpc::request("ping")));
             co_await client.send(R"({"jsonrpc":"2.0","method":"ping","id":"raw"})");
             auto counted = client.statistics();
             BOOST_TEST(counted.latency_of("ping").count() == 1U);
             BOOST_TEST(counted.latency_of("batch").count() == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::connect) == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::notification) == 2U);
             BOOST_TEST(count_of(counted, rpc::call_kind::batch) == 1U);
             BOOST_TEST(count_of(counted, rpc::call_kind::text) == 1U);
             check_sums(counted);
         });
}

BOOST_DATA_TEST_CASE(latency_is_the_time_from_the_start_to_the_answer, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options());
            co_await client.connect();
            auto start = std::chrono::steady_clock::now();
            co_await client.request("sleep", 20);
            auto taken = std::chrono::steady_clock::now() - start;
            auto counted = client.statistics();
            auto& latency = counted.latency_of("sleep");
            BOOST_TEST((latency.longest() >= 20ms));
            BOOST_TEST((latency.longest() <= taken));
            BOOST_TEST((latency.quantile(0.99) > 16ms));
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(gauges_follow_the_calls_and_return_to_nothing, bdata::make(test::transports), transport)
{
    ledger seen;
    play(
        transport, serve(transport, seen),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            bool is_http = test::is_http(transport);
            co_await client.request("ping");
            // A worker of HTTP goes on behind the answer.
            co_await test::turn();
            auto idle = client.statistics();
            BOOST_TEST(idle.connections == 1U);
            BOOST_TEST(idle.idle_connections == (is_http ? 1U : 0U));

            auto sent = seen.messages_read;
            for (int i = 0; i != 5; ++i)
                client.send(rpc::request("silent"), {}, ignore);
            auto queued = client.statistics();
            BOOST_TEST(queued.in_flight == 5U);
            BOOST_TEST(queued.queued == 5U);
            BOOST_TEST(queued.queued_bytes == 5 * std::string(R"({"jsonrpc":"2.0","method":"silent","id":2})").size());
            while (seen.messages_read != sent + (is_http ? 2 : 5))
                co_await test::turn();
            auto written = client.statistics();
            BOOST_TEST(written.in_flight == 5U);
            BOOST_TEST(written.queued == (is_http ? 3U : 0U));
            BOOST_TEST(written.connections == (is_http ? 2U : 1U));
            BOOST_TEST(written.idle_connections == 0U);

            co_await client.close();
            auto over = client.statistics();
            for (auto gauge : {over.in_flight, over.queued, over.queued_bytes, over.connections, over.idle_connections})
                BOOST_TEST(gauge == 0U);
            BOOST_TEST(over.failures.count(rpc::errc::closed, rpc::delivery::not_sent) == (is_http ? 3U : 0U));
            BOOST_TEST(over.failures.count(rpc::errc::closed, rpc::delivery::maybe_executed) == (is_http ? 2U : 5U));
            check_sums(over);
        },
        rpc::client_options().max_connections(2));
}

BOOST_DATA_TEST_CASE(a_thousand_methods_take_no_more_places_than_a_hundred,
                     bdata::make(test::transports_that(test::has_usual_framing)), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (int i = 0; i != 1000; ++i)
                 client.send(rpc::request("method " + std::to_string(i)), {}, ignore);
             while (client.statistics().in_flight != 0)
                 co_await test::turn();
             auto counted = client.statistics();
             BOOST_TEST(counted.answered == 1000U);
             BOOST_TEST(counted.latencies.size() == 101U);
             BOOST_TEST(counted.latency_of("method 99").count() == 1U);
             BOOST_TEST(counted.latency_of("method 100").count() == 0U);
             BOOST_TEST(count_of(counted, rpc::call_kind::other) == 900U);
             check_sums(counted);
         });
}

BOOST_DATA_TEST_CASE(methods_that_were_refused_take_no_place,
                     bdata::make(test::transports_that(test::has_usual_framing)), transport)
{
    ledger seen;
    play(transport, serve(transport, seen),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto hopeless = rpc::call_options().timeout(0s);
             for (int i = 0; i != 150; ++i)
                 client.send(rpc::request("method " + std::to_string(i)), hopeless, ignore);
             co_await client.request("ping");
             auto counted = client.statistics();
             BOOST_TEST(counted.timed_out == 150U);
             BOOST_TEST(counted.latency_of("ping").count() == 1U);
         });
}

BOOST_DATA_TEST_CASE(answers_to_the_server_are_messages_that_were_sent, bdata::make(test::streams), transport)
{
    ledger seen;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto request = co_await peer.read();
            std::string asked = R"({"jsonrpc":"2.0","method":"who are you","id":1})";
            std::string answer = R"({"jsonrpc":"2.0","result":true,"id":1})";
            seen.bytes_written = asked.size() + answer.size();
            co_await peer.answer(asked);
            auto reply = co_await peer.read();
            seen.bytes_read = request.size() + reply.size();
            co_await peer.answer(answer);
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.request("ping");
            auto counted = client.statistics();
            BOOST_TEST(counted.messages_sent == 2U);
            BOOST_TEST(counted.bytes_sent == seen.bytes_read);
            BOOST_TEST(counted.messages_received == 2U);
            BOOST_TEST(counted.bytes_received == seen.bytes_written);
        });
}

BOOST_DATA_TEST_CASE(a_connection_in_the_place_of_an_idle_one_that_ended_is_a_reconnect, bdata::make(test::exchanges),
                     transport)
{
    int closed = 0;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto id = json::parse(co_await peer.read()).at("id");
            co_await peer.answer(R"({"jsonrpc":"2.0","result":true,"id":)" + json::serialize(id) + '}');
            peer.close();
            ++closed;
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            for (int i = 1; i != 4; ++i)
            {
                co_await client.request("ping");
                while (closed != i)
                    co_await test::turn();
            }
            auto counted = client.statistics();
            BOOST_TEST(counted.connects == 3U);
            BOOST_TEST(counted.reconnects == 2U);
            BOOST_TEST(counted.connections_lost == 0U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
