// SPDX-License-Identifier: BSL-1.0
// Who the client says that it is: by which header, from which option, and who gets to read it.
#include "support/client_test.hpp"
#include "support/http_site.hpp"
#include "support/raw_websocket.hpp"

#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;

BOOST_AUTO_TEST_SUITE(authentication)

namespace {

// Of "cat:s3cret".
const std::string basic = "Basic Y2F0OnMzY3JldA==";

std::string answer(const test::site_request& request)
{
    return request.has("Upgrade") ? test::websocket_answer(request.head) + "\r\n" : test::pong_to(request);
}

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

// What the server got as Authorization; `user` stands in the URL.
std::string seen(std::string_view transport, rpc::client_options options, std::string user = "")
{
    std::string header;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport, answer);
            auto url = site.url();
            url.insert(url.find("//") + 2, user.empty() ? "" : user + "@");
            rpc::client client(executor, url, site.options(options));
            if (test::is_http(transport))
                co_await client.request("ping");
            else
                co_await client.connect();
            BOOST_TEST_REQUIRE(site.requests().size() == 1U);
            BOOST_TEST(count(site.requests()[0].head, "\r\nAuthorization: ") <= 1U);
            header = site.requests()[0].header("Authorization");
            site.stop();
        });
    return header;
}

// Where an option can be set, the highest last.
constexpr const char* levels[] = {"client", "set_defaults", "with", "call"};

} // namespace

BOOST_DATA_TEST_CASE(a_name_and_a_password_or_a_token_go_out_as_they_are, bdata::make({"http", "https", "ws", "wss"}),
                     transport)
{
    BOOST_TEST(seen(transport, rpc::client_options()) == "");
    BOOST_TEST(seen(transport, rpc::client_options().basic_auth("cat", "s3cret")) == basic);
    BOOST_TEST(seen(transport, rpc::client_options().bearer("t0ken")) == "Bearer t0ken");
    BOOST_TEST(seen(transport, rpc::client_options().header("Authorization", "Own way")) == "Own way");
}

BOOST_DATA_TEST_CASE(the_url_may_name_the_user, bdata::make({"http", "ws"}), transport)
{
    BOOST_TEST(seen(transport, rpc::client_options(), "cat:s3cret") == basic);
    // "c@t" and "s3:cr/t".
    BOOST_TEST(seen(transport, rpc::client_options(), "c%40t:s3%3Acr%2Ft") == "Basic Y0B0OnMzOmNyL3Q=");
    BOOST_TEST(seen(transport, rpc::client_options(), "cat") == "Basic Y2F0Og==");
}

BOOST_DATA_TEST_CASE(options_win_over_the_url, bdata::make({"http", "ws"}), transport)
{
    BOOST_TEST(seen(transport, rpc::client_options().basic_auth("cat", "s3cret"), "dog:bone") == basic);
    BOOST_TEST(seen(transport, rpc::client_options().bearer("t0ken"), "dog:bone") == "Bearer t0ken");
    BOOST_TEST(seen(transport, rpc::client_options().header("authorization", "Own way"), "dog:bone") == "Own way");
}

BOOST_AUTO_TEST_CASE(what_is_set_last_counts)
{
    auto options = rpc::client_options().header("Authorization", "Own way").basic_auth("cat", "s3cret");
    BOOST_TEST(seen("http", options) == basic);
    BOOST_TEST(seen("http", options.bearer("t0ken")) == "Bearer t0ken");
    BOOST_TEST(seen("http", options.header("AUTHORIZATION", "Own way")) == "Own way");
    // Which is asked for by the server only.
    BOOST_TEST(seen("http", options.digest_auth("cat", "s3cret")) == "");
}

BOOST_DATA_TEST_CASE(the_higher_level_counts_whatever_its_form,
                     bdata::xrange(4) * bdata::xrange(4) * bdata::make({0, 1}), lower, higher, form)
{
    if (lower >= higher)
        return;
    BOOST_TEST_INFO(levels[lower] << " below " << levels[higher]);
    auto low = rpc::call_options().header("Authorization", "Own way");
    auto high = rpc::call_options().bearer("t0ken");
    std::string expected = "Bearer t0ken";
    if (form == 1)
    {
        std::swap(low, high);
        expected = "Own way";
    }
    std::vector<rpc::call_options> set(4);
    set[lower] = low;
    set[higher] = high;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", answer);
            rpc::client_options own;
            if (lower == 0 && form == 0)
                own.header("Authorization", "Own way");
            else if (lower == 0)
                own.bearer("t0ken");
            rpc::client client(executor, site.url(), own);
            client.set_defaults(set[1]);
            co_await client.with(set[2]).send(rpc::request("ping"), set[3]);
            BOOST_TEST_REQUIRE(site.requests().size() == 1U);
            auto& head = site.requests()[0].head;
            BOOST_TEST(count(head, "\r\nAuthorization: ") == 1U, head);
            BOOST_TEST(site.requests()[0].header("Authorization") == expected);
            if (higher >= 2)
            {
                // It was that call's alone.
                co_await client.request("ping");
                auto& after = site.requests()[1];
                BOOST_TEST(after.header("Authorization") == (lower >= 2 ? "" : form == 1 ? "Bearer t0ken" : "Own way"));
            }
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_rotated_token_counts_from_the_next_call_on)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", answer);
            rpc::client client(executor, site.url(), rpc::client_options().bearer("first"));
            auto caller = client.with(rpc::call_options().header("X-Cat", "1"));
            for (auto* token : {"second", "third"})
            {
                co_await client.request("ping");
                co_await caller.request("ping");
                client.set_defaults(rpc::call_options().bearer(token));
            }
            co_await client.request("ping");
            co_await caller.request("ping");
            std::vector<std::string> seen;
            for (auto& request : site.requests())
                seen.push_back(request.header("Authorization"));
            std::vector<std::string> expected = {"Bearer first",  "Bearer first", "Bearer second",
                                                 "Bearer second", "Bearer third", "Bearer third"};
            BOOST_TEST(seen == expected, boost::test_tools::per_element());
            // A token is no reason for another connection.
            BOOST_TEST(site.connections() == 1U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_rotated_token_counts_on_a_websocket_for_its_next_connection)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "ws", answer);
            rpc::client client(executor, site.url(), rpc::client_options().bearer("first"));
            co_await client.connect();
            client.set_defaults(rpc::call_options().bearer("second"));
            // The site ends a connection on which it is spoken to.
            co_await test::failure(client.request("ping"));
            co_await client.connect();
            BOOST_TEST_REQUIRE(site.requests().size() == 2U);
            BOOST_TEST(site.requests()[0].header("Authorization") == "Bearer first");
            BOOST_TEST(site.requests()[1].header("Authorization") == "Bearer second");
            site.stop();
        });
}

BOOST_DATA_TEST_CASE(nothing_that_the_user_sees_holds_a_secret, bdata::xrange(6) * bdata::make({"http", "ws"}), kind,
                     transport)
{
    rpc::client_options options;
    if (kind == 0)
        options.basic_auth("cat", "s3cret");
    else if (kind == 1)
        options.bearer("s3cret");
    else if (kind == 2)
        options.digest_auth("cat", "s3cret");
    else if (kind == 3)
        options.header("Authorization", "s3cret").header("X-Api-Key", "s3cret");
    else if (kind == 4)
        options.proxy("http://cat:s3cret@127.0.0.1:1");
    std::vector<std::string> told;
    options.log_handler([&](const rpc::logging::record& record) { told.push_back(std::string(record.message)); });
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport,
                                 [](auto&) {
                                     return test::http_answer("no", "401 Unauthorized",
                                                              "WWW-Authenticate: Digest realm=\"c\", nonce=\"n\"\r\n");
                                 });
            auto url = site.url();
            if (kind == 5)
                url.insert(url.find("//") + 2, "cat:s3cret@");
            rpc::client client(executor, url, options);
            auto error = co_await test::failure(client.request("ping"));
            told.push_back(error.what());
            for (auto& option : client.effective_options())
                told.push_back(option.name + " " + option.value);
            site.stop();
        });
    BOOST_TEST(told.size() > 10U);
    for (auto& text : told)
        for (auto* secret : {"s3cret", "Y2F0OnMzY3JldA"})
            BOOST_TEST(!contains(text, secret), text);
}

BOOST_AUTO_TEST_SUITE_END()
