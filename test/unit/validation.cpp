// SPDX-License-Identifier: BSL-1.0
// The rules an answer must keep, and the shapes that are taken without them.
#include "rules/validation.hpp"

#include "unit/refused.hpp"

#include <boost/json/parse.hpp>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::detail;

BOOST_AUTO_TEST_SUITE(validation)

namespace {

read_answer read_text(std::string_view text, bool validate)
{
    incoming_parser parser;
    parser.parse(text);
    BOOST_REQUIRE_MESSAGE(parser.error().empty(), text);
    BOOST_REQUIRE(parser.messages().size() == 1u);
    return read_answer(std::move(parser.messages().front()), validate);
}

std::string broken_rule(std::string_view text) { return std::string(read_text(text, true).rule); }

// What is taken without validation, as the text of the data.
std::string taken(std::string_view text)
{
    auto answer = read_text(text, false);
    BOOST_TEST(answer.rule == "", text);
    return to_string(answer.data);
}

std::string error_of(std::string_view error)
{
    return broken_rule(R"({"jsonrpc":"2.0","id":1,"error":)" + std::string(error) + "}");
}

} // namespace

BOOST_AUTO_TEST_CASE(right_answers_keep_every_rule_with_and_without_validation)
{
    for (bool validate : {true, false})
    {
        auto result = read_text(R"({"jsonrpc":"2.0","result":{"a":1},"id":7,"extra":[1]})", validate);
        BOOST_TEST(result.rule == "");
        BOOST_TEST(result.data.ok());
        BOOST_TEST(*result.data.id() == 7);
        BOOST_TEST((result.data.result() == json::object{{"a", 1}}));

        auto null = read_text(R"({"id":"x","jsonrpc":"2.0","result":null})", validate);
        BOOST_TEST(null.rule == "");
        BOOST_TEST(null.data.ok());
        BOOST_TEST(null.data.result().is_null());

        auto error = read_text(R"({"jsonrpc":"2.0","error":{"code":-32601,"message":"no","data":[1],"x":2},"id":null})",
                               validate);
        BOOST_TEST(error.rule == "");
        BOOST_TEST(!error.data.ok());
        BOOST_TEST(!error.data.id().has_value());
        BOOST_TEST(error.data.error().code() == -32601);
        BOOST_TEST(error.data.error().message() == "no");
        BOOST_TEST((error.data.error().data() == json::array{1}));
    }
}

BOOST_AUTO_TEST_CASE(every_broken_rule_is_named)
{
    BOOST_TEST(broken_rule("5") == "the answer is not an object");
    BOOST_TEST(broken_rule(R"({"result":1,"id":1})") == "the member jsonrpc is missing");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"1.0","result":1,"id":1})") == "the member jsonrpc is not \"2.0\"");
    BOOST_TEST(broken_rule(R"({"jsonrpc":2.0,"result":1,"id":1})") == "the member jsonrpc is not \"2.0\"");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1})") ==
               "there is a result and an error");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","result":1,"error":null,"id":1})") == "there is a result and an error");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","id":1})") == "there is neither a result nor an error");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","result":1})") == "the member id is missing");
    for (auto id : {"true", "1.5", "{}", "[1]"})
        BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","result":1,"id":)" + std::string(id) + "}") ==
                   "the id is neither a string, an integer nor null");
}

BOOST_AUTO_TEST_CASE(every_broken_rule_of_an_error_object_is_named)
{
    for (auto error : {"null", "1", R"("text")", "[]", "true"})
        BOOST_TEST(error_of(error) == "the member error is not an object");
    for (auto error : {R"({"message":"a"})", R"({"code":"1","message":"a"})", R"({"code":1.5,"message":"a"})",
                       R"({"code":null,"message":"a"})", R"({"code":1e300,"message":"a"})",
                       R"({"code":18446744073709551615,"message":"a"})"})
        BOOST_TEST(error_of(error) == "the member code of the error is not an integer", error);
    for (auto error : {R"({"code":1})", R"({"code":1,"message":5})", R"({"code":1,"message":null})"})
        BOOST_TEST(error_of(error) == "the member message of the error is not a string");
}

BOOST_AUTO_TEST_CASE(code_may_be_an_integer_in_the_form_of_a_fraction)
{
    for (std::string code : {"-32000.0", "-3.2e4"})
    {
        auto answer = read_text(R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + code + R"(,"message":"a"}})", true);
        BOOST_TEST(answer.rule == "");
        BOOST_TEST(answer.data.error().code() == -32000);
    }
}

BOOST_AUTO_TEST_CASE(json_rpc_1_0_with_both_members_is_taken_without_validation)
{
    BOOST_TEST(taken(R"({"result":5,"error":null,"id":1})") == R"({"jsonrpc":"2.0","result":5,"id":1})");
    BOOST_TEST(taken(R"({"result":null,"error":null,"id":1})") == R"({"jsonrpc":"2.0","result":null,"id":1})");
    BOOST_TEST(taken(R"({"result":null,"error":{"code":-1,"message":"bad"},"id":1})") ==
               R"({"jsonrpc":"2.0","error":{"code":-1,"message":"bad"},"id":1})");
    BOOST_TEST(taken(R"({"error":null,"id":1})") == R"({"jsonrpc":"2.0","result":null,"id":1})");
}

BOOST_AUTO_TEST_CASE(bare_string_as_error_is_its_message_and_its_data_without_validation)
{
    for (std::string text : {"bad", "a message that is too long to be kept inside of the value itself"})
    {
        auto answer = read_text(R"({"result":null,"error":")" + text + R"(","id":1})", false);
        BOOST_TEST(answer.rule == "");
        BOOST_REQUIRE(!answer.data.ok());
        BOOST_TEST(answer.data.error().code() == 0);
        BOOST_TEST(answer.data.error().message() == text);
        BOOST_TEST(answer.data.error().data() == json::value(text));
    }
}

BOOST_AUTO_TEST_CASE(error_of_any_other_shape_is_kept_as_data_without_validation)
{
    for (std::string shape :
         {"1", "[1,2]", "true", "{}", R"({"code":"E_BAD","message":"bad"})", R"({"code":-5})",
          R"({"message":"a message that is too long to be kept inside"})", R"({"faultCode":1,"faultString":"x"})"})
    {
        auto answer = read_text(R"({"error":)" + shape + R"(,"id":1})", false);
        BOOST_TEST(answer.rule == "");
        BOOST_REQUIRE(!answer.data.ok());
        BOOST_TEST((answer.data.error().data() == json::parse(shape)), shape);
    }
    BOOST_TEST(read_text(R"({"error":{"code":-5}})", false).data.error().code() == -5);
    BOOST_TEST(read_text(R"({"error":{"message":"a message that is too long to be kept inside"}})", false)
                   .data.error()
                   .message() == "a message that is too long to be kept inside");
}

BOOST_AUTO_TEST_CASE(version_and_id_are_not_looked_at_without_validation)
{
    BOOST_TEST(taken(R"({"result":5,"id":1})") == R"({"jsonrpc":"2.0","result":5,"id":1})");
    BOOST_TEST(taken(R"({"jsonrpc":"1.1","result":5,"id":1})") == R"({"jsonrpc":"2.0","result":5,"id":1})");
    BOOST_TEST(taken(R"({"result":5})") == R"({"jsonrpc":"2.0","result":5,"id":null})");
    BOOST_TEST(taken(R"({"result":5,"id":{}})") == R"({"jsonrpc":"2.0","result":5,"id":null})");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_at_all_fails_without_validation_too)
{
    BOOST_TEST(read_text("5", false).rule == "the answer is not an object");
    BOOST_TEST(read_text(R"({"id":1})", false).rule == "there is neither a result nor an error");
    BOOST_TEST(read_text(R"({"jsonrpc":"2.0","method":"a","id":1})", false).rule ==
               "there is neither a result nor an error");
}

BOOST_AUTO_TEST_SUITE_END()
