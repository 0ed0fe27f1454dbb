// SPDX-License-Identifier: BSL-1.0
// jayson, over all its transports.
#include "peer/use_jayson.hpp"

#include <boost/test/unit_test.hpp>

using namespace peer;

BOOST_AUTO_TEST_SUITE(jayson)

namespace {

const char* const transports[] = {"HTTP", "HTTPS", "TCP", "TLS", "WS", "WSS"};
const char* const mutual[] = {"HTTPS_MUTUAL", "TLS_MUTUAL"};

std::string jayson_url(const std::string& transport) { return value_of("JAYSON_" + transport); }

} // namespace

BOOST_DATA_TEST_CASE(every_kind_of_call_is_answered, transports, transport)
{
    with_client(jayson_url(transport), use_jayson, trusting());
}

BOOST_DATA_TEST_CASE(a_thousand_calls_at_once_get_their_own_answers, transports, transport)
{
    with_client(jayson_url(transport), call_many, trusting());
}

BOOST_DATA_TEST_CASE(a_client_with_a_certificate_is_let_in, mutual, transport)
{
    with_client(jayson_url(transport), use_jayson, with_certificate());
}

// Node finds out after the client has taken the handshake for done.
BOOST_DATA_TEST_CASE(a_client_without_a_certificate_is_told_why, mutual, transport)
{
    auto error = failure(jayson_url(transport), trusting());
    BOOST_TEST_CONTEXT (error.what())
    {
        BOOST_TEST((error.code() == rpc::errc::connection_lost));
        BOOST_TEST(contains(error.what(), "certificate required"));
    }
}

BOOST_AUTO_TEST_CASE(compression_is_offered_when_it_is_asked_for)
{
    auto url = jayson_url("WS") + "compressed";
    with_client(url, use_jayson, rpc::client_options().permessage_deflate());
    check_not_connected(failure(url), "handshake", "401");
}

BOOST_AUTO_TEST_SUITE_END()
