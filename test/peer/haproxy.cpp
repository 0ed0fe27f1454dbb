// SPDX-License-Identifier: BSL-1.0
// haproxy, which speaks TLS before jayson's TCP.
#include "peer/use_jayson.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/test/unit_test.hpp>

using namespace peer;

BOOST_AUTO_TEST_SUITE(haproxy)

BOOST_DATA_TEST_CASE(calls_pass_through_each_version_of_tls, (std::vector<std::string>{"TLS", "TLS12"}), version)
{
    with_client(value_of("HAPROXY_" + version), use_jayson, trusting());
    with_client(value_of("HAPROXY_" + version), call_many, trusting());
}

BOOST_AUTO_TEST_CASE(a_client_with_a_certificate_is_let_in)
{
    with_client(value_of("HAPROXY_MUTUAL"), use_jayson, with_certificate());
    with_client(value_of("HAPROXY_MUTUAL"), use_jayson,
                trusting().cert(certificate("client.pem"), certificate("client.key")));
}

// It finds out after the client has taken the handshake for done.
BOOST_AUTO_TEST_CASE(a_client_without_a_certificate_is_told_why)
{
    auto error = failure(value_of("HAPROXY_MUTUAL"), trusting());
    BOOST_TEST_CONTEXT (error.what())
    {
        BOOST_TEST((error.code() == rpc::errc::connection_lost));
        BOOST_TEST(contains(error.what(), "certificate required"));
    }
}

// A certificate, but nobody has signed it.
BOOST_AUTO_TEST_CASE(a_client_with_another_certificate_is_told_why)
{
    auto error = failure(value_of("HAPROXY_MUTUAL"), trusting().cert(certificate("self_signed.pem")));
    BOOST_TEST_CONTEXT (error.what())
    {
        BOOST_TEST((error.code() == rpc::errc::connection_lost));
        BOOST_TEST(contains(error.what(), "unknown ca"));
    }
}

BOOST_AUTO_TEST_CASE(tls_before_1_2_is_not_spoken)
{
    check_not_connected(failure(value_of("HAPROXY_TLS11"), trusting()), "tls", "version");
}

BOOST_AUTO_TEST_CASE(a_password_opens_the_door_of_http)
{
    auto door = value_of("HAPROXY_HTTP");
    with_client(door, use_jayson, rpc::client_options().basic_auth("cat", "milk"));
    with_client(door, call_many, rpc::client_options().basic_auth("cat", "milk"));
    BOOST_TEST(status(door).status() == 401);
}

// It tells by a cookie which of its servers a client belongs to, and not again to those who bring it.
BOOST_AUTO_TEST_CASE(a_cookie_leads_back_to_the_same_server)
{
    auto cookie_of = [](const rpc::response& answer)
    { return std::string(std::any_cast<const boost::beast::http::response_header<>&>(answer.raw)["Set-Cookie"]); };
    with_client(
        value_of("HAPROXY_HTTP"),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto first = co_await client.request("echo", "a");
            BOOST_TEST(contains(cookie_of(first), "SERVER=first"));
            auto second = co_await client.request("echo", "a");
            BOOST_TEST(cookie_of(second) == "");
        },
        rpc::client_options().basic_auth("cat", "milk"));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_gives_a_status)
{
    auto missing = status(value_of("HAPROXY_HTTP") + "nobody", rpc::client_options().basic_auth("cat", "milk"));
    BOOST_TEST(missing.status() == 503);
    BOOST_TEST((missing.delivery() == rpc::delivery::maybe_executed));
}

BOOST_AUTO_TEST_SUITE_END()
