// SPDX-License-Identifier: BSL-1.0
// Plain messages are read by hand, unusual ones by the parser's events: both must read the same.
#include "rules/incoming.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace jsonrpcclient::detail;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(plain_message)

namespace {

// All that is known of a message, in words.
std::string described(const incoming& message)
{
    auto value = [](const std::optional<json::value>& of) { return of ? json::serialize(*of) : std::string("none"); };
    return std::to_string(message.is_object) + " version " + std::to_string(static_cast<int>(message.version)) +
           " id " + std::to_string(static_cast<int>(message.id_kind)) + " " +
           (message.id ? to_string(*message.id) : "none") + " method " + message.method.value_or("none") + " params " +
           std::to_string(static_cast<int>(message.params)) + " " + value(message.params_value) + " result " +
           value(message.result) + " error " + value(message.error);
}

std::string described(std::string_view text, bool keeps_params)
{
    incoming_parser parser(8, keeps_params);
    parser.parse(text);
    std::string words = parser.error() + (parser.is_array() ? " array" : " single");
    for (auto& message : parser.messages())
        words += "; " + described(message);
    return words;
}

// The same members, and one more whose name is nothing for a reader by hand.
std::string made_unusual(std::string text) { return text.insert(text.find('{') + 1, R"("\u006fther":0,)"); }

const std::vector<std::string> texts = {
    R"({"jsonrpc":"2.0","result":"pong","id":1})",
    " {\t\"id\" : 7 ,\r\n\"result\": {\"a\":[1,2.5,null]}, \"jsonrpc\":\"2.0\"} \n",
    R"({"jsonrpc":"1.0","result":null,"error":null,"id":"seven"})",
    R"({"jsonrpc":2,"result":1,"id":1})",
    R"({"result":"with \" and é and \u00e9","id":-12})",
    R"({"error":{"code":-32601,"message":"no"},"id":null,"jsonrpc":"2.0"})",
    R"({"error":"no","id":1.0})",
    R"({"result":1,"id":1.5})",
    R"({"result":1,"id":1e0})",
    R"({"result":1,"id":true})",
    R"({"result":1,"id":18446744073709551615})",
    R"({"result":1,"id":9223372036854775808})",
    R"({"result":1,"id":-9223372036854775808})",
    R"({"result":1,"id":[1]})",
    R"({"result":1,"id":""})",
    R"({"method":"tick","params":[1,2]})",
    R"({"method":"tick","params":{"a":1},"id":3})",
    R"({"method":"tick","params":5})",
    R"({"method":"tick","params":"[]"})",
    R"({"method":5,"id":1})",
    R"({"extension":{"deep":[[]]},"result":false,"id":1})",
    R"({"id":1,"id":2,"result":1})",
    R"({"result":1,"result":2,"id":1})",
    R"({"result":[[[[[[1]]]]]],"id":1})",
    R"({"result":[[[[[[[1]]]]]]],"id":1})",
    R"({"result":[[[[[[[[1]]]]]]]],"id":1})",
    R"([{"result":[[[[[1]]]]],"id":1}])",
    R"([{"result":[[[[[[1]]]]]],"id":1}])",
    R"([{"result":[[[[[[[1]]]]]]],"id":1}])",
    R"([{"result":1,"id":1} , {"result":"two","id":2}, {"method":"tick"}])",
    R"([{"result":1,"id":1},5])",
    R"({"result":01,"id":1})",
    R"({"result":1,"id":01})",
    R"({"result":1,"id":-0})",
    R"({"result":-0,"id":0})",
    R"({"result":1,"id":-})",
    R"({"result":1,"id":1)",
    R"({"result":1,"id":12)",
    R"({"result":"cut)",
    R"({"result":1,"id":1},)",
    R"({"result":1,"id":1}{})",
    R"([{"result":1,"id":1},])",
    R"([{"result":1,"id":1})",
    R"({"result":1 "id":1})",
    R"({"result":nul,"id":1})",
    R"({"result":1,"id":nul})",
    "{\"result\":\"a\tb\",\"id\":1}",
    "{\"result\":\"a\x7f\",\"id\":1}",
    "{\"result\":\"\xff\",\"id\":1}",
    "{\"method\":\"\xc3\xa9\",\"id\":1}",
};

} // namespace

BOOST_DATA_TEST_CASE(what_is_read_by_hand_is_read_as_by_events, boost::unit_test::data::make(texts), text)
{
    for (bool keeps_params : {false, true})
    {
        auto unusual = described(made_unusual(text), keeps_params);
        // What is no JSON may be found at another place.
        auto plain = described(text, keeps_params);
        if (plain.starts_with(' ') || unusual.starts_with(' '))
            BOOST_TEST(plain == unusual);
    }
}

// Long strings are looked at in blocks: what ends one, or is not plain, may stand anywhere.
BOOST_AUTO_TEST_CASE(long_strings_are_read_as_by_events)
{
    for (std::string odd : {"", "\\n", "\t", "\x7f", "\xc3\xa9", "\xff", "\x1f", " ", "~", "\"", "\\"})
        for (std::size_t size = 0; size != 70; ++size)
            for (std::size_t at = 0; at <= size; at += 1 + size / 9)
            {
                std::string text(size, 'x');
                text = R"({"result":")" + text.insert(at, odd) + R"(","id":1})";
                auto plain = described(text, false);
                auto unusual = described(made_unusual(text), false);
                if (plain.starts_with(' ') || unusual.starts_with(' '))
                    BOOST_TEST(plain == unusual, text);
            }
}

BOOST_AUTO_TEST_CASE(messages_are_bounded)
{
    std::string text = "[";
    for (std::size_t i = 0; i != incoming_parser::max_messages + 1; ++i)
        text += R"({"id":1},)";
    text.back() = ']';
    incoming_parser parser;
    parser.parse(text);
    BOOST_TEST(parser.error() != "");
    BOOST_TEST(parser.messages().size() <= incoming_parser::max_messages);
}

BOOST_AUTO_TEST_SUITE_END()
