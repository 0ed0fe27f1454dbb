// SPDX-License-Identifier: BSL-1.0
// The parser on arrays, and on texts that are no JSON, are cut, or go too deep.
#include "rules/incoming.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::detail;

BOOST_AUTO_TEST_SUITE(incoming_texts)

namespace {

bool is_json(std::string_view text)
{
    incoming_parser parser;
    parser.parse(text);
    return parser.error().empty();
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string made;
    while (times--)
        made += text;
    return made;
}

} // namespace

BOOST_AUTO_TEST_CASE(array_holds_its_messages_in_order)
{
    incoming_parser parser;
    parser.parse(R"( [{"id":1,"result":[[1]]}, {"error":{"code":-1},"id":"b"} ,{}] )");
    BOOST_TEST(parser.error() == "");
    BOOST_TEST(parser.is_array());
    auto& messages = parser.messages();
    BOOST_REQUIRE(messages.size() == 3u);
    BOOST_TEST(*messages[0].id == 1);
    BOOST_TEST((*messages[0].result == json::parse("[[1]]")));
    BOOST_TEST(!messages[0].error.has_value());
    BOOST_TEST(*messages[1].id == "b");
    BOOST_TEST((*messages[1].error == json::parse(R"({"code":-1})")));
    BOOST_TEST(!messages[1].result.has_value());
    BOOST_TEST(messages[2].is_object);
    BOOST_CHECK(messages[2].id_kind == id_member::absent);
}

BOOST_AUTO_TEST_CASE(elements_that_are_no_objects_are_messages_that_are_none)
{
    incoming_parser parser;
    parser.parse(
        R"([1,"id",null,true,1.5,[],[{"id":5,"result":6}],[[{"id":7}]],{"id":2,"result":3},18446744073709551615])");
    BOOST_TEST(parser.error() == "");
    auto& messages = parser.messages();
    BOOST_REQUIRE(messages.size() == 10u);
    for (std::size_t i = 0; i != messages.size(); ++i)
    {
        BOOST_TEST(messages[i].is_object == (i == 8));
        BOOST_TEST(messages[i].id.has_value() == (i == 8));
        BOOST_TEST(messages[i].result.has_value() == (i == 8));
    }
    BOOST_TEST(*messages[8].id == 2);
    BOOST_TEST(*messages[8].result == 3);
}

BOOST_AUTO_TEST_CASE(array_of_arrays_has_no_messages_deeper_down)
{
    incoming_parser parser;
    parser.parse(R"([[{"id":1,"result":2}]])");
    BOOST_REQUIRE(parser.messages().size() == 1u);
    BOOST_TEST(!parser.messages()[0].is_object);
    BOOST_TEST(!parser.messages()[0].id.has_value());
}

BOOST_AUTO_TEST_CASE(empty_array_has_no_messages)
{
    incoming_parser parser;
    parser.parse("[]");
    BOOST_TEST(parser.error() == "");
    BOOST_TEST(parser.is_array());
    BOOST_TEST(parser.messages().empty());
}

BOOST_AUTO_TEST_CASE(what_was_parsed_before_is_gone)
{
    incoming_parser parser;
    for (auto before :
         {R"([{"id":1,"result":{"a":1}}])", R"({"id":1,"result":{"a":[)", R"({"res)", R"([{"id":"ab)", "x"})
    {
        parser.parse(before);
        parser.parse(R"({"result":2})");
        BOOST_TEST_CONTEXT ("after " << before)
        {
            BOOST_TEST(parser.error() == "");
            BOOST_TEST(!parser.is_array());
            BOOST_REQUIRE(parser.messages().size() == 1u);
            BOOST_TEST(*parser.messages()[0].result == 2);
            BOOST_CHECK(parser.messages()[0].id_kind == id_member::absent);
        }
    }
}

BOOST_AUTO_TEST_CASE(nesting_of_512_is_read_and_of_513_is_refused)
{
    auto arrays = [](std::size_t depth) { return repeated("[", depth) + repeated("]", depth); };
    BOOST_TEST(is_json(arrays(512)));
    BOOST_TEST(!is_json(arrays(513)));
    auto in_result = [&](std::size_t depth) { return R"({"id":1,"result":)" + arrays(depth - 1) + "}"; };
    BOOST_TEST(is_json(in_result(512)));
    BOOST_TEST(!is_json(in_result(513)));
    auto objects = [](std::size_t depth) { return repeated(R"({"a":)", depth - 1) + "{" + repeated("}", depth); };
    BOOST_TEST(is_json(objects(512)));
    BOOST_TEST(!is_json(objects(513)));
    BOOST_TEST(!is_json(repeated("[", 1'000'000)));
    BOOST_TEST(!is_json(repeated(R"({"result":)", 1'000'000)));
}

BOOST_AUTO_TEST_CASE(nesting_that_is_refused_leaves_the_id_that_stood_before)
{
    incoming_parser parser;
    parser.parse(R"({"id":5,"result":)" + repeated("[", 600) + repeated("]", 600) + "}");
    BOOST_TEST(parser.error() != "");
    BOOST_REQUIRE(parser.messages().size() == 1u);
    BOOST_TEST(*parser.messages()[0].id == 5);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_is_an_error)
{
    for (std::string_view text : {"",
                                  " ",
                                  "\n",
                                  "{",
                                  "}",
                                  "[",
                                  "]",
                                  "[1,]",
                                  "{\"a\":1,}",
                                  "{a:1}",
                                  "{'id':1}",
                                  "nul",
                                  "truex",
                                  "01",
                                  "+1",
                                  "1.",
                                  ".5",
                                  "0x1",
                                  "NaN",
                                  "Infinity",
                                  "-",
                                  "\"",
                                  "\"\n\"",
                                  "\"\\x\"",
                                  "\"\\u12g4\"",
                                  "\"\\ud800\"",
                                  "<html>",
                                  "Not found",
                                  "{} {}",
                                  "{}{}",
                                  "{}x",
                                  "[] 1",
                                  "1 2",
                                  "// c\n1",
                                  "/* c */ 1",
                                  "{\"id\":1}]",
                                  "\xef\xbb\xbf{}"})
        BOOST_TEST(!is_json(text), text);
    BOOST_TEST(!is_json(std::string_view()));
}

BOOST_AUTO_TEST_CASE(white_space_around_a_text_is_no_error) { BOOST_TEST(is_json(" \t\r\n{ } \t\r\n")); }

BOOST_AUTO_TEST_CASE(nul_bytes_are_an_error_wherever_they_stand)
{
    std::string_view text = R"({"id":1,"result":"ab"})";
    for (std::size_t at = 0; at <= text.size(); ++at)
    {
        std::string broken(text);
        broken.insert(at, 1, '\0');
        BOOST_TEST(!is_json(broken), "at " << at);
    }
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_an_error_in_names_and_in_strings)
{
    for (std::string bytes :
         {"\x80", "\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf0\x9f\x90", "\xf5\x80\x80\x80"})
    {
        BOOST_TEST(!is_json(R"({"result":")" + bytes + R"("})"));
        BOOST_TEST(!is_json(R"({"other":")" + bytes + R"("})"));
        BOOST_TEST(!is_json(R"({"id":")" + bytes + R"("})"));
        BOOST_TEST(!is_json(R"({")" + bytes + R"(":1})"));
    }
    BOOST_TEST(is_json("{\"result\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x88\"}"));
}

// The id stands whole before the cut as soon as a character behind it has been seen.
BOOST_AUTO_TEST_CASE(text_cut_at_any_byte_is_an_error_and_keeps_the_id_that_stood_before_the_cut)
{
    for (std::string_view text :
         {std::string_view(R"({"jsonrpc":"2.0","id":1234,"result":{"a":[1,-2.5e3,"x\u00e9\n",null,true]},"b":false})"),
          std::string_view(R"({"error":{"code":-32601,"message":"no"},"jsonrpc":"2.0","id":"1234"})"),
          std::string_view(R"({"result":[],"id":1234.0})"),
          std::string_view(R"([{"id":1234,"result":1},{"id":"1234","error":{}},3])")})
    {
        auto known_from = text.find_first_of(",}", text.find("1234"));
        incoming_parser parser;
        for (std::size_t size = 0; size != text.size(); ++size)
            BOOST_TEST_CONTEXT ("cut: " << text.substr(0, size))
            {
                parser.parse(std::string(text.substr(0, size)));   // a copy: reading past its end is seen
                BOOST_TEST(parser.error() != "");
                auto& messages = parser.messages();
                bool has_id = !messages.empty() && messages[0].id.has_value();
                if (size > known_from)
                    BOOST_TEST(has_id);
                if (has_id)
                    BOOST_TEST((*messages[0].id == 1234 || *messages[0].id == "1234"), *messages[0].id);
            }
        parser.parse(text);
        BOOST_TEST(parser.error() == "");
    }
}

BOOST_AUTO_TEST_CASE(any_byte_changed_to_any_other_is_read_or_refused)
{
    std::string_view text = R"([{"jsonrpc":"2.0","id":12,"result":{"a":[-1.5e3,"\u00e9"]}},{"error":"x","id":null}])";
    incoming_parser parser;
    std::size_t read = 0;
    for (std::size_t at = 0; at != text.size(); ++at)
        for (int byte = 0; byte != 256; ++byte)
        {
            std::string changed(text);
            changed[at] = static_cast<char>(byte);
            parser.parse(changed);
            boost::system::error_code error;
            json::parse(changed, error);
            BOOST_REQUIRE_MESSAGE(parser.error().empty() == !error.failed(), changed);
            read += !error.failed();
        }
    BOOST_TEST(read > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
