// SPDX-License-Identifier: BSL-1.0
// The gateway's HTTP: what it takes, what it refuses, and that neither costs the others.
#include "gateway/setup.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(pages)

namespace {

using namespace test::gateway;

struct exchange
{
    const char* target;
    int status;
};

const exchange exchanges[] = {
    {"/pets/Yoko", 200},
    {"/pets/Yoko?nap=1", 200},
    {"/pets/Y%6Fko", 200},
    {"http://localhost/pets/Yoko", 200},
    {"/metrics", 200},
    {"/", 404},
    {"/pets", 404},
    {"/pets/Yoko/tail", 404},
    {"/metrics/", 404},
    {"/pets/", 400},
    {"/pets/Yo%00ko", 400},
    {"/pets/Yo%22ko", 400},
    {"/pets/%C3%28", 400},
    {"/pets/Yoko?nap=", 400},
    {"/pets/Yoko?nap=-1", 400},
    {"/pets/Yoko?nap=1x", 400},
    {"/pets/Yoko?nap=99999999999", 400},
    {"/pets/Yoko?name=Rex", 400},
    {"/%", 400},
    {"*", 400},
};

} // namespace

BOOST_AUTO_TEST_CASE(each_target_has_its_status_and_the_connection_goes_on)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make();
            auto guest = co_await all->guest();
            for (auto& each : exchanges)
            {
                auto got = co_await guest.get(each.target);
                BOOST_TEST_CONTEXT (each.target)
                    BOOST_TEST(got.status == each.status);
            }
            std::string longest(64, 'x');
            auto taken = co_await guest.get("/pets/" + longest);
            BOOST_TEST(taken.status == 200);
            auto refused = co_await guest.get("/pets/x" + longest);
            BOOST_TEST(refused.status == 400);
            // What the backend refuses is missing.
            auto missing = co_await guest.get("/pets/Yoko?nap=3600001");
            BOOST_TEST(missing.body == "{\"cat\":\"Yoko the cat\",\"dog\":\"Yoko the dog\",\"missing\":{\"nap\":\"the "
                                       "server answered with an error\"}}\n");
        });
}

BOOST_AUTO_TEST_CASE(a_head_is_that_of_the_get)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make();
            auto guest = co_await all->guest();
            for (auto* target : {"/pets/Yoko", "/none"})
            {
                co_await guest.ask(target, "HEAD");
                auto head = co_await guest.read(false);
                auto whole = co_await guest.get(target); // it would read a body of the first one as its own beginning
                BOOST_TEST(head.head == whole.head);
                BOOST_TEST(!whole.body.empty());
            }
        });
}

BOOST_AUTO_TEST_CASE(other_methods_are_refused)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make(10s, 60s, false);
            auto guest = co_await all->guest();
            for (auto* method : {"POST", "DELETE", "OPTIONS", "BREW"})
            {
                co_await guest.ask("/metrics", method);
                auto refused = co_await guest.read();
                BOOST_TEST(refused.status == 405);
                BOOST_TEST(refused.head.find("Allow: GET, HEAD\r\n") != std::string::npos);
            }
        });
}

BOOST_AUTO_TEST_CASE(requests_that_are_sent_ahead_are_answered_in_their_order)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make();
            auto guest = co_await all->guest();
            std::string both;
            for (auto* name : {"Yoko?nap=20", "Rex"})
                both += std::string("GET /pets/") + name + " HTTP/1.1\r\n\r\n";
            co_await guest.write(both);
            for (auto* cat : {"Yoko the cat", "Rex the cat"})
            {
                auto page = co_await guest.read();
                BOOST_TEST(page.members()["cat"] == cat);
            }
        });
}

namespace {

struct strange
{
    std::string text;
    int status;
};

std::ostream& operator<<(std::ostream& out, const strange& each) { return out << each.text.substr(0, 40); }

const strange last_requests[] = {
    {"GET /none HTTP/1.0\r\n\r\n", 404},
    {"GET /none HTTP/1.1\r\nConnection: close\r\n\r\n", 404},
    {"\x16\x03\x01 what TLS begins with\r\n\r\n", 400},
    {"GET /none HTTP/1.1\r\nA b: c\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n" + std::string(65537, 'x'), 413},
    {"GET / HTTP/1.1\r\nA: " + std::string(1'000'000, 'x'), 431},
};

} // namespace

BOOST_DATA_TEST_CASE(what_ends_a_connection_is_answered_first, bdata::make(last_requests), each)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto all = co_await setup::make(10s, 60s, false);
            auto guest = co_await all->guest();
            co_await guest.write(each.text);
            auto answer = co_await guest.read();
            BOOST_TEST(answer.status == each.status);
            BOOST_TEST((answer.is_last() || each.text.find("1.0") != std::string::npos));
            bool is_closed = co_await guest.is_closed();
            BOOST_TEST(is_closed);
        });
}

BOOST_AUTO_TEST_CASE(the_metrics_are_a_page_of_prometheus)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto all = co_await setup::make();
            co_await all->get("/pets/Yoko");
            auto got = co_await all->get("/metrics");
            BOOST_TEST(got.head.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") !=
                       std::string::npos);
            test::prometheus_page page(got.body); // which throws if it is none
            BOOST_TEST(page.types().at("gateway_pages_total") == "counter");
            BOOST_TEST(page.types().at("jsonrpcclient_calls_started_total") == "counter");
            BOOST_TEST(page.types().at("jsonrpcclient_calls_in_flight") == "gauge");
            BOOST_TEST(page.types().at("jsonrpcclient_call_duration_seconds") == "histogram");
            for (auto* name : {"cats", "dogs", "naps"})
                BOOST_TEST(page.value("jsonrpcclient_calls_answered_total", {{"backend", name}}) == 1);
        });
}

BOOST_AUTO_TEST_SUITE_END()
