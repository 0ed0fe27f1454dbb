// SPDX-License-Identifier: BSL-1.0
#include "core/reconnecting.hpp"

#include <boost/test/unit_test.hpp>

namespace rpc = jsonrpcclient;
using rpc::detail::allows_try;
using rpc::detail::delay_before;
using rpc::detail::reconnecting;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(reconnecting_again)

namespace {

const auto now = reconnecting::time_point(1000s);

} // namespace

BOOST_AUTO_TEST_CASE(the_limit_of_a_delay_doubles_up_to_the_longest)
{
    rpc::backoff how(100ms, 1s);
    BOOST_TEST((delay_before(how, 1, 1) == 100ms));
    BOOST_TEST((delay_before(how, 2, 1) == 200ms));
    BOOST_TEST((delay_before(how, 4, 1) == 800ms));
    BOOST_TEST((delay_before(how, 5, 1) == 1s));
    BOOST_TEST((delay_before(how, 1'000'000'000, 1) == 1s));
}

BOOST_AUTO_TEST_CASE(a_delay_is_any_part_of_its_limit)
{
    BOOST_TEST((delay_before(rpc::backoff(100ms, 1s), 2, 0.5) == 100ms));
    BOOST_TEST((delay_before(rpc::backoff(100ms, 1s), 2, 0) == 0ms));
}

BOOST_AUTO_TEST_CASE(extreme_delays_are_no_trouble)
{
    auto most = std::chrono::nanoseconds::max();
    BOOST_TEST((delay_before(rpc::backoff(most, most), 60, 1) <= 24h * 365));
    BOOST_TEST((delay_before(rpc::backoff(-1s, -1s), 60, 1) == 0s));
    BOOST_TEST((delay_before(rpc::backoff(5s, 1s), 1, 1) == 1s));
    BOOST_TEST((delay_before(rpc::backoff(0s, 1s), 100, 1) == 0s));
}

BOOST_AUTO_TEST_CASE(attempts_are_counted_and_zero_is_no_limit)
{
    BOOST_TEST(allows_try(rpc::backoff().attempts(2), 1));
    BOOST_TEST(!allows_try(rpc::backoff().attempts(2), 2));
    BOOST_TEST(allows_try(rpc::backoff(), 1'000'000));
    BOOST_TEST(!allows_try(rpc::backoff::none(), 0));
}

BOOST_AUTO_TEST_CASE(before_the_first_success_nothing_is_tried_again)
{
    reconnecting tries(rpc::backoff(100ms, 1s));
    BOOST_TEST(!tries.failed(now, 1));
    BOOST_TEST((tries.next() < now));
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_of_use_is_made_again_at_once)
{
    reconnecting tries(rpc::backoff(100ms, 1s));
    tries.connected();
    BOOST_TEST(tries.lost(true, now, 1));
    BOOST_TEST((tries.next() < now));
}

BOOST_AUTO_TEST_CASE(tries_that_fail_come_later_and_later_until_something_was_read)
{
    reconnecting tries(rpc::backoff(100ms, 1s));
    tries.connected();
    BOOST_TEST(tries.lost(false, now, 1));
    BOOST_TEST((tries.next() == now + 100ms));
    BOOST_TEST(tries.failed(now, 1));
    BOOST_TEST((tries.next() == now + 200ms));
    tries.connected();
    BOOST_TEST(tries.lost(false, now, 1));
    BOOST_TEST((tries.next() == now + 400ms));
    tries.connected();
    BOOST_TEST(tries.lost(true, now, 1));
    BOOST_TEST(tries.failed(now, 1));
    BOOST_TEST((tries.next() == now + 100ms));
}

BOOST_AUTO_TEST_CASE(when_no_attempt_is_left_it_begins_anew)
{
    reconnecting tries(rpc::backoff(100ms, 1s).attempts(2));
    tries.connected();
    BOOST_TEST(tries.failed(now, 1));
    BOOST_TEST(tries.failed(now, 1));
    BOOST_TEST(!tries.failed(now, 1));
    BOOST_TEST((tries.next() < now));
    BOOST_TEST(tries.failed(now, 1));
    BOOST_TEST((tries.next() == now + 100ms));
}

BOOST_AUTO_TEST_CASE(with_no_backoff_a_lost_connection_stays_lost)
{
    reconnecting tries(rpc::backoff::none());
    tries.connected();
    BOOST_TEST(!tries.lost(true, now, 1));
    BOOST_TEST(!tries.lost(false, now, 1));
    BOOST_TEST(!tries.failed(now, 1));
}

BOOST_AUTO_TEST_SUITE_END()
