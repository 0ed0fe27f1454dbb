// SPDX-License-Identifier: BSL-1.0
// What a server sends, as text, and what its requests are answered with.
#include "rules/answers.hpp"

#include <jsonrpcclient/server_message.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <sstream>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using rpc::detail::answer_with;
using rpc::detail::rpc_version;

BOOST_AUTO_TEST_SUITE(server_message)

BOOST_AUTO_TEST_CASE(it_is_shown_as_the_client_would_write_it)
{
    rpc::server_notification event("a\"b", json::parse("[1,{}]"));
    BOOST_TEST(to_string(event) == R"({"jsonrpc":"2.0","method":"a\"b","params":[1,{}]})");
    BOOST_TEST(to_string(rpc::server_notification("a", nullptr)) == R"({"jsonrpc":"2.0","method":"a"})");
    rpc::server_request asked("a", nullptr, rpc::id("x"));
    BOOST_TEST(to_string(asked) == R"({"jsonrpc":"2.0","method":"a","id":"x"})");
    BOOST_TEST(to_string(rpc::server_request("a", nullptr, std::nullopt)) ==
               R"({"jsonrpc":"2.0","method":"a","id":null})");
    std::ostringstream shown;
    shown << event << asked;
    BOOST_TEST(shown.str() == to_string(event) + to_string(asked));
}

BOOST_AUTO_TEST_CASE(an_answer_has_the_members_of_its_version)
{
    json::value result = json::parse(R"({"a":[null]})");
    BOOST_TEST(answer_with(result, rpc::id(1), rpc_version::two) ==
               R"({"jsonrpc":"2.0","result":{"a":[null]},"id":1})");
    BOOST_TEST(answer_with(result, rpc::id("x"), rpc_version::one) ==
               R"({"result":{"a":[null]},"error":null,"id":"x"})");
    rpc::error_object error(-1, "a\nb", true);
    BOOST_TEST(answer_with(error, std::nullopt, rpc_version::two) ==
               R"({"jsonrpc":"2.0","error":{"code":-1,"message":"a\nb","data":true},"id":null})");
    BOOST_TEST(answer_with(rpc::error_object(-1, ""), rpc::id(2), rpc_version::one) ==
               R"({"result":null,"error":{"code":-1,"message":""},"id":2})");
    json::value none(std::numeric_limits<double>::infinity());
    BOOST_CHECK_THROW(answer_with(none, rpc::id(1), rpc_version::two), rpc::client_error);
}

BOOST_AUTO_TEST_SUITE_END()
