// SPDX-License-Identifier: BSL-1.0
// Latencies in buckets: where a duration is counted, and what the quantiles of many are.
#include <jsonrpcclient/latency_histogram.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using jsonrpcclient::latency_histogram;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(latency_histograms)

namespace {

std::size_t bucket_of(std::chrono::nanoseconds taken)
{
    latency_histogram one;
    one.add(taken);
    std::size_t found = 0;
    for (std::size_t i = 0; i != latency_histogram::buckets; ++i)
        if (one.count_in(i) != 0)
            found = i;
    return found;
}

} // namespace

BOOST_AUTO_TEST_CASE(empty_one_has_zero_everywhere)
{
    latency_histogram none;
    BOOST_TEST(none.count() == 0U);
    BOOST_TEST(none.sum().count() == 0);
    BOOST_TEST((none.longest() == 0ns));
    BOOST_TEST((none.quantile(0.99) == 0ns));
}

BOOST_AUTO_TEST_CASE(upper_bound_belongs_to_its_bucket_and_more_to_the_next)
{
    for (std::size_t i = 0; i + 1 != latency_histogram::buckets; ++i)
    {
        BOOST_TEST(bucket_of(latency_histogram::upper_bound(i)) == i);
        BOOST_TEST(bucket_of(latency_histogram::upper_bound(i) + 1ns) == i + 1);
    }
    BOOST_TEST(bucket_of(0ns) == 0U);
}

BOOST_AUTO_TEST_CASE(buckets_reach_from_microseconds_over_each_timeout_and_are_a_quarter_wide)
{
    BOOST_TEST((latency_histogram::upper_bound(0) == 3125ns));
    BOOST_TEST((latency_histogram::upper_bound(15) == 100us));
    BOOST_TEST((latency_histogram::upper_bound(latency_histogram::buckets - 2) == 104857600us));
    for (std::size_t i = 4; i + 1 != latency_histogram::buckets; ++i)
        BOOST_TEST((latency_histogram::upper_bound(i) <= latency_histogram::upper_bound(i - 1) * 5 / 4));
}

BOOST_AUTO_TEST_CASE(single_duration_is_every_quantile_within_its_bucket)
{
    latency_histogram one;
    one.add(1ms);
    for (double part : {0.0, 0.5, 0.99})
    {
        BOOST_TEST((one.quantile(part) >= 800us));
        BOOST_TEST((one.quantile(part) <= 1ms));
    }
    BOOST_TEST((one.quantile(1) == 1ms));
    BOOST_TEST(one.sum().count() == 0.001);
}

BOOST_AUTO_TEST_CASE(quantile_lies_between_the_bounds_of_its_bucket_in_proportion)
{
    // In the bucket from 100 to 125 us.
    latency_histogram four;
    for (auto taken : {101us, 110us, 115us, 125us})
        four.add(taken);
    BOOST_TEST((four.quantile(0.5) == 112500ns));
    BOOST_TEST((four.quantile(0.75) == 118750ns));
    BOOST_TEST((four.quantile(1) == 125us));
    // Half of them there, half of them far away.
    for (int i = 0; i != 4; ++i)
        four.add(10s);
    BOOST_TEST((four.quantile(0.5) == 125us));
    BOOST_TEST((four.quantile(0.51) > 8s));
}

BOOST_AUTO_TEST_CASE(quantiles_of_many_are_off_by_a_quarter_at_most)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<double> exponent(std::log(20e3), std::log(60e9));
    std::vector<std::chrono::nanoseconds> all;
    latency_histogram histogram;
    for (int i = 0; i != 10000; ++i)
    {
        all.emplace_back(static_cast<std::int64_t>(std::exp(exponent(random))));
        histogram.add(all.back());
    }
    std::sort(all.begin(), all.end());
    for (double part : {0.01, 0.1, 0.5, 0.9, 0.99, 0.999})
    {
        auto exact = all[static_cast<std::size_t>(part * static_cast<double>(all.size())) - 1];
        auto told = histogram.quantile(part);
        BOOST_TEST((told * 4 <= exact * 5 && exact * 4 <= told * 5),
                   part << ": " << told.count() << " for " << exact.count());
    }
    BOOST_TEST((histogram.quantile(1) == all.back()));
}

BOOST_AUTO_TEST_CASE(what_is_longer_than_all_buckets_and_what_is_negative_is_counted)
{
    latency_histogram odd;
    odd.add(-5s);
    odd.add(std::chrono::hours(24 * 365 * 200));
    odd.add(std::chrono::hours(24 * 365 * 200));
    BOOST_TEST(odd.count_in(0) == 1U);
    BOOST_TEST(odd.count_in(latency_histogram::buckets - 1) == 2U);
    BOOST_TEST((odd.quantile(1) == odd.longest()));
    BOOST_TEST((odd.quantile(0.8) > 105s));
    BOOST_TEST((odd.quantile(0.8) < odd.longest()));
    BOOST_TEST(odd.sum().count() == 2 * 200. * 365 * 24 * 3600, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(part_that_is_none_is_taken_for_the_next_that_is_one)
{
    latency_histogram two;
    two.add(1ms);
    two.add(4ms);
    BOOST_TEST((two.quantile(7) == 4ms));
    BOOST_TEST((two.quantile(-1) == two.quantile(0)));
    BOOST_TEST((two.quantile(std::numeric_limits<double>::quiet_NaN()) == two.quantile(0)));
}

BOOST_AUTO_TEST_CASE(sum_of_two_is_one_of_all)
{
    latency_histogram one, other, both;
    for (auto taken : {1us, 70us, 5000us})
    {
        one.add(taken);
        other.add(taken * 3);
        both.add(taken);
        both.add(taken * 3);
    }
    one += other;
    BOOST_TEST(one.count() == 6U);
    BOOST_TEST((one.longest() == 15ms));
    BOOST_TEST(one.sum().count() == both.sum().count(), boost::test_tools::tolerance(1e-9));
    for (std::size_t i = 0; i != latency_histogram::buckets; ++i)
        BOOST_TEST(one.count_in(i) == both.count_in(i));
}

BOOST_AUTO_TEST_SUITE_END()
