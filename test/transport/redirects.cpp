// SPDX-License-Identifier: BSL-1.0
// Where a redirect leads, and what is not taken along.
#include "support/client_test.hpp"
#include "support/http_site.hpp"

#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::certificates;
using test::contains;
using test::site_request;

BOOST_AUTO_TEST_SUITE(redirects)

namespace {

std::string redirect(int status, std::string location, std::string more = "")
{
    return test::http_answer("<html>elsewhere</html>", std::to_string(status) + " Elsewhere",
                             "Location: " + location + "\r\n" + more);
}

// Asks a site for "/cats/old", and gives the error's text and the number of requests.
std::pair<std::string, std::size_t> refused(int status, std::string location, rpc::client_options options = {},
                                            std::string_view transport = "http")
{
    std::pair<std::string, std::size_t> seen;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport, [&](auto&) { return redirect(status, location); });
            rpc::client client(executor, site.url() + "cats/old", site.options(options));
            auto error = co_await test::exception_of(client.request("ping"));
            try
            {
                std::rethrow_exception(error);
            }
            catch (const rpc::http_status_error& known)
            {
                BOOST_TEST(known.status() == status);
                seen.first = known.what();
            }
            catch (const std::exception& other)
            {
                BOOST_ERROR(location << ": " << other.what());
            }
            seen.second = site.requests().size();
            site.stop();
        });
    return seen;
}

// A site that counts down: /3 leads to /2, and /0 answers.
std::string count_down(const site_request& request)
{
    auto rest = std::stoi(request.target.substr(1));
    return rest == 0 ? test::pong_to(request) : redirect(307, "/" + std::to_string(rest - 1));
}

} // namespace

BOOST_DATA_TEST_CASE(a_post_stays_a_post_with_all_its_headers,
                     bdata::make({307, 308}) *
                         bdata::make({"http://AUTHORITY/cats/new?a=b", "//AUTHORITY/cats/new?a=b", "/cats/new?a=b",
                                      "new?a=b", "./../cats/new?a=b", "/cats/new?a=b#part"}),
                     status, location)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::string target = location;
            test::http_site site(executor, "http",
                                 [&](const site_request& request)
                                 {
                                     auto to = target;
                                     if (auto at = to.find("AUTHORITY"); at != to.npos)
                                         to.replace(at, 9, request.header("Host"));
                                     return request.target == "/cats/old" ? redirect(status, to)
                                                                          : test::pong_to(request);
                                 });
            rpc::client client(executor, site.url() + "cats/old",
                               rpc::client_options().bearer("t0ken").header("X-Api-Key", "key"));
            auto response = co_await client.request("ping", 1, 2);
            BOOST_TEST(response.data.ok());
            BOOST_TEST_REQUIRE(site.requests().size() == 2U);
            auto& first = site.requests()[0];
            auto& second = site.requests()[1];
            BOOST_TEST(second.target == "/cats/new?a=b");
            BOOST_TEST(second.body == first.body);
            BOOST_TEST(second.head.substr(second.head.find("\r\n")) == first.head.substr(first.head.find("\r\n")));
            BOOST_TEST(second.header("Authorization") == "Bearer t0ken");
            BOOST_TEST(site.connections() == 1U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_with_the_redirect_is_replaced)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http",
                                 [](const site_request& request) {
                                     return request.target == "/old" ? redirect(308, "/new", "Connection: close\r\n")
                                                                     : test::pong_to(request);
                                 });
            rpc::client client(executor, site.url() + "old");
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(site.connections() == 2U);
            site.stop();
        });
}

BOOST_DATA_TEST_CASE(what_would_make_a_post_a_get_is_not_followed, bdata::make({300, 301, 302, 303, 304, 305}), status)
{
    auto seen = refused(status, "/new");
    BOOST_TEST(contains(seen.first, "HTTP status " + std::to_string(status)), seen.first);
    BOOST_TEST(seen.second == 1U);
}

BOOST_AUTO_TEST_CASE(there_are_as_many_as_the_call_allows)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", count_down);
            rpc::client client(executor, site.url() + "3", rpc::client_options().max_redirects(2));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::http_status));
            BOOST_TEST(contains(error.what(), "max_redirects allows, 2"), error.what());
            BOOST_TEST(site.requests().size() == 3U);
            auto none = client.with(rpc::call_options().max_redirects(0));
            error = co_await test::failure(none.request("ping"));
            BOOST_TEST(contains(error.what(), "max_redirects allows, 0"), error.what());
            BOOST_TEST(site.requests().size() == 4U);
            auto enough = client.with(rpc::call_options().max_redirects(3));
            auto response = co_await enough.request("ping");
            BOOST_TEST(response.data.ok());
            // They are counted for each call anew.
            auto again = co_await enough.request("ping");
            BOOST_TEST(again.data.ok());
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_loop_ends)
{
    auto seen = refused(307, "/cats/old");
    BOOST_TEST(contains(seen.first, "max_redirects allows, 5"), seen.first);
    BOOST_TEST(seen.second == 6U);
}

BOOST_AUTO_TEST_CASE(a_place_that_is_none_is_named_and_nobody_is_asked)
{
    for (auto* location :
         {"http://", "http://[", "ftp://cats.com/", "ws://cats.com/", "http://a:99999/", "%", "mailto:cat"})
    {
        auto seen = refused(307, location);
        BOOST_TEST(contains(seen.first, "HTTP status 307 Elsewhere; it redirects to"), seen.first);
        BOOST_TEST(seen.second == 1U);
    }
    BOOST_TEST(refused(307, "").second == 1U);
    auto seen = refused(307, "ftp://cat:s3cret@cats.com/?token=s3cret");
    BOOST_TEST(!contains(seen.first, "s3cret"), seen.first);
}

BOOST_AUTO_TEST_CASE(nobody_is_led_from_https_to_http)
{
    auto seen = refused(308, "http://127.0.0.1:1/", {}, "https");
    BOOST_TEST(contains(seen.first, "it redirects from https to http"), seen.first);
    BOOST_TEST(seen.second == 1U);
}

BOOST_DATA_TEST_CASE(another_origin_is_told_no_secret, bdata::xrange(4), kind)
{
    rpc::client_options options;
    if (kind == 0)
        options.basic_auth("cat", "s3cret");
    else if (kind == 1)
        options.bearer("s3cret");
    else if (kind == 2)
        options.digest_auth("cat", "s3cret");
    else
        options.header("Authorization", "s3cret").header("Cookie", "own=s3cret");
    options.header("X-Api-Key", "s3cret").header("Accept-Language", "de").header("Content-Type", "application/x");
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::string back;
            // It asks for a proof, which it does not get.
            test::http_site other(executor, "http",
                                  [&](const site_request& request)
                                  {
                                      if (request.target == "/back")
                                          return redirect(307, back);
                                      return test::http_answer("no", "401 Unauthorized",
                                                               "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
                                  });
            test::http_site site(executor, "http",
                                 [&](const site_request& request)
                                 {
                                     if (request.target == "/")
                                         return redirect(307, other.url(), "Set-Cookie: id=s3cret\r\n");
                                     if (request.target == "/twice")
                                         return redirect(307, other.url() + "back");
                                     return test::pong_to(request);
                                 });
            back = site.url() + "end";
            rpc::client client(executor, site.url(), options);
            for (int i = 0; i != 2; ++i)
            {
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::http_status));
            }
            BOOST_TEST_REQUIRE(other.requests().size() == 2U);
            rpc::client twice(executor, site.url() + "twice", options);
            auto response = co_await twice.request("ping");
            BOOST_TEST(response.data.ok());
            // Who was sent there and back may have been sent by the other one.
            std::vector<site_request> led = other.requests();
            led.push_back(site.requests().back());
            for (auto& request : led)
            {
                BOOST_TEST(!contains(request.head, "s3cret"), request.head);
                BOOST_TEST(!request.has("Authorization"), request.head);
                BOOST_TEST(request.header("Accept-Language") == "de");
                BOOST_TEST(request.header("Content-Type") == "application/x");
            }
            BOOST_TEST(other.requests()[0].header("Host") == "127.0.0.1:" + other.port());
            other.stop();
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(another_origin_is_shown_no_certificate)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto setup = test::tls_setup().require_client_certificate();
            test::http_site other(
                executor, "https", [](auto& request) { return test::pong_to(request); }, setup);
            test::http_site site(
                executor, "https", [&](auto&) { return redirect(307, other.url("localhost")); }, setup);
            auto& own = certificates().client;
            rpc::client client(executor, site.url("localhost"), site.options().cert(own.certificate, own.key));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(error.what(), "certificate required"), error.what());
            BOOST_TEST(site.requests().size() == 1U);
            BOOST_TEST(other.requests().empty());
            other.stop();
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(http_may_lead_to_https)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site secure(executor, "https", [](auto& request) { return test::pong_to(request); });
            auto location = secure.url("localhost") + "rpc";
            test::http_site site(executor, "http", [&](auto&) { return redirect(308, location); });
            rpc::client client(executor, site.url(), secure.options().max_connections(1));
            for (int i = 0; i != 2; ++i)
            {
                auto response = co_await client.request("ping");
                BOOST_TEST(response.data.ok());
            }
            BOOST_TEST(secure.requests()[0].tls.server_name == "localhost");
            rpc::client distrusting(executor, site.url());
            auto error = co_await test::failure(distrusting.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), "(phase: tls)"), error.what());
            secure.stop();
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(notifications_and_batches_are_redirected_too)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", count_down);
            rpc::client client(executor, site.url() + "1");
            auto told = co_await client.notify("log");
            BOOST_TEST(told.data.ok());
            rpc::batch pets(rpc::request("cat"), rpc::request("dog"));
            auto answers = co_await client.send(pets);
            BOOST_TEST(answers.data[1].ok());
            BOOST_TEST(site.requests().size() == 4U);
            BOOST_TEST(site.requests()[1].body == site.requests()[0].body);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_place_where_nobody_is_has_not_executed_the_call)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            asio::ip::tcp::acceptor deaf(executor, {asio::ip::address_v4::loopback(), 0});
            auto location = "http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port());
            deaf.close();
            test::http_site site(executor, "http", [&](auto&) { return redirect(307, location); });
            rpc::client client(executor, site.url());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            // Whose fault it is.
            BOOST_TEST(contains(error.what(), "it was redirected to " + location + "/"), error.what());
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "(phase: connect)"), error.what());
            site.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
