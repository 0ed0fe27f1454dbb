// SPDX-License-Identifier: BSL-1.0
// What the parser finds in a text: the members of a message, whatever else stands there.
#include "rules/incoming.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::detail;

BOOST_AUTO_TEST_SUITE(incoming_messages)

namespace {

// The one message of a text that is JSON.
incoming one(std::string_view text)
{
    incoming_parser parser;
    parser.parse(text);
    BOOST_TEST_CONTEXT (text)
    {
        BOOST_TEST(parser.error() == "");
        BOOST_TEST(!parser.is_array());
        BOOST_REQUIRE(parser.messages().size() == 1u);
    }
    return std::move(parser.messages().front());
}

message_kind kind(std::string_view text) { return kind_of(one(text)); }

void check_id(std::string_view value, const rpc::id& expected)
{
    BOOST_TEST_CONTEXT (value)
    {
        auto message = one(R"({"id":)" + std::string(value) + "}");
        BOOST_CHECK(message.id_kind == id_member::usable);
        BOOST_REQUIRE(message.id.has_value());
        BOOST_TEST(*message.id == expected);
    }
}

void check_no_id(std::string_view value, id_member expected)
{
    BOOST_TEST_CONTEXT (value)
    {
        auto message = one(R"({"id":)" + std::string(value) + "}");
        BOOST_CHECK(message.id_kind == expected);
        BOOST_TEST(!message.id.has_value());
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(members_are_found_in_any_order)
{
    std::string members[] = {R"("jsonrpc":"2.0")", R"("id":7)", R"("result":{"a":[1]})",
                             R"("extra":{"id":8,"result":9})"};
    std::sort(std::begin(members), std::end(members));
    do
    {
        auto message = one("{" + members[0] + "," + members[1] + " , " + members[2] + "," + members[3] + "}");
        BOOST_TEST(message.is_object);
        BOOST_CHECK(message.version == version_member::two);
        BOOST_TEST(*message.id == 7);
        BOOST_TEST((*message.result == json::parse(R"({"a":[1]})")));
        BOOST_TEST(!message.error.has_value());
        BOOST_TEST(!message.method.has_value());
    }
    while (std::next_permutation(std::begin(members), std::end(members)));
}

BOOST_AUTO_TEST_CASE(members_that_are_not_there_are_absent)
{
    auto message = one("{}");
    BOOST_TEST(message.is_object);
    BOOST_CHECK(message.version == version_member::absent);
    BOOST_CHECK(message.id_kind == id_member::absent);
    BOOST_TEST(!message.id.has_value());
    BOOST_TEST(!message.method.has_value());
    BOOST_TEST(!message.result.has_value());
    BOOST_TEST(!message.error.has_value());
    BOOST_CHECK(message.params == params_member::absent);
}

BOOST_AUTO_TEST_CASE(last_of_duplicate_members_counts)
{
    auto message = one(R"({"id":1,"result":{"a":[1]},"jsonrpc":"1.0","id":"two","result":5,"jsonrpc":"2.0"})");
    BOOST_TEST(*message.id == "two");
    BOOST_TEST(*message.result == 5);
    BOOST_CHECK(message.version == version_member::two);
    BOOST_CHECK(one(R"({"params":{},"params":1,"params":[]})").params == params_member::array);
    auto null = one(R"({"id":1,"id":null})");
    BOOST_CHECK(null.id_kind == id_member::null);
    BOOST_TEST(!null.id.has_value());
}

BOOST_AUTO_TEST_CASE(escapes_in_names_and_strings_are_undone)
{
    auto message = one(R"({"\u0069d":"a\"\u00e9\n","\u006a\u0073onrpc":"\u0032.0","m\u0065thod":"x\\y"})");
    BOOST_TEST(*message.id == "a\"\xc3\xa9\n");
    BOOST_CHECK(message.version == version_member::two);
    BOOST_TEST(*message.method == "x\\y");
    BOOST_TEST(*one(R"({"id":"\u0000"})").id == std::string_view("\0", 1));
    BOOST_TEST(*one(R"({"id":"\ud83d\udc08"})").id == "\xf0\x9f\x90\x88");
}

BOOST_AUTO_TEST_CASE(names_that_only_look_alike_are_other_members)
{
    auto message = one(R"({"Id":1,"ID":2,"id ":3,"i":4,"results":5,"":6,"jsonrpc2":"2.0","i\u0000d":7})");
    BOOST_CHECK(message.id_kind == id_member::absent);
    BOOST_CHECK(message.version == version_member::absent);
    BOOST_TEST(!message.result.has_value());
}

BOOST_AUTO_TEST_CASE(ids_that_equal_an_integer_are_usable)
{
    check_id("0", 0);
    check_id("-0", 0);
    check_id("-1", -1);
    check_id("1.0", 1);
    check_id("-5.0", -5);
    check_id("1e2", 100);
    check_id("1.5e1", 15);
    check_id("1200e-2", 12);
    check_id("0.0", 0);
    check_id("9007199254740993", 9007199254740993);   // 2^53 + 1
    check_id("9007199254740991.0", 9007199254740991);
    check_id("9223372036854775807", INT64_MAX);
    check_id("9223372036854775808", std::uint64_t(1) << 63);
    check_id("18446744073709551615", UINT64_MAX);
    check_id("-9223372036854775808", INT64_MIN);
}

BOOST_AUTO_TEST_CASE(strings_are_ids)
{
    check_id(R"("")", "");
    check_id(R"("1")", "1");
    check_id('"' + std::string(5000, 'x') + '"', std::string(5000, 'x'));
}

BOOST_AUTO_TEST_CASE(ids_of_other_types_are_unusable)
{
    for (auto value : {"1.5", "0.1", "-1e-1", "true", "false", "{}", "[]", "[1]", R"({"id":1})", "1e300", "1e16",
                       "18446744073709551616", "-9223372036854775809", "99999999999999999999999999"})
        check_no_id(value, id_member::unusable);
    check_no_id("null", id_member::null);
}

BOOST_AUTO_TEST_CASE(fraction_form_that_stands_for_several_integers_is_unusable)
{
    // Read as a double, the first of them is 2^53.
    for (auto value : {"9007199254740993.0", "9007199254740994.0", "-9007199254740993.0", "1e17"})
        check_no_id(value, id_member::unusable);
}

BOOST_AUTO_TEST_CASE(id_of_another_type_wins_over_an_earlier_usable_one)
{
    for (auto value : {"true", "{}", "[]", "1.5"})
    {
        auto message = one(R"({"id":1,"id":)" + std::string(value) + "}");
        BOOST_CHECK(message.id_kind == id_member::unusable);
        BOOST_TEST(!message.id.has_value());
    }
}

BOOST_AUTO_TEST_CASE(results_and_errors_of_every_type_are_kept_as_they_are)
{
    for (std::string value :
         {"null", "true", "0", "-1", "18446744073709551615", "1.5", R"("")", R"("a\u0000\"b")", "[]", "{}",
          "[[],{},[{}]]", R"({"a":{"a":{"a":[1,2,{"id":3,"result":4,"error":5}]}},"result":[null]})"})
    {
        BOOST_TEST((*one(R"({"id":1,"result":)" + value + "}").result == json::parse(value)));
        BOOST_TEST((*one(R"({"error":)" + value + R"(,"id":1})").error == json::parse(value)));
    }
    std::string large(100'000, 'x');
    BOOST_TEST((*one(R"({"result":[")" + large + R"("]})").result == json::array{large}));
}

BOOST_AUTO_TEST_CASE(nested_values_of_unknown_members_and_params_are_ignored)
{
    std::string big = R"({"id":2,"result":{"error":1},"jsonrpc":"x","list":[{"id":3},[{"method":"m"}],")" +
                      std::string(10'000, 'y') + R"("]})";
    for (std::string name : {"unknown", "params"})
    {
        auto message = one(R"({")" + name + R"(":)" + big + R"(,"id":1,"method":"a","jsonrpc":"2.0"})");
        BOOST_TEST(*message.id == 1);
        BOOST_TEST(*message.method == "a");
        BOOST_CHECK(message.version == version_member::two);
        BOOST_TEST(!message.result.has_value());
        BOOST_TEST(!message.error.has_value());
        BOOST_CHECK(message.params == (name == "params" ? params_member::object : params_member::absent));
    }
}

BOOST_AUTO_TEST_CASE(params_are_an_array_or_an_object_or_unusable)
{
    for (std::string value : {"1", "-1", "1.5", "18446744073709551615", "null", "true", R"("a")"})
        BOOST_CHECK(one(R"({"params":)" + value + "}").params == params_member::unusable);
    for (std::string value : {"[]", "[1]", R"([{"params":{}}])"})
        BOOST_CHECK(one(R"({"params":)" + value + "}").params == params_member::array);
    for (std::string value : {"{}", R"({"params":[]})"})
        BOOST_CHECK(one(R"({"params":)" + value + "}").params == params_member::object);
}

BOOST_AUTO_TEST_CASE(version_is_the_string_2_0_or_another_one)
{
    for (std::string value : {R"("1.0")", R"("2.00")", R"("")", "2.0", "2", "null", "true", "[]", "{}"})
        BOOST_CHECK(one(R"({"jsonrpc":)" + value + "}").version == version_member::other);
    BOOST_CHECK(one(R"({"jsonrpc":"2.0"})").version == version_member::two);
}

BOOST_AUTO_TEST_CASE(method_that_is_no_string_is_none)
{
    for (std::string value : {"1", "null", "true", "[]", "{}", R"({"a":"b"})"})
        BOOST_TEST(!one(R"({"method":)" + value + "}").method.has_value());
    BOOST_TEST(*one(R"({"method":""})").method == "");
}

BOOST_AUTO_TEST_CASE(scalar_is_a_message_that_is_no_object)
{
    for (auto text : {"1", "null", "true", R"("id")", "1.5", "-1"})
        BOOST_TEST(!one(text).is_object);
}

BOOST_AUTO_TEST_CASE(kind_is_told_by_the_members)
{
    BOOST_CHECK(kind(R"({"id":1,"result":null})") == message_kind::answer);
    BOOST_CHECK(kind(R"({"id":null,"error":{}})") == message_kind::answer);
    BOOST_CHECK(kind(R"({"result":1})") == message_kind::answer);
    BOOST_CHECK(kind(R"({"id":1})") == message_kind::answer);
    BOOST_CHECK(kind(R"({"id":1,"method":"a","result":2})") == message_kind::answer);
    BOOST_CHECK(kind(R"({"id":1,"method":"a"})") == message_kind::request);
    BOOST_CHECK(kind(R"({"id":"x","method":"a","params":[]})") == message_kind::request);
    BOOST_CHECK(kind(R"({"id":true,"method":"a"})") == message_kind::request);
    BOOST_CHECK(kind(R"({"method":"a"})") == message_kind::notification);
    BOOST_CHECK(kind(R"({"method":"a","id":null})") == message_kind::notification);
    BOOST_CHECK(kind(R"({"jsonrpc":"2.0"})") == message_kind::stranger);
    BOOST_CHECK(kind(R"({"method":1})") == message_kind::stranger);
    BOOST_CHECK(kind("1") == message_kind::stranger);
}

BOOST_AUTO_TEST_SUITE_END()
