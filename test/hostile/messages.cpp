// SPDX-License-Identifier: BSL-1.0
// Texts that are no JSON, no JSON-RPC, or go beyond what a program can hold, on every transport.
#include "hostile/anomaly.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

namespace bdata = boost::unit_test::data;
using namespace std::string_literals;
using hostile::anomaly;
using hostile::repeated;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(messages)

namespace {

anomaly message(std::string name, std::string text) { return anomaly(name, text).as_message(); }

anomaly with_result(std::string name, std::string value)
{
    return message(name, R"({"jsonrpc":"2.0","id":2,"result":)" + value + "}");
}

// Its call is told.
anomaly no_json(std::string name, std::string value, std::string why = {})
{
    return with_result(name, value)
        .fails(rpc::errc::invalid_response, "it is not JSON: " + why)
        .counted(&stats::malformed);
}

anomaly breaks_rule(std::string name, std::string text, std::string rule)
{
    return message(name, text).fails(rpc::errc::invalid_response, rule);
}

anomaly taken(std::string name, std::string value, std::string result)
{
    return with_result(name, value).answered(result);
}

// On a stream it is nobody's, and the answer comes behind it. Over HTTP it comes in the place of the answer.
anomaly nobodys(std::string name, std::string text, anomaly::counter counts, std::string rule)
{
    auto made = message(name, text).passes().counted(counts);
    made.part = rule;
    return made;
}

std::string nested(std::size_t depth) { return repeated("[", depth) + repeated("]", depth); }
std::string nested_objects(std::size_t depth) { return repeated(R"({"a":)", depth) + "0" + repeated("}", depth); }

// WebSocket itself refuses them in a text.
const std::vector<anomaly> bad_utf8 = {
    no_json("a sequence that the end of the string splits", "\"\xc3\""),
    no_json("three bytes of four", "\"\xf0\x9f\x90\""),
    no_json("a byte that continues nothing", "\"\x80\""),
    no_json("a byte that never occurs", "\"\xff\""),
    no_json("an overlong slash of two bytes", "\"\xc0\xaf\""),
    no_json("an overlong slash of three bytes", "\"\xe0\x80\xaf\""),
    no_json("an overlong slash of four bytes", "\"\xf0\x80\x80\xaf\""),
    no_json("an overlong NUL", "\"\xc0\x80\""),
    no_json("CESU-8", "\"\xed\xa0\xbd\xed\xb0\x88\""),
    no_json("half of a surrogate pair", "\"\xed\xa0\xbd\""),
    no_json("beyond the last code point", "\"\xf4\x90\x80\x80\""),
    no_json("five bytes", "\"\xf8\x88\x80\x80\x80\""),
    no_json("in a name", "{\"\xc3(\":1}"),
};

const std::vector<anomaly> values = {
    no_json("a surrogate that leads to nothing", R"("\ud83d")"),
    no_json("a surrogate that leads to a letter", R"("\ud83dx")"),
    no_json("a surrogate that leads to another one", R"("\ud83d\ud83d")"),
    no_json("a surrogate that follows nothing", R"("\udc08")"),
    no_json("a control character", "\"\x01\""),
    no_json("NUL in a string", "\"a\0b\""s),
    no_json("NUL between values", "\0null"s),
    no_json("an unknown escape", R"("\x41")"),
    no_json("not a number", "NaN"),
    no_json("a number that only begins", "1."),
    no_json("a hexadecimal number", "0x10"),
    no_json("an exponent that no number has", "1e99999999999"),
    no_json("a comma too many", "[1,]"),
    no_json("a comment", "/* none */ 1"),
    no_json("brackets that do not match", "[1}"),
    no_json("512 arrays in a message", nested(512), "too deep"),
    no_json("512 objects in a message", nested_objects(512), "too deep"),
    no_json("100,000 arrays", nested(100'000), "too deep"),
    no_json("100,000 objects", nested_objects(100'000), "too deep"),
    no_json("arrays in objects", repeated(R"({"a":[)", 50'000) + repeated("]}", 50'000), "too deep"),
    taken("511 arrays in a message", nested(511), nested(511)),
    taken("511 objects in a message", nested_objects(511), nested_objects(511)),
    taken("beyond 64 bits", "18446744073709551616", "1.8446744073709552E19"),
    taken("below 64 bits", "-9223372036854775809", "-9.223372036854776E18"),
    taken("nearer to zero than a double", "1e-400", "0E0"),
    taken("a number of 10,000 digits", "0." + std::string(10'000, '0') + "1", "0E0"),
    taken("the same name twice", R"({"a":1,"a":2})", R"({"a":2})"),
    taken("an escaped NUL", R"("\u0000")", R"("\u0000")"),
    taken("a name of 100,000 bytes", "{\"" + std::string(100'000, 'x') + "\":1}",
          "{\"" + std::string(100'000, 'x') + "\":1}"),
};

const std::vector<anomaly> answers = {
    message("result twice", R"({"jsonrpc":"2.0","id":2,"result":1,"result":3})").answered("3"),
    message("an id of another call in front", R"({"jsonrpc":"2.0","id":1,"result":3,"id":2})").answered("3"),
    message("an id in the form of a fraction", R"({"jsonrpc":"2.0","id":2.0,"result":3})").answered("3"),
    message("unknown members", R"({"jsonrpc":"2.0","id":2,"result":3,"results":[{"id":1}],"":null})").answered("3"),
    breaks_rule("result and error", R"({"jsonrpc":"2.0","id":2,"result":1,"error":{"code":1,"message":"x"}})",
                "there is a result and an error"),
    breaks_rule("neither of them", R"({"jsonrpc":"2.0","id":2})", "there is neither a result nor an error"),
    breaks_rule("no version", R"({"id":2,"result":1})", "the member jsonrpc is missing"),
    breaks_rule("another version", R"({"jsonrpc":"3.0","id":2,"result":1})", "jsonrpc"),
    breaks_rule("an error that is no object", R"({"jsonrpc":"2.0","id":2,"error":"no"})", "error"),
    breaks_rule("an error without a code", R"({"jsonrpc":"2.0","id":2,"error":{"message":"no"}})", "code"),
    breaks_rule("a code beyond 64 bits", R"({"jsonrpc":"2.0","id":2,"error":{"code":1e30,"message":"no"}})", "code"),
    breaks_rule("an error without a message", R"({"jsonrpc":"2.0","id":2,"error":{"code":1}})", "message"),
    breaks_rule("an id in a string", R"({"jsonrpc":"2.0","id":"2","result":1})", "id"),
    nobodys("an id that nobody has", R"({"jsonrpc":"2.0","id":77,"result":1})", &stats::unknown, "its id is 77")
        .is_of_another(),
    nobodys("an id beyond 64 bits", R"({"jsonrpc":"2.0","id":18446744073709551618,"result":1})", &stats::unknown, "id"),
    nobodys("a fraction as id", R"({"jsonrpc":"2.0","id":2.5,"result":1})", &stats::unknown, "id"),
    nobodys("an array as id", R"({"jsonrpc":"2.0","id":[2],"result":1})", &stats::unknown, "id"),
    nobodys("another id behind its own", R"({"jsonrpc":"2.0","id":2,"result":1,"id":77})", &stats::unknown,
            "its id is 77")
        .is_of_another(),
    nobodys("no id", R"({"jsonrpc":"2.0","result":1})", &stats::unknown, "id"),
    nobodys("no JSON in front of the id", R"({"jsonrpc":"2.0","result":nope,"id":2})", &stats::malformed, "not JSON"),
    nobodys("a bare word", "pong", &stats::malformed, "not JSON"),
    nobodys("a page", "<html>It works!</html>", &stats::malformed, "not JSON"),
    nobodys("a byte order mark", "\xef\xbb\xbf" + hostile::right(2), &stats::malformed, "not JSON"),
    nobodys("blanks", "  ", &stats::malformed, "not JSON"),
    nobodys("a number", "42", &stats::malformed, ""),
    nobodys("nothing", "{}", &stats::malformed, ""),
    nobodys("an empty array", "[]", &stats::malformed, "array"),
    nobodys("arrays in arrays", "[[[]]]", &stats::malformed, "array"),
    nobodys("a notification", R"({"jsonrpc":"2.0","method":"bark","params":[1]})", &stats::notifications, ""),
    nobodys("a request", R"({"jsonrpc":"2.0","method":"bark","id":2})", &stats::requests,
            "there is neither a result nor an error"),
};

// Whether it is a message for those who see its end in its brackets, which are not looked for in strings. A control
// character ends those.
bool is_one_in_brackets(const std::string& text)
try
{
    if (std::any_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20; }))
        return false;
    test::frame_reader reader("bare");
    reader.feed(text);
    return reader.next() == text;
}
catch (const std::runtime_error&)
{
    return false;
}

void check(const char* transport, anomaly sample, rpc::client_options options = {})
{
    if (test::is_bare(transport) && !is_one_in_brackets(sample.bytes))
        return;
    if (test::is_http(transport) && sample.is_nothing)
    {
        sample.is_nothing = false;
        sample.answered("").fails(rpc::errc::invalid_response, sample.part);
    }
    hostile::check(transport, sample, options);
}

} // namespace

BOOST_DATA_TEST_CASE(text_that_is_no_utf8_costs_its_call, bdata::make(test::transports) * bdata::make(bad_utf8),
                     transport, sample)
{
    auto expected = sample;
    if (test::is_websocket(transport))
        expected.loses("utf8").counted(&stats::malformed, 0);
    check(transport, expected);
}

BOOST_DATA_TEST_CASE(value_costs_its_call_at_most, bdata::make(test::transports) * bdata::make(values), transport,
                     sample)
{
    check(transport, sample);
}

BOOST_DATA_TEST_CASE(answer_costs_its_call_at_most, bdata::make(test::transports) * bdata::make(answers), transport,
                     sample)
{
    check(transport, sample);
}

BOOST_DATA_TEST_CASE(nesting_that_the_client_allows_is_taken, bdata::make(test::transports), transport)
{
    auto options = rpc::client_options().max_depth(8);
    check(transport, taken("8", nested(7), nested(7)), options);
    check(transport, no_json("9", nested(8), "too deep"), options);
    auto more = rpc::client_options().max_depth(2000);
    check(transport, taken("2000", nested(1999), nested(1999)), more);
    check(transport, no_json("2001", nested(2000), "too deep"), more);
}

BOOST_AUTO_TEST_CASE(number_beyond_a_double_is_infinite)
{
    hostile::play(
        "tcp newline",
        [](hostile::peer& client) -> asio::awaitable<void>
        {
            co_await client.read();
            co_await client.answer(R"({"jsonrpc":"2.0","id":1,"result":[1e400,-1e400]})");
            co_await client.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(std::isinf(response.data.result().at(0).as_double()));
            BOOST_TEST(std::isinf(response.data.result().at(1).as_double()));
        });
}

BOOST_AUTO_TEST_SUITE_END()
