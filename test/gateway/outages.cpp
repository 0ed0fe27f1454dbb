// SPDX-License-Identifier: BSL-1.0
// Backends that are down, or silent, while the gateway is under load.
#include "gateway/setup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <functional>

namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(outages)

namespace {

using namespace test::gateway;
using std::chrono::steady_clock;

using names = std::set<std::string>;
using labels = std::map<std::string, std::string>;

const auto backends = bdata::make({"cats", "dogs", "naps"});

// Visitors who ask one after the other, each over a connection that is kept.
class load
{
public:
    load(const asio::any_io_executor& executor, unsigned short port, int visitors) : changed_(executor)
    {
        changed_.expires_at(steady_clock::time_point::max());
        for (running_ = visitors; visitors != 0; --visitors)
            asio::co_spawn(executor, visit(port), asio::detached);
    }

    asio::awaitable<void> until(std::function<bool()> holds)
    {
        while (!holds() && broken.empty())
            co_await changed_.async_wait(asio::as_tuple(asio::deferred));
    }

    asio::awaitable<void> end()
    {
        is_over_ = true;
        while (running_ != 0)
            co_await changed_.async_wait(asio::as_tuple(asio::deferred));
    }

    int pages = 0;
    int degraded = 0;
    int full_in_a_row = 0;
    std::map<std::string, int> missing;   // of how many pages
    std::set<int> statuses;
    steady_clock::duration slowest{};
    std::string broken;   // what a visitor was told by an exception

private:
    asio::awaitable<void> visit(unsigned short port)
    {
        try
        {
            visitor guest(changed_.get_executor());
            co_await guest.connect(port);
            while (!is_over_)
            {
                auto begin = steady_clock::now();
                auto page = co_await guest.get("/pets/Yoko?nap=1");
                slowest = std::max(slowest, steady_clock::now() - begin);
                count(page);
            }
        }
        catch (const std::exception& error)
        {
            broken = error.what();
        }
        --running_;
        changed_.cancel();
    }

    void count(const reply& page)
    {
        auto lost = page.missing();
        ++pages;
        degraded += !lost.empty();
        full_in_a_row = lost.empty() ? full_in_a_row + 1 : 0;
        for (auto& member : lost)
            ++missing[member];
        statuses.insert(page.status);
        changed_.cancel();
    }

    asio::steady_timer changed_;
    int running_ = 0;
    bool is_over_ = false;
};

// Every call has ended, each once, and each page was counted.
void check_sums(const test::prometheus_page& page, const load& all)
{
    auto sum = [&](const std::string& name, const labels& of)
    {
        double sum = 0;
        for (auto& each : page.samples())
            if (each.name == "jsonrpcclient_" + name && each.labels.at("backend") == of.at("backend"))
                sum += each.value;
        return sum;
    };
    for (auto* name : {"cats", "dogs", "naps"})
    {
        labels of{{"backend", name}};
        BOOST_TEST(sum("calls_started_total", of) == all.pages);
        BOOST_TEST(sum("calls_in_flight", of) == 0);
        BOOST_TEST(sum("calls_answered_total", of) + sum("calls_failed_total", of) == all.pages);
    }
    BOOST_TEST(page.value("gateway_pages_total", {{"kind", "full"}}) == all.pages - all.degraded);
    auto empty = page.value("gateway_pages_total", {{"kind", "empty"}});
    BOOST_TEST(page.value("gateway_pages_total", {{"kind", "degraded"}}) + empty == all.degraded);
}

double failures(const test::prometheus_page& page, const std::string& backend, const std::string& error)
{
    double sum = 0;
    for (auto& each : page.samples())
        if (each.name == "jsonrpcclient_calls_failed_total" && each.labels.at("backend") == backend &&
            each.labels.at("error") == error)
            sum += each.value;
    return sum;
}

} // namespace

BOOST_DATA_TEST_CASE(a_backend_that_is_killed_is_missing_until_it_is_back, backends, name)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto all = co_await setup::make();
            auto& lost = all->of(name);
            load visitors(executor, all->port(), 8);
            co_await visitors.until([&] { return visitors.full_in_a_row >= 100; });
            BOOST_TEST(visitors.degraded == 0);

            lost.process->signal(SIGKILL);
            BOOST_TEST(co_await lost.process->ended() == -SIGKILL);
            co_await visitors.until([&] { return visitors.degraded >= 100; });
            co_await lost.start();
            co_await visitors.until([&] { return visitors.full_in_a_row >= 100; });
            co_await visitors.end();

            BOOST_TEST(visitors.broken == "");
            BOOST_TEST(visitors.missing.size() == 1U);
            BOOST_TEST(visitors.missing[lost.member] == visitors.degraded);
            BOOST_TEST(visitors.statuses == std::set<int>{200}, boost::test_tools::per_element());
            BOOST_TEST((visitors.slowest < 10s));
            auto page = co_await all->metrics();
            check_sums(page, visitors);
            BOOST_TEST(failures(page, name, "not_connected") > 0);
            BOOST_TEST(page.value("jsonrpcclient_connects_total", {{"backend", name}}) > 1);
            BOOST_TEST(co_await all->end() == 0);
        });
}

BOOST_DATA_TEST_CASE(a_backend_that_is_silent_costs_no_more_than_the_deadline, backends, name)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto all = co_await setup::make(2s);
            auto& lost = all->of(name);
            load visitors(executor, all->port(), 8);
            co_await visitors.until([&] { return visitors.full_in_a_row >= 100; });

            lost.process->signal(SIGSTOP);
            co_await visitors.until([&] { return visitors.missing[lost.member] >= 8; });
            lost.process->signal(SIGCONT);
            co_await visitors.until([&] { return visitors.full_in_a_row >= 100; });
            co_await visitors.end();

            BOOST_TEST(visitors.broken == "");
            // Where the machine is slow, others may be late as well.
            BOOST_TEST((visitors.slowest >= 2s));
            BOOST_TEST((visitors.slowest < 10s));
            auto page = co_await all->metrics();
            check_sums(page, visitors);
            BOOST_TEST(failures(page, name, "timeout") == visitors.missing[lost.member]);
            BOOST_TEST(co_await all->end() == 0);
        });
}

BOOST_AUTO_TEST_CASE(a_gateway_that_begins_before_its_backends_finds_them_later)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make(10s, 60s, false);
            auto empty = co_await all->get("/pets/Yoko");
            BOOST_TEST(empty.status == 503);
            names everything{"cat", "dog", "nap"};
            BOOST_TEST(empty.missing() == everything, boost::test_tools::per_element());

            co_await all->of("cats").start();
            auto degraded = co_await all->get("/pets/Yoko");
            BOOST_TEST(degraded.status == 200);
            BOOST_TEST(
                degraded.body ==
                R"({"cat":"Yoko the cat","missing":{"dog":"no connection could be made","nap":"no connection could be made"}})"
                "\n");

            co_await all->of("dogs").start();
            co_await all->of("naps").start();
            auto full = co_await all->get("/pets/Yoko");
            BOOST_TEST(full.body == "{\"cat\":\"Yoko the cat\",\"dog\":\"Yoko the dog\",\"nap\":0}\n");
            BOOST_TEST(co_await all->end() == 0);
        });
}

BOOST_AUTO_TEST_SUITE_END()
