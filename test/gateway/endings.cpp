// SPDX-License-Identifier: BSL-1.0
// How the gateway ends: what it has taken it answers, and nothing holds it longer than the grace.
#include "gateway/setup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <deque>

namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(endings)

namespace {

using namespace test::gateway;
using std::chrono::steady_clock;

using names = std::set<std::string>;

// Until the port is closed; connections that are made before are closed again.
asio::awaitable<void> until_refused(unsigned short port)
{
    auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), port);
    bool is_open = true;
    while (is_open)
    {
        asio::ip::tcp::socket socket(executor);
        auto [error] = co_await socket.async_connect(where, asio::as_tuple(asio::deferred));
        is_open = error != asio::error::connection_refused;
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(calls_in_flight_and_requests_on_their_way_are_answered_in_full)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            constexpr int in_flight = 16;
            constexpr int on_their_way = 8;
            auto all = co_await setup::make(60s);
            co_await all->get("/pets/Yoko");
            all->of("naps").process->signal(SIGSTOP);
            std::deque<visitor> guests;
            for (int i = 0; i != in_flight; ++i)
            {
                guests.push_back(co_await all->guest());
                co_await guests.back().ask("/pets/Yoko");
            }
            co_await all->in_flight("naps", in_flight);
            for (int i = 0; i != on_their_way; ++i)
            {
                guests.push_back(co_await all->guest());
                co_await guests.back().ask("/pets/Rex");
            }
            all->gateway().signal(SIGTERM);
            co_await until_refused(all->port());
            all->of("naps").process->signal(SIGCONT);

            for (auto& guest : guests)
            {
                auto page = co_await guest.read();
                BOOST_TEST(page.status == 200);
                BOOST_TEST(page.missing() == names(), boost::test_tools::per_element());
                BOOST_TEST(page.is_last());
                bool is_closed = co_await guest.is_closed();
                BOOST_TEST(is_closed);
            }
            int status = co_await all->gateway().ended();
            BOOST_TEST(status == 0);
        });
}

// By its own limit, or by a second signal.
BOOST_DATA_TEST_CASE(calls_that_outlast_the_grace_are_missing_from_their_pages, bdata::make({false, true}),
                     is_signalled)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            std::chrono::milliseconds grace = 200ms;
            if (is_signalled)
                grace = 600s;
            auto all = co_await setup::make(600s, grace);
            auto guest = co_await all->guest();
            co_await guest.ask("/pets/Yoko?nap=600000");
            co_await all->in_flight("naps", 1);
            co_await all->in_flight("cats", 0);
            co_await all->in_flight("dogs", 0);
            auto begin = steady_clock::now();
            all->gateway().signal(SIGTERM);
            auto said = co_await all->gateway().line();
            BOOST_TEST(said == "ending");
            if (is_signalled)
                all->gateway().signal(SIGINT);

            auto page = co_await guest.read();
            BOOST_TEST(page.status == 200);
            BOOST_TEST(page.body == "{\"cat\":\"Yoko the cat\",\"dog\":\"Yoko the dog\",\"missing\":{\"nap\":\"the "
                                    "client was closed\"}}\n");
            int status = co_await all->gateway().ended();
            BOOST_TEST(status == 0);
            BOOST_TEST((steady_clock::now() - begin < 20s));
            BOOST_TEST((is_signalled || steady_clock::now() - begin >= 200ms));
        });
}

// One that is kept, one that has said nothing yet, and one that has said half of what it wants.
BOOST_DATA_TEST_CASE(connections_without_a_request_do_not_hold_it,
                     bdata::make({"GET / HTTP/1.1\r\n\r\n", "", "GET /pe"}), text)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto all = co_await setup::make(10s, 600s, false);
            auto guest = co_await all->guest();
            co_await guest.write(text);
            if (std::string_view(text).ends_with("\r\n\r\n"))
                co_await guest.read();
            auto begin = steady_clock::now();
            int status = co_await all->end();
            BOOST_TEST(status == 0);
            BOOST_TEST((steady_clock::now() - begin < 20s));
            bool is_closed = co_await guest.is_closed();
            BOOST_TEST((is_closed || std::string_view(text) == "GET /pe"));   // there it may be a reset
        });
}

BOOST_AUTO_TEST_CASE(what_it_cannot_be_started_with_it_says_at_once)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            asio::ip::tcp::acceptor listening(executor, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
            std::vector<std::string> words{GATEWAY, "0", "http://127.0.0.1:1", "tcp://127.0.0.1:1", "ws://127.0.0.1:1"};
            auto wrong = [&](std::size_t place, std::string word)
            {
                auto changed = words;
                changed[place] = std::move(word);
                return changed;
            };
            std::deque<std::vector<std::string>> all;
            all.push_back(wrong(1, "65536"));
            all.push_back(wrong(1, "http"));
            all.push_back(wrong(1, std::to_string(listening.local_endpoint().port())));
            all.push_back(wrong(2, "htpp://127.0.0.1:1"));
            for (auto& each : all)
            {
                child started(executor, each);
                int status = co_await started.ended();
                BOOST_TEST(status == 1);
            }
            words.pop_back();
            child started(executor, words);
            int status = co_await started.ended();
            BOOST_TEST(status == 2);
        });
}

BOOST_AUTO_TEST_SUITE_END()
