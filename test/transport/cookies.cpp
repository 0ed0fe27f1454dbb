// SPDX-License-Identifier: BSL-1.0
// The cookies of a client's session, and the statuses of its answers.
#include "support/client_test.hpp"
#include "support/http_site.hpp"

#include <boost/test/unit_test.hpp>

using test::contains;
using test::site_request;

BOOST_AUTO_TEST_SUITE(cookies)

namespace {

// Sets the next of these with each answer; gives what came as Cookie.
std::vector<std::string> seen(std::vector<std::string> set, rpc::client_options options = {},
                              std::string_view transport = "http", rpc::call_options own = {}, std::string target = "")
{
    std::vector<std::string> cookies;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport,
                                 [&](const site_request& request)
                                 {
                                     cookies.push_back(request.header("Cookie"));
                                     std::string header;
                                     if (cookies.size() <= set.size())
                                         header = "Set-Cookie: " + set[cookies.size() - 1] + "\r\n";
                                     return test::pong_to(request, header);
                                 });
            rpc::client client(executor, site.url() + target, site.options(options));
            for (std::size_t i = 0; i <= set.size(); ++i)
                co_await client.with(own).request("ping");
            site.stop();
        });
    return cookies;
}

using list = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(what_the_server_sets_comes_back)
{
    list expected = {"", "a=1", "a=1; b=2", "a=3; b=2"};
    BOOST_TEST(seen({"a=1", "b=2; Path=/; HttpOnly", "a=3"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cookie_is_for_its_path_until_it_expires)
{
    list expected = {"", "", "b=2", ""};
    auto came = seen({"a=1; Path=/dogs", "b=2; Path=/cats", "b=; Path=/cats; Max-Age=0"}, {}, "http", {}, "cats/rpc");
    BOOST_TEST(came == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_secure_cookie_needs_tls)
{
    list plain = {"", ""};
    list secure = {"", "a=1"};
    BOOST_TEST(seen({"a=1; Secure"}) == plain, boost::test_tools::per_element());
    BOOST_TEST(seen({"a=1; Secure"}, {}, "https") == secure, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_client_may_want_none_or_its_own)
{
    list none = {"", ""};
    list own = {"c=3", "c=3"};
    BOOST_TEST(seen({"a=1"}, rpc::client_options().cookies(false)) == none, boost::test_tools::per_element());
    BOOST_TEST(seen({"a=1"}, rpc::client_options().header("cookie", "c=3")) == own, boost::test_tools::per_element());
    BOOST_TEST(seen({"a=1"}, {}, "http", rpc::call_options().header("Cookie", "c=3")) == own,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cookie_goes_to_its_host_only_also_where_a_redirect_set_it)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::vector<std::string> cookies;
            test::http_site site(
                executor, "http",
                [&](const site_request& request)
                {
                    cookies.push_back(request.header("Host") + request.target + " " + request.header("Cookie"));
                    auto other = "http://localhost:" + site.port() + "/other";
                    auto location = request.target == "/" ? "/here" : request.target == "/here" ? other : "";
                    if (location.empty())
                        return test::pong_to(request, "Set-Cookie: b=2\r\n");
                    auto headers = "Set-Cookie: a=1\r\nLocation: " + location + "\r\n";
                    return test::http_answer("", "307 There", headers);
                });
            rpc::client client(executor, site.url());
            co_await client.request("ping");
            co_await client.request("ping");
            auto here = "127.0.0.1:" + site.port();
            auto there = "localhost:" + site.port() + "/other ";
            list expected = {here + "/ ", here + "/here a=1", there, here + "/ a=1", here + "/here a=1", there};
            BOOST_TEST(cookies == expected, boost::test_tools::per_element());
            site.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http_statuses)

BOOST_AUTO_TEST_CASE(a_strict_client_takes_no_answer_with_another_status)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http",
                                 [](const site_request& request)
                                 { return test::http_answer(test::pong_text(request), "400 Bad Request"); });
            rpc::client client(executor, site.url());
            auto strict = client.with(rpc::call_options().strict_http_status());
            for (int i = 0; i != 2; ++i)
            {
                auto response = co_await client.request("ping");
                BOOST_TEST(response.data.ok());
                auto error = co_await test::failure(strict.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::http_status));
                rpc::batch pets(rpc::request("cat"), rpc::request("dog"));
                error = co_await test::failure(strict.send(pets));
                BOOST_TEST((error.code() == rpc::errc::http_status));
            }
            client.set_defaults(rpc::call_options().strict_http_status());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(error.what(), "400 Bad Request"), error.what());
            auto mild = client.with(rpc::call_options().strict_http_status(false));
            auto response = co_await mild.request("ping");
            BOOST_TEST(response.data.ok());
            site.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
