// SPDX-License-Identifier: BSL-1.0
// The way through a proxy, by which of two it goes, and who is told what on it.
#include "support/client_test.hpp"
#include "support/digest_server.hpp"
#include "support/http_site.hpp"
#include "support/test_proxy.hpp"
#include "transport/proxy_scripts.hpp"

#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;

BOOST_AUTO_TEST_SUITE(proxies)

using proxy_scripts::answer;
using proxy_scripts::basic;
using proxy_scripts::play;
using proxy_scripts::use;

BOOST_AUTO_TEST_CASE(http_is_passed_on_by_the_proxy)
{
    play(
        "http",
        [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto options = rpc::client_options().proxy(proxy.url("cat:s3cret")).bearer("t0ken");
            rpc::client client(executor, site.url() + "rpc?a=b", options);
            for (int i = 0; i != 3; ++i)
                co_await use(client, "http");
            BOOST_TEST(proxy.connections() == 1U);
            BOOST_TEST_REQUIRE(proxy.requests().size() == 3U);
            auto& passed = proxy.requests()[0];
            BOOST_TEST(passed.method == "POST");
            BOOST_TEST(passed.target == site.url() + "rpc?a=b");
            BOOST_TEST(passed.header("Host") == "127.0.0.1:" + site.port());
            BOOST_TEST(passed.header("Proxy-Authorization") == basic);
            BOOST_TEST(site.requests()[0].header("Authorization") == "Bearer t0ken");
        },
        basic);
}

BOOST_DATA_TEST_CASE(others_go_through_a_tunnel_whose_ends_know_nothing_of_each_other,
                     bdata::make({"https", "ws", "wss"}), transport)
{
    play(
        transport,
        [&](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto options = site.options().proxy(proxy.url("cat:s3cret")).bearer("t0ken").header("X-Api-Key", "key");
            rpc::client client(executor, site.url("localhost"), options);
            co_await use(client, transport);
            BOOST_TEST_REQUIRE(proxy.requests().size() == 1U);
            auto& asked = proxy.requests()[0];
            BOOST_TEST(asked.method == "CONNECT");
            BOOST_TEST(asked.target == "localhost:" + site.port());
            BOOST_TEST(asked.header("Host") == "localhost:" + site.port());
            BOOST_TEST(asked.header("Proxy-Authorization") == basic);
            BOOST_TEST(!asked.has("Authorization"));
            BOOST_TEST(!asked.has("X-Api-Key"));
            BOOST_TEST_REQUIRE(site.requests().size() == 1U);
            auto& came = site.requests()[0];
            BOOST_TEST(!came.has("Proxy-Authorization"));
            BOOST_TEST(came.header("Authorization") == "Bearer t0ken");
            BOOST_TEST(came.header("X-Api-Key") == "key");
            if (test::is_secure(transport))
                BOOST_TEST(came.tls.server_name == "localhost");
            if (test::is_http(transport))
            {
                co_await use(client, transport);
                BOOST_TEST(proxy.connections() == 1U);
            }
        },
        basic);
}

BOOST_DATA_TEST_CASE(
    a_proxy_that_opens_no_tunnel_is_told_of,
    bdata::make({"https", "ws", "wss"}) *
        (bdata::make({"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno",
                      "HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "SSH-2.0-cat\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nI am",
                      // Neither an interim answer nor the length of a body is one.
                      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 99999999999\r\n\r\n"}) ^
         bdata::make({"407 Proxy Authentication Required", "502 Bad Gateway", "closed the connection", "bad version",
                      "sent bytes of its own", "403 No"})),
    transport, said, why)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::string words = said;
            test::scripted_server proxy(executor,
                                        [&](test::tcp::socket socket) -> asio::awaitable<void>
                                        {
                                            std::string buffer;
                                            co_await test::read_http_request(socket, buffer);
                                            co_await test::write(socket, words);
                                            if (!words.empty())
                                                co_await test::peer_closed(socket);
                                        });
            auto shown = "http://127.0.0.1:" + std::to_string(proxy.port());
            auto options = rpc::client_options().proxy("http://cat:s3cret@" + shown.substr(7)).bearer("t0ken");
            rpc::client client(executor, std::string(transport) + "://cats.invalid/", options);
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            for (auto part : {std::string(why), std::string("(phase: proxy)"), "the proxy " + shown})
                BOOST_TEST(contains(error.what(), part), error.what());
            for (auto* secret : {"s3cret", "t0ken", "Y2F0"})
                BOOST_TEST(!contains(error.what(), secret), error.what());
            proxy.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_refusal_to_pass_a_request_on_is_its_answer)
{
    play(
        "http",
        [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::client client(executor, site.url(), rpc::client_options().proxy(proxy.url("cat:wrong")));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::http_status));
            BOOST_TEST(contains(error.what(), "407 Proxy Authentication Required"), error.what());
            BOOST_TEST(!contains(error.what(), "wrong"), error.what());
            BOOST_TEST(site.requests().empty());
        },
        basic);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_not_there_is_told_of)
{
    play("http",
         [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             auto options = rpc::client_options().proxy(proxy.url("cat:s3cret"));
             proxy.stop();
             rpc::client client(executor, site.url(), options);
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::not_connected));
             BOOST_TEST(contains(error.what(), "(phase: connect)"), error.what());
             BOOST_TEST(!contains(error.what(), "s3cret"), error.what());
         });
}

BOOST_AUTO_TEST_CASE(digest_is_about_the_servers_target_not_the_proxys)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::digest_server rules;
            test::http_site site(executor, "http", [&](auto& request) { return rules.answer(request); });
            test::test_proxy proxy(executor);
            auto options = rpc::client_options().proxy(proxy.url()).digest_auth("cat", "s3cret");
            rpc::client client(executor, site.url() + "rpc?a=b", options);
            co_await use(client, "http");
            BOOST_TEST(rules.complaints().empty());
            site.stop();
            proxy.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
