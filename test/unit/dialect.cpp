// SPDX-License-Identifier: BSL-1.0
// How protocols on top of JSON-RPC give up a call, and how its params ask for progress.
#include "rules/progress_token.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using rpc::dialect;
using rpc::detail::progress_token_of;
using rpc::detail::with_progress_token;

BOOST_AUTO_TEST_SUITE(dialects)

namespace {

std::string notice(const dialect& how, const rpc::id& call) { return to_string(how.canceled(call, "why").value()); }

std::string asking(const dialect& how, std::string_view params)
{
    return with_progress_token(how, params.empty() ? rpc::params() : rpc::params(json::parse(params)), 7).text();
}

std::string found(const dialect& how, std::string_view params)
{
    auto value = json::parse(params);
    auto* token = progress_token_of(how, value);
    return token ? json::serialize(*token) : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(each_has_its_own_notice_with_ids_as_they_are)
{
    BOOST_TEST(notice(dialect::lsp(), 1) == R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}})");
    BOOST_TEST(notice(dialect::lsp(), 18446744073709551615u) ==
               R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":18446744073709551615}})");
    BOOST_TEST(notice(dialect::mcp(), "a") ==
               R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a","reason":"why"}})");
    BOOST_TEST(!dialect().canceled(1, "why").has_value());
}

BOOST_AUTO_TEST_CASE(names_are_read_and_a_changed_one_is_ones_own)
{
    for (auto* name : {"none", "lsp", "mcp"})
        BOOST_TEST(to_string(dialect::parse(name)) == name);
    BOOST_TEST(to_string(dialect::lsp().cancel({})) == "own");
    BOOST_CHECK_THROW(dialect::parse("LSP"), rpc::client_error);
    for (auto* place : {"", "/", "token"})
        BOOST_CHECK_THROW(dialect().progress("p", place, "/token"), rpc::client_error);
    BOOST_CHECK_THROW(dialect().progress("", "/token", "/token"), rpc::client_error);
}

BOOST_AUTO_TEST_CASE(the_token_stands_where_the_dialect_has_it)
{
    BOOST_TEST(asking(dialect::lsp(), "") == R"({"workDoneToken":7})");
    BOOST_TEST(asking(dialect::lsp(), R"({"a":1})") == R"({"a":1,"workDoneToken":7})");
    BOOST_TEST(asking(dialect::mcp(), R"({"_meta":{"x":1},"a":1})") == R"({"_meta":{"x":1,"progressToken":7},"a":1})");
    BOOST_TEST(asking(dialect::mcp(), "") == R"({"_meta":{"progressToken":7}})");
    BOOST_CHECK_THROW(asking(dialect::lsp(), "[1]"), rpc::client_error);
    BOOST_CHECK_THROW(asking(dialect::mcp(), R"({"_meta":1})"), rpc::client_error);
}

BOOST_AUTO_TEST_CASE(the_token_of_progress_is_found_or_there_is_none)
{
    BOOST_TEST(found(dialect::lsp(), R"({"token":7,"value":{}})") == "7");
    BOOST_TEST(found(dialect::mcp(), R"({"progressToken":"x"})") == R"("x")");
    for (auto* params : {"null", "[7]", "{}", "1", R"({"token":7})"})
        BOOST_TEST(found(dialect::mcp(), params) == "none", params);
}

BOOST_AUTO_TEST_SUITE_END()
