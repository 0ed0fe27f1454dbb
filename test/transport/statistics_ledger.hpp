// SPDX-License-Identifier: BSL-1.0
// A peer that counts what it sees, and what must hold of the counts of a client whatever it has done.
#pragma once

#include "support/client_test.hpp"
#include "support/prometheus_page.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace statistics_ledger {

// What a peer has seen.
struct ledger
{
    ledger() = default;

    std::uint64_t messages_read = 0;
    std::uint64_t bytes_read = 0;
    std::uint64_t messages_written = 0;
    std::uint64_t bytes_written = 0;
};

inline std::string answer_to(const json::value& message)
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
inline test::text_server::script serve(std::string_view transport, ledger& seen)
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

inline std::uint64_t answers_with_latency(const rpc::statistics& counted)
{
    std::uint64_t sum = 0;
    for (auto& each : counted.latencies)
        sum += each.latency.count();
    return sum;
}

inline void check_sums(const rpc::statistics& counted)
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

inline auto ignore = [](std::exception_ptr, rpc::response) {};

} // namespace statistics_ledger
