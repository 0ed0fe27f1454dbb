// SPDX-License-Identifier: BSL-1.0
// Batches: put together, pushed to, and parsed from text that stays as it is.
#include <jsonrpcclient/batch.hpp>

#include "unit/refused.hpp"

#include <sstream>

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(batch)

namespace {

static_assert(std::is_constructible_v<rpc::batch, rpc::request, rpc::notification, rpc::request>);
static_assert(!std::is_constructible_v<rpc::batch, const char*>);
static_assert(!std::is_constructible_v<rpc::batch, int>);
static_assert(!std::is_convertible_v<rpc::request, rpc::batch>);

std::string why_not(std::string_view text)
{
    return test::refusal(rpc::errc::invalid_request, [&] { rpc::batch::parse(text); });
}

constexpr auto odd_but_right = R"(  [ {"id" : 1.0, "method":"a" , "jsonrpc":"2.0"},
    {"jsonrpc":"2.0","method":"log","params":{"x":["]"]}, "extra":[]} ] )"
                               "\n";

} // namespace

BOOST_AUTO_TEST_CASE(elements_are_written_in_the_order_given)
{
    rpc::batch messages(rpc::request("cat").id(1), rpc::notification("log", "x"), rpc::request("dog").id("b"));
    BOOST_TEST(messages.size() == 3u);
    BOOST_TEST(to_string(messages) == R"([{"jsonrpc":"2.0","method":"cat","id":1},)"
                                      R"({"jsonrpc":"2.0","method":"log","params":["x"]},)"
                                      R"({"jsonrpc":"2.0","method":"dog","id":"b"}])");
}

BOOST_AUTO_TEST_CASE(pushed_one_by_one_it_is_the_same)
{
    rpc::batch messages;
    BOOST_TEST(messages.empty());
    messages.push_back(rpc::request("cat"));
    messages.push_back(rpc::notification("log"));
    BOOST_TEST(!messages.empty());
    BOOST_TEST(messages.size() == 2u);
    BOOST_TEST(to_string(messages) == to_string(rpc::batch(rpc::request("cat"), rpc::notification("log"))));
}

BOOST_AUTO_TEST_CASE(request_without_an_id_shows_null)
{
    BOOST_TEST(to_string(rpc::batch(rpc::request("cat"))) == R"([{"jsonrpc":"2.0","method":"cat","id":null}])");
}

BOOST_AUTO_TEST_CASE(empty_one_is_an_empty_array) { BOOST_TEST(to_string(rpc::batch()) == "[]"); }

BOOST_AUTO_TEST_CASE(copy_of_a_non_const_one_is_a_copy)
{
    rpc::batch messages(rpc::request("cat"));
    rpc::batch copy(messages);
    copy.push_back(rpc::request("dog"));
    BOOST_TEST(messages.size() == 1u);
    BOOST_TEST(copy.size() == 2u);
}

BOOST_AUTO_TEST_CASE(parsed_text_stays_byte_for_byte)
{
    auto parsed = rpc::batch::parse(odd_but_right);
    BOOST_TEST(parsed.size() == 2u);
    BOOST_TEST(to_string(parsed) == odd_but_right);
}

BOOST_AUTO_TEST_CASE(what_is_pushed_to_parsed_text_goes_in_front_of_its_closing_bracket)
{
    auto parsed = rpc::batch::parse(R"([ {"jsonrpc":"2.0","method":"a","params":["]"],"id":1} ]  )");
    parsed.push_back(rpc::request("b").id(2));
    parsed.push_back(rpc::notification("c"));
    BOOST_TEST(parsed.size() == 3u);
    BOOST_TEST(to_string(parsed) == R"([ {"jsonrpc":"2.0","method":"a","params":["]"],"id":1} ,)"
                                    R"({"jsonrpc":"2.0","method":"b","id":2},{"jsonrpc":"2.0","method":"c"}])");
}

BOOST_AUTO_TEST_CASE(empty_array_can_be_parsed_and_pushed_to)
{
    auto parsed = rpc::batch::parse(" [ ] ");
    BOOST_TEST(parsed.empty());
    parsed.push_back(rpc::notification("c"));
    BOOST_TEST(to_string(parsed) == R"([{"jsonrpc":"2.0","method":"c"}])");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_batch_is_refused_with_the_reason)
{
    BOOST_TEST(test::contains(why_not(""), "the text is not JSON: "));
    BOOST_TEST(test::contains(why_not(R"([{"jsonrpc":"2.0","method":"a","id":1},])"), "the text is not JSON: "));
    BOOST_TEST(why_not(R"({"jsonrpc":"2.0","method":"a","id":1})") == "the text is not an array");
    BOOST_TEST(why_not("5") == "the text is not an array");
}

BOOST_AUTO_TEST_CASE(element_that_is_no_request_is_named_by_its_position)
{
    auto second = [](std::string_view element)
    { return why_not(R"([{"jsonrpc":"2.0","method":"a"},)" + std::string(element) + "]"); };
    BOOST_TEST(second("1") == "element 1 is no request: it is not an object");
    BOOST_TEST(second("[]") == "element 1 is no request: it is not an object");
    BOOST_TEST(second("{}") == R"(element 1 is no request: its member jsonrpc is not "2.0", and in JSON-RPC 1.0 )"
                               "it has no method, or one that is not a string");
    BOOST_TEST(second(R"({"jsonrpc":"2.0"})") ==
               "element 1 is no request: it has no method, or one that is not a string");
    BOOST_TEST(second(R"({"jsonrpc":"2.0","method":"a","id":null})") == "element 1 is no request: its id is null");
}

BOOST_AUTO_TEST_CASE(stream_gets_the_same_text)
{
    std::ostringstream stream;
    stream << rpc::batch(rpc::notification("c"));
    BOOST_TEST(stream.str() == R"([{"jsonrpc":"2.0","method":"c"}])");
}

BOOST_AUTO_TEST_SUITE_END()
