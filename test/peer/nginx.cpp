// SPDX-License-Identifier: BSL-1.0
// nginx in front of jayson.
#include "peer/use_jayson.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace peer;

BOOST_AUTO_TEST_SUITE(nginx)

namespace {

asio::awaitable<void> subtract(rpc::client& client)
{
    int difference = co_await client.call<int>("subtract", 42, 23);
    BOOST_TEST(difference == 19);
}

} // namespace

BOOST_AUTO_TEST_CASE(calls_pass_over_https)
{
    with_client(value_of("NGINX_HTTPS"), use_jayson, trusting());
    with_client(value_of("NGINX_HTTPS"), call_many, trusting());
}

BOOST_AUTO_TEST_CASE(calls_pass_over_websocket_and_tls)
{
    with_client(value_of("NGINX_WSS"), use_jayson, trusting());
    with_client(value_of("NGINX_WSS"), call_many, trusting());
}

BOOST_AUTO_TEST_CASE(calls_pass_over_http_on_a_unix_socket)
{
    auto options = rpc::client_options().unix_socket(value_of("NGINX_UNIX"));
    with_client("http://nobody.test/", use_jayson, options);
    with_client("http://nobody.test/", call_many, options);
}

// It closes each connection behind the third answer.
BOOST_AUTO_TEST_CASE(no_call_fails_when_connections_end_behind_answers)
{
    with_client(value_of("NGINX_HTTP"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    for (int i = 0; i != 20; ++i)
                    {
                        int difference = co_await client.call<int>("subtract", i, 1);
                        BOOST_TEST(difference == i - 1);
                    }
                    BOOST_TEST(client.statistics().connects == 7U);
                });
    with_client(value_of("NGINX_HTTP"), call_many);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_does_not_hold_is_refused_and_the_reason_told)
{
    check_not_connected(failure(value_of("NGINX_EXPIRED"), trusting()), "tls", "certificate has expired");
    check_not_connected(failure(value_of("NGINX_SELF_SIGNED"), trusting()), "tls", "self-signed certificate");
    check_not_connected(failure(value_of("NGINX_WRONG_HOST"), trusting()), "tls", "hostname mismatch");
    // The authorities of the system do not know ours.
    check_not_connected(failure(value_of("NGINX_HTTPS")), "tls", "unable to get local issuer certificate");
}

BOOST_AUTO_TEST_CASE(who_verifies_nothing_takes_every_certificate)
{
    for (auto* url : {"NGINX_EXPIRED", "NGINX_SELF_SIGNED", "NGINX_WRONG_HOST"})
        with_client(value_of(url), subtract, rpc::client_options().verify(false));
}

BOOST_AUTO_TEST_CASE(a_client_with_a_certificate_is_let_in)
{
    with_client(value_of("NGINX_MUTUAL"), use_jayson, with_certificate());
}

// It does the handshake with everybody, and then answers nobody.
BOOST_AUTO_TEST_CASE(a_client_without_a_certificate_gets_a_status)
{
    auto refused = status(value_of("NGINX_MUTUAL"), trusting());
    BOOST_TEST(refused.status() == 400);
    BOOST_TEST(contains(refused.body(), "No required SSL certificate was sent"));
}

BOOST_AUTO_TEST_CASE(statuses_without_json_rpc_are_errors)
{
    auto http = value_of("NGINX_HTTP");
    BOOST_TEST(status(http + "/private").status() == 401);
    BOOST_TEST(status(http + "/found").status() == 302);
    auto often = status(http + "/often");
    BOOST_TEST(often.status() == 429);
    BOOST_TEST((often.delivery() == rpc::delivery::answered));
    rpc::http_status_error::header_list::value_type later("Retry-After", "1");
    BOOST_TEST((std::find(often.headers().begin(), often.headers().end(), later) != often.headers().end()));
    auto dead = status(http + "/dead");
    BOOST_TEST(dead.status() == 502);
    BOOST_TEST((dead.delivery() == rpc::delivery::maybe_executed));
}

BOOST_AUTO_TEST_CASE(a_connection_that_ended_while_it_was_idle_costs_no_call)
{
    auto url = value_of("NGINX_HTTP");
    with_client(url,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    co_await subtract(client);
                    // Idle since a little later, and when that has ended, so has the client's.
                    asio::ip::tcp::socket later(client.get_executor());
                    auto port = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
                    asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), port);
                    co_await later.async_connect(where, asio::deferred);
                    std::string exchange = "GET /found HTTP/1.1\r\nHost: a\r\n\r\n";
                    co_await asio::async_write(later, asio::buffer(exchange), asio::deferred);
                    auto [error, size] = co_await asio::async_read(later, asio::dynamic_buffer(exchange),
                                                                   asio::as_tuple(asio::deferred));
                    BOOST_TEST((error == asio::error::eof));
                    co_await subtract(client);
                    BOOST_TEST(client.statistics().connects == 2U);
                    BOOST_TEST(client.statistics().connections_lost == 0U);
                });
}

BOOST_AUTO_TEST_CASE(a_token_opens_the_door)
{
    auto door = value_of("NGINX_HTTP") + "/private";
    with_client(door, subtract, rpc::client_options().header("Authorization", "Bearer secret"));
    with_client(door, subtract, rpc::client_options().bearer("secret"));
    BOOST_TEST(status(door, rpc::client_options().bearer("secrets")).status() == 401);
    with_client(door,
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto refused = co_await status_of(client.request("echo"));
                    BOOST_TEST(refused.status() == 401);
                    client.set_defaults(rpc::call_options().bearer("secret"));
                    co_await subtract(client);
                });
}

BOOST_AUTO_TEST_CASE(a_password_opens_the_door)
{
    auto door = value_of("NGINX_HTTP") + "/password";
    with_client(door, subtract, rpc::client_options().basic_auth("cat", "fish & milk"));
    with_client("http://cat:fish%20%26%20milk@" + door.substr(7), subtract);
    auto refused = status(door, rpc::client_options().basic_auth("cat", "milk & fish"));
    BOOST_TEST(refused.status() == 401);
    BOOST_TEST(!contains(refused.what(), "milk"));
}

BOOST_AUTO_TEST_CASE(a_compressed_answer_is_read)
{
    with_client(value_of("NGINX_HTTP") + "/small",
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto echo = co_await client.request("echo", std::string(100'000, 'x'));
                    auto& head = std::any_cast<const boost::beast::http::response_header<>&>(echo.raw);
                    BOOST_TEST(head["Content-Encoding"] == "gzip");
                    BOOST_TEST(contains(text_of(echo), std::string(100'000, 'x')));
                    auto plain = co_await client.send(rpc::request("echo", "x"),
                                                      rpc::call_options().header("Accept-Encoding", "identity"));
                    auto& other = std::any_cast<const boost::beast::http::response_header<>&>(plain.raw);
                    BOOST_TEST(other["Content-Encoding"] == "");
                });
}

BOOST_AUTO_TEST_CASE(redirects_that_keep_a_post_a_post_are_followed)
{
    auto http = value_of("NGINX_HTTP");
    with_client(http + "/moved", subtract);
    BOOST_TEST(status(http + "/moved", rpc::client_options().max_redirects(0)).status() == 308);
    // To the same origin with the token, to another one without, and by TLS.
    with_client(http + "/here", subtract, rpc::client_options().bearer("secret"));
    with_client(http + "/there", subtract, trusting().bearer("secret"));
    auto round = status(http + "/round");
    BOOST_TEST(round.status() == 308);
    BOOST_TEST(contains(round.what(), "max_redirects"));
}

BOOST_AUTO_TEST_CASE(one_call_trusts_whom_the_client_does_not)
{
    with_client(value_of("NGINX_SELF_SIGNED"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto blind = client.with(rpc::call_options().verify(false));
                    int difference = co_await blind.call<int>("subtract", 42, 23);
                    BOOST_TEST(difference == 19);
                    auto error = co_await test::failure(client.request("echo"));
                    check_not_connected(error, "tls", "self-signed certificate");
                });
}

BOOST_AUTO_TEST_CASE(an_error_object_behind_a_status_is_the_answer)
{
    with_client(value_of("NGINX_HTTP") + "/busy",
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto busy = co_await client.request("echo");
                    BOOST_TEST(busy.data.error().code() == -32000);
                    BOOST_TEST(busy.data.error().message() == "busy");
                });
}

// It answers and closes without reading more than the header.
BOOST_AUTO_TEST_CASE(the_status_for_a_body_over_its_limit_is_told)
{
    with_client(value_of("NGINX_HTTP"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto refused = co_await status_of(client.request("echo", std::string(2 << 20, 'x')));
                    BOOST_TEST(refused.status() == 413);
                    int difference = co_await client.call<int>("subtract", 42, 23);
                    BOOST_TEST(difference == 19);
                });
}

BOOST_AUTO_TEST_CASE(a_refused_websocket_names_the_status)
{
    check_not_connected(failure(value_of("NGINX_WSS") + "forbidden", trusting()), "handshake", "403");
}

BOOST_AUTO_TEST_SUITE_END()
