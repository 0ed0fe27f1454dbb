// SPDX-License-Identifier: BSL-1.0
// JSON-RPC 1.0 (https://www.jsonrpc.org/specification_v1): messages as they are written, the rules of an answer, and
// text that is sent as it is.
#include "rules/raw_requests.hpp"
#include "rules/validation.hpp"
#include "values/append.hpp"

#include "unit/refused.hpp"

#include <boost/json/parse.hpp>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::detail;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(version_one)

namespace {

template <class Message>
std::string written(const Message& message)
{
    std::string text;
    append_message(text, message, rpc_version::one);
    return text;
}

template <class Message>
std::string why_not_written(const Message& message)
{
    return test::refusal(rpc::errc::invalid_request, [&] { written(message); });
}

read_answer read_text(std::string_view text, bool validate = true)
{
    incoming_parser parser;
    parser.parse(text);
    BOOST_REQUIRE_MESSAGE(parser.error().empty(), text);
    return read_answer(std::move(parser.messages().front()), validate, rpc_version::one);
}

std::string broken_rule(std::string_view text) { return std::string(read_text(text).rule); }

std::string why_not_raw(std::string_view text, rpc_version version = rpc_version::one)
{
    return test::refusal(rpc::errc::invalid_request, [&] { id_of_raw_request(text, version); });
}

std::string why_not_sent(std::string_view text, rpc_version version)
{
    auto parsed = rpc::batch::parse(text);
    return test::refusal(rpc::errc::invalid_request, [&] { check_raw_elements(parsed, version); });
}

constexpr auto no_named_params = "JSON-RPC 1.0 has no named params, only positional ones";

} // namespace

BOOST_AUTO_TEST_CASE(members_are_written_in_the_order_method_params_id)
{
    BOOST_TEST(written(rpc::request("add", 1, "a\"b").id(7)) == R"({"method":"add","params":[1,"a\"b"],"id":7})");
    BOOST_TEST(written(rpc::request("a\"b", json::object()).id("x")) == R"({"method":"a\"b","params":[{}],"id":"x"})");
}

BOOST_AUTO_TEST_CASE(params_that_are_not_given_are_an_empty_array)
{
    BOOST_TEST(written(rpc::request("ping").id(1)) == R"({"method":"ping","params":[],"id":1})");
    BOOST_TEST(written(rpc::request("ping", rpc::params()).id(1)) == R"({"method":"ping","params":[],"id":1})");
    BOOST_TEST(written(rpc::request("ping", rpc::params(json::array())).id(1)) ==
               R"({"method":"ping","params":[],"id":1})");
}

BOOST_AUTO_TEST_CASE(notification_has_the_id_null)
{
    BOOST_TEST(written(rpc::notification("log")) == R"({"method":"log","params":[],"id":null})");
    BOOST_TEST(written(rpc::notification("log", "x")) == R"({"method":"log","params":["x"],"id":null})");
}

BOOST_AUTO_TEST_CASE(named_params_are_refused)
{
    BOOST_TEST(why_not_written(rpc::request("cat", "name"_arg = "Yoko").id(1)) == no_named_params);
    BOOST_TEST(why_not_written(rpc::request("cat", rpc::params(json::object())).id(1)) == no_named_params);
    BOOST_TEST(why_not_written(rpc::notification("cat", "name"_arg = "Yoko")) == no_named_params);
    BOOST_TEST(why_not_written(rpc::batch(rpc::request("cat"), rpc::notification("cat", "name"_arg = "Yoko"))) ==
               no_named_params);
}

BOOST_AUTO_TEST_CASE(batch_is_an_array_of_such_messages)
{
    BOOST_TEST(written(rpc::batch(rpc::request("a", 1).id(1), rpc::notification("b"), rpc::request("c").id(2))) ==
               R"([{"method":"a","params":[1],"id":1},{"method":"b","params":[],"id":null},)"
               R"({"method":"c","params":[],"id":2}])");
    auto parsed = rpc::batch::parse(R"([ {"id":1,"method":"a","params":["]"]} ] )");
    BOOST_TEST(written(parsed) == R"([ {"id":1,"method":"a","params":["]"]} ] )");
    parsed.push_back(rpc::request("b").id(2));
    BOOST_TEST(written(parsed) == R"([ {"id":1,"method":"a","params":["]"]} ,{"method":"b","params":[],"id":2}])");
}

BOOST_AUTO_TEST_CASE(right_answers_have_a_result_and_an_error_of_which_one_is_null)
{
    for (bool validate : {true, false})
        for (std::string version : {"", R"("jsonrpc":"1.0",)", R"("jsonrpc":"2.0",)", R"("jsonrpc":5,)"})
        {
            auto result = read_text("{" + version + R"("result":{"a":1},"error":null,"id":7,"more":[]})", validate);
            BOOST_TEST(result.rule == "");
            BOOST_TEST((result.data.result() == json::object{{"a", 1}}));
            BOOST_TEST(*result.data.id() == 7);
            auto null = read_text("{" + version + R"("id":"x","error":null,"result":null})", validate);
            BOOST_TEST(null.rule == "");
            BOOST_TEST(null.data.result().is_null());
            auto error =
                read_text("{" + version + R"("result":null,"error":{"code":-1,"message":"no"},"id":7})", validate);
            BOOST_TEST(error.rule == "");
            BOOST_TEST(error.data.error().code() == -1);
            BOOST_TEST(error.data.error().message() == "no");
        }
}

BOOST_AUTO_TEST_CASE(error_may_have_any_shape)
{
    for (std::string shape : {R"("bad")", "1", "false", "[1,2]", "{}", R"({"error":"unknown method","details":"x"})"})
    {
        auto answer = read_text(R"({"result":null,"error":)" + shape + R"(,"id":1})");
        BOOST_TEST(answer.rule == "", shape);
        BOOST_REQUIRE(!answer.data.ok());
        BOOST_TEST((answer.data.error().data() == json::parse(shape)), shape);
    }
    BOOST_TEST(read_text(R"({"result":null,"error":"bad","id":1})").data.error().message() == "bad");
}

BOOST_AUTO_TEST_CASE(every_broken_rule_is_named)
{
    BOOST_TEST(broken_rule("5") == "the answer is not an object");
    BOOST_TEST(broken_rule(R"({"id":1})") == "there is neither a result nor an error");
    BOOST_TEST(broken_rule(R"({"result":1,"id":1})") == "the member error is missing");
    BOOST_TEST(broken_rule(R"({"jsonrpc":"2.0","result":1,"id":1})") == "the member error is missing");
    BOOST_TEST(broken_rule(R"({"error":"bad","id":1})") == "the member result is missing");
    BOOST_TEST(broken_rule(R"({"error":null,"id":1})") == "the member result is missing");
    BOOST_TEST(broken_rule(R"({"result":1,"error":"bad","id":1})") == "there is a result and an error");
    BOOST_TEST(broken_rule(R"({"result":1,"error":null})") == "the member id is missing");
    for (auto id : {"true", "1.5", "{}", "[1]"})
        BOOST_TEST(broken_rule(R"({"result":1,"error":null,"id":)" + std::string(id) + "}") ==
                   "the id is neither a string nor an integer");
}

BOOST_AUTO_TEST_CASE(one_of_the_two_members_is_enough_without_validation)
{
    BOOST_TEST(read_text(R"({"result":1,"id":1})", false).data.result() == 1);
    BOOST_TEST(read_text(R"({"error":"bad","id":1})", false).data.error().message() == "bad");
    BOOST_TEST(read_text(R"({"id":1})", false).rule == "there is neither a result nor an error");
}

BOOST_AUTO_TEST_CASE(raw_request_gives_its_id_and_a_notification_none)
{
    BOOST_TEST(*id_of_raw_request(R"( {"id" : 1.0,"method":"a","params":[{"id":2}]} )", rpc_version::one) == 1);
    BOOST_TEST(*id_of_raw_request(R"({"jsonrpc":"2.0","method":"a","params":[],"id":"x"})", rpc_version::one) == "x");
    BOOST_TEST(!id_of_raw_request(R"({"method":"a","params":[],"id":null})", rpc_version::one).has_value());
}

BOOST_AUTO_TEST_CASE(raw_text_that_is_no_request_is_refused_with_the_reason)
{
    const std::string start = "the text is no request of JSON-RPC 1.0: ";
    BOOST_TEST(why_not_raw("5") == start + "it is not an object");
    BOOST_TEST(why_not_raw(R"({"params":[],"id":1})") == start + "it has no method, or one that is not a string");
    for (std::string params : {"", R"("params":{},)", R"("params":null,)", R"("params":"x",)"})
        BOOST_TEST(why_not_raw(R"({"method":"a",)" + params + R"("id":1})") == start + "its params are not an array");
    BOOST_TEST(why_not_raw(R"({"method":"a","params":[]})") == start + "it has no id; that of a notification is null");
    BOOST_TEST(why_not_raw(R"({"method":"a","params":[],"id":true})") ==
               start + "its id is neither an integer nor a string");
    BOOST_TEST(why_not_raw(R"({"method":"a","params":[],"id":1})", rpc_version::two) ==
               R"(the text is no request: its member jsonrpc is not "2.0")");
}

BOOST_AUTO_TEST_CASE(parsed_batch_may_be_sent_in_the_versions_that_all_of_it_is_of)
{
    auto one = R"([{"method":"a","params":[],"id":1},{"method":"b","params":[],"id":null}])";
    auto two = R"([{"jsonrpc":"2.0","method":"a","params":{},"id":1}])";
    auto both = R"([{"jsonrpc":"2.0","method":"a","params":[],"id":1}])";
    check_raw_elements(rpc::batch::parse(one), rpc_version::one);
    check_raw_elements(rpc::batch::parse(two), rpc_version::two);
    check_raw_elements(rpc::batch::parse(both), rpc_version::one);
    check_raw_elements(rpc::batch::parse(both), rpc_version::two);
    BOOST_TEST(why_not_sent(one, rpc_version::two) == R"(element 0 is no request: its member jsonrpc is not "2.0")");
    BOOST_TEST(why_not_sent(two, rpc_version::one) ==
               "element 0 is no request: in JSON-RPC 1.0 its params are not an array");
    auto mixed = R"([{"jsonrpc":"2.0","method":"a","params":[],"id":1},{"jsonrpc":"2.0","method":"b","params":[]}])";
    BOOST_TEST(why_not_sent(mixed, rpc_version::one) ==
               "element 1 is no request: in JSON-RPC 1.0 it has no id; that of a notification is null");
}

BOOST_AUTO_TEST_CASE(parsed_element_that_is_of_neither_version_is_told_why)
{
    auto why = [](std::string_view element)
    { return test::refusal(rpc::errc::invalid_request, [&] { rpc::batch::parse("[" + std::string(element) + "]"); }); };
    BOOST_TEST(why(R"({"method":"a","params":{},"id":1})") ==
               R"(element 0 is no request: its member jsonrpc is not "2.0", and in JSON-RPC 1.0 )"
               "its params are not an array");
    BOOST_TEST(why(R"({"jsonrpc":"2.0","method":"a","id":null})") == "element 0 is no request: its id is null");
}

BOOST_AUTO_TEST_SUITE_END()
