// SPDX-License-Identifier: BSL-1.0
// What is counted by error and delivery, and how latencies are looked up.
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/statistics.hpp>

#include "values/failure_access.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace rpc = jsonrpcclient;
using rpc::delivery;
using rpc::errc;
using rpc::detail::failure_access;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_AUTO_TEST_CASE(failures_are_summed_by_error_and_by_delivery)
{
    rpc::failure_counts failures;
    failure_access::add(failures, errc::timeout, delivery::not_sent);
    failure_access::add(failures, errc::timeout, delivery::maybe_executed);
    failure_access::add(failures, errc::timeout, delivery::maybe_executed);
    failure_access::add(failures, errc::remote_error, delivery::answered);
    failure_access::add_foreign(failures);
    BOOST_TEST(failures.count(errc::timeout) == 3U);
    BOOST_TEST(failures.count(errc::timeout, delivery::maybe_executed) == 2U);
    BOOST_TEST(failures.count(errc::timeout, delivery::answered) == 0U);
    BOOST_TEST(failures.count(errc::remote_error) == 1U);
    BOOST_TEST(failures.count(errc::closed) == 0U);
    BOOST_TEST(failures.count(delivery::not_sent) == 1U);
    BOOST_TEST(failures.count(delivery::maybe_executed) == 2U);
    BOOST_TEST(failures.count(delivery::answered) == 1U);
    BOOST_TEST(failures.foreign() == 1U);
}

BOOST_AUTO_TEST_CASE(each_error_has_a_place)
{
    rpc::failure_counts failures;
    std::size_t errors = 0;
    for (int code = 1; !make_error_code(static_cast<errc>(code)).message().starts_with("unknown error"); ++code)
    {
        failure_access::add(failures, static_cast<errc>(code), delivery::not_sent);
        BOOST_TEST(failures.count(static_cast<errc>(code)) == 1U);
        ++errors;
    }
    BOOST_TEST(errors >= 16U);
    BOOST_TEST(failures.count(delivery::not_sent) == errors);
}

BOOST_AUTO_TEST_CASE(what_is_no_error_counts_nowhere)
{
    rpc::failure_counts failures;
    for (int code : {-1, 0, 33, 1000000})
        for (int known : {-1, 0, 4})
        {
            failure_access::add(failures, static_cast<errc>(code), static_cast<delivery>(1));
            failure_access::add(failures, static_cast<errc>(1), static_cast<delivery>(known));
            BOOST_TEST(failures.count(static_cast<errc>(code), static_cast<delivery>(1)) == 0U);
            BOOST_TEST(failures.count(static_cast<delivery>(known)) == 0U);
        }
    BOOST_TEST(failures.count(delivery::not_sent) == 0U);
}

BOOST_AUTO_TEST_CASE(latency_is_found_by_method_and_those_of_other_kinds_are_none)
{
    rpc::statistics counted;
    rpc::latency_histogram one;
    one.add(1ms);
    counted.latencies.emplace_back(rpc::call_kind::request, "ping", one);
    counted.latencies.emplace_back(rpc::call_kind::batch, "", one);
    BOOST_TEST(counted.latency_of("ping").count() == 1U);
    BOOST_TEST(counted.latency_of("pong").count() == 0U);
    BOOST_TEST(counted.latency_of("").count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
