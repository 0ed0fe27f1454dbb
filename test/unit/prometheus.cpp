// SPDX-License-Identifier: BSL-1.0
// The statistics in the text format of Prometheus, read again by the rules of the format.
#include "support/prometheus_page.hpp"
#include "values/failure_access.hpp"

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/statistics.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

namespace rpc = jsonrpcclient;
namespace bdata = boost::unit_test::data;
using rpc::call_kind;
using rpc::delivery;
using rpc::errc;
using rpc::detail::failure_access;
using test::prometheus_page;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(prometheus)

namespace {

rpc::latency_histogram histogram_of(std::initializer_list<std::chrono::nanoseconds> all)
{
    rpc::latency_histogram made;
    for (auto taken : all)
        made.add(taken);
    return made;
}

rpc::prometheus_labels one_label(std::string name, std::string value)
{
    rpc::prometheus_labels labels;
    labels.emplace_back(std::move(name), std::move(value));
    return labels;
}

bool names_invalid_config(const rpc::client_error& error) { return error.code() == errc::invalid_config; }

} // namespace

BOOST_AUTO_TEST_CASE(every_number_has_a_metric_of_its_own)
{
    rpc::statistics counted;
    const std::pair<std::uint64_t rpc::statistics::*, const char*> numbers[] = {
        {&rpc::statistics::started, "calls_started_total"},
        {&rpc::statistics::answered, "calls_answered_total"},
        {&rpc::statistics::error_answers, "error_answers_total"},
        {&rpc::statistics::messages_sent, "messages_sent_total"},
        {&rpc::statistics::bytes_sent, "sent_bytes_total"},
        {&rpc::statistics::messages_received, "messages_received_total"},
        {&rpc::statistics::bytes_received, "received_bytes_total"},
        {&rpc::statistics::retries, "retries_total"},
        {&rpc::statistics::connects, "connects_total"},
        {&rpc::statistics::reconnects, "reconnects_total"},
        {&rpc::statistics::connections_lost, "connections_lost_total"},
        {&rpc::statistics::in_flight, "calls_in_flight"},
        {&rpc::statistics::queued, "queued_messages"},
        {&rpc::statistics::queued_bytes, "queued_bytes"},
        {&rpc::statistics::connections, "connections"},
        {&rpc::statistics::idle_connections, "idle_connections"},
    };
    std::uint64_t next = 1;
    for (auto& [member, name] : numbers)
        counted.*member = next++;
    counted.late = 100;
    counted.duplicate = 101;
    counted.unknown = 102;
    counted.malformed = 103;
    counted.notifications = 104;
    counted.requests = 18446744073709551615U;

    prometheus_page page(rpc::to_prometheus(counted));
    next = 1;
    for (auto& [member, name] : numbers)
        BOOST_TEST(page.value("jsonrpcclient_" + std::string(name)) == static_cast<double>(next++), name);
    BOOST_TEST(page.value("jsonrpcclient_odd_messages_total", {{"kind", "late"}}) == 100);
    BOOST_TEST(page.value("jsonrpcclient_odd_messages_total", {{"kind", "duplicate"}}) == 101);
    BOOST_TEST(page.value("jsonrpcclient_odd_messages_total", {{"kind", "unknown"}}) == 102);
    BOOST_TEST(page.value("jsonrpcclient_odd_messages_total", {{"kind", "malformed"}}) == 103);
    BOOST_TEST(page.value("jsonrpcclient_server_calls_total", {{"kind", "notification"}}) == 104);
    BOOST_TEST(page.value("jsonrpcclient_server_calls_total", {{"kind", "request"}}) == 18446744073709551615.0);
    BOOST_TEST(page.types().at("jsonrpcclient_connections") == "gauge");
    BOOST_TEST(page.types().at("jsonrpcclient_retries_total") == "counter");
}

BOOST_AUTO_TEST_CASE(each_error_and_delivery_has_its_name)
{
    rpc::statistics counted;
    std::uint64_t errors = 0;
    for (int code = 1; !make_error_code(static_cast<errc>(code)).message().starts_with("unknown error"); ++code)
        for (auto known : {delivery::not_sent, delivery::maybe_executed, delivery::answered})
        {
            failure_access::add(counted.failures, static_cast<errc>(code), known);
            ++errors;
        }
    failure_access::add(counted.failures, errc::timeout, delivery::not_sent);
    failure_access::add_foreign(counted.failures);
    prometheus_page page(rpc::to_prometheus(counted));
    BOOST_TEST(page.sum("jsonrpcclient_calls_failed_total") == static_cast<double>(errors + 2));
    BOOST_TEST(page.value("jsonrpcclient_calls_failed_total", {{"error", "timeout"}, {"delivery", "not_sent"}}) == 2);
    BOOST_TEST(page.value("jsonrpcclient_calls_failed_total", {{"error", "exception"}, {"delivery", "not_sent"}}) == 1);
}

BOOST_AUTO_TEST_CASE(latencies_are_cumulative_histograms_in_seconds)
{
    rpc::statistics counted;
    counted.latencies.emplace_back(call_kind::request, "ping", histogram_of({100us, 101us, 3ms, 200s}));
    for (auto kind : {call_kind::notification, call_kind::batch, call_kind::text, call_kind::connect, call_kind::other})
        counted.latencies.emplace_back(kind, "", histogram_of({1ms}));
    prometheus_page page(rpc::to_prometheus(counted));
    auto bucket = [&](const char* bound)
    {
        return page.value("jsonrpcclient_call_duration_seconds_bucket",
                          {{"kind", "request"}, {"method", "ping"}, {"le", bound}});
    };
    BOOST_TEST(page.types().at("jsonrpcclient_call_duration_seconds") == "histogram");
    BOOST_TEST(bucket("0.0000125") == 0);
    BOOST_TEST(bucket("0.0001") == 1);
    BOOST_TEST(bucket("0.0002") == 2);
    BOOST_TEST(bucket("0.0032") == 3);
    BOOST_TEST(bucket("104.8576") == 3);
    BOOST_TEST(bucket("+Inf") == 4);
    BOOST_TEST(page.value("jsonrpcclient_call_duration_seconds_sum", {{"kind", "request"}, {"method", "ping"}}) ==
                   200.003201,
               boost::test_tools::tolerance(1e-12));
    for (auto* kind : {"notification", "batch", "text", "connect", "other"})
        BOOST_TEST(page.value("jsonrpcclient_call_duration_seconds_count", {{"kind", kind}}) == 1);
}

const std::pair<std::string, std::string> odd_texts[] = {
    {"quotes \" and \\ and\nlines", "quotes \" and \\ and\nlines"},
    {"\\n\\\\\"", "\\n\\\\\""},
    {"", ""},
    {"{},= #", "{},= #"},
    {"h\xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80", "h\xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80"},
    // A byte that begins nothing, one that is cut off, an overlong form, a surrogate, and beyond U+10FFFF.
    {"\xff", "\xef\xbf\xbd"},
    {"a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xe0\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xc3\"", "\xef\xbf\xbd\""},
};

BOOST_DATA_TEST_CASE(any_method_and_any_label_is_one_of_the_format, bdata::xrange(std::size(odd_texts)), index)
{
    auto& [text, shown] = odd_texts[index];
    rpc::statistics counted;
    counted.latencies.emplace_back(call_kind::request, text, histogram_of({1ms}));
    prometheus_page page(rpc::to_prometheus(counted, one_label("client", text)));
    BOOST_TEST(page.value("jsonrpcclient_connects_total", {{"client", shown}}) == 0);
    BOOST_TEST(page.value("jsonrpcclient_call_duration_seconds_count",
                          {{"client", shown}, {"kind", "request"}, {"method", shown}}) == 1);
}

BOOST_AUTO_TEST_CASE(labels_of_one_client_stand_at_each_of_its_values)
{
    rpc::statistics counted;
    failure_access::add(counted.failures, errc::closed, delivery::not_sent);
    counted.latencies.emplace_back(call_kind::request, "ping", histogram_of({1ms}));
    auto labels = one_label("zone", "b");
    labels.emplace_back("client", "cats");
    prometheus_page page(rpc::to_prometheus(counted, labels));
    for (auto& each : page.samples())
    {
        BOOST_TEST(each.labels.at("zone") == "b", each.name);
        BOOST_TEST(each.labels.at("client") == "cats", each.name);
    }
}

BOOST_AUTO_TEST_CASE(several_clients_share_a_page)
{
    std::vector<std::pair<rpc::prometheus_labels, rpc::statistics>> both(2);
    both[0].first = one_label("client", "cats");
    both[0].second.started = 1;
    both[1].first = one_label("client", "dogs");
    both[1].second.started = 2;
    for (auto& each : both)
        each.second.latencies.emplace_back(call_kind::request, "ping", histogram_of({1ms}));
    prometheus_page page(rpc::to_prometheus(both));
    BOOST_TEST(page.value("jsonrpcclient_calls_started_total", {{"client", "cats"}}) == 1);
    BOOST_TEST(page.value("jsonrpcclient_calls_started_total", {{"client", "dogs"}}) == 2);
    BOOST_TEST(page.sum("jsonrpcclient_call_duration_seconds_count") == 2);

    both[1].first = both[0].first;
    BOOST_CHECK_EXCEPTION(rpc::to_prometheus(both), rpc::client_error, names_invalid_config);
}

BOOST_DATA_TEST_CASE(label_that_prometheus_would_refuse_is_refused,
                     bdata::make({"", "1st", "a-b", "a b", "h\xc3\xa9", "__name__", "delivery", "error", "kind", "le",
                                  "method"}),
                     name)
{
    BOOST_CHECK_EXCEPTION(rpc::to_prometheus({}, one_label(name, "x")), rpc::client_error, names_invalid_config);
}

BOOST_AUTO_TEST_CASE(label_that_stands_there_twice_is_refused)
{
    auto labels = one_label("client", "cats");
    labels.emplace_back("client", "dogs");
    BOOST_CHECK_EXCEPTION(rpc::to_prometheus({}, labels), rpc::client_error, names_invalid_config);
}

BOOST_AUTO_TEST_SUITE_END()
