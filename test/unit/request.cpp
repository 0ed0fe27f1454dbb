// SPDX-License-Identifier: BSL-1.0
// Requests and notifications: their text, their ids, and copies that are copies.
#include <jsonrpcclient/request.hpp>

#include <jsonrpcclient/batch.hpp>

#include "unit/refused.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>

namespace json = boost::json;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(request)

namespace {

template <class T>
concept takes_id = requires(rpc::request message, T value) { message.id(value); };
static_assert(takes_id<int> && takes_id<const char*> && takes_id<rpc::id>);
static_assert(!takes_id<double> && !takes_id<std::nullptr_t> && !takes_id<bool> && !takes_id<char>);

template <class T>
concept has_id = requires(T message) { message.id(1); };
static_assert(!has_id<rpc::notification>);

static_assert(!std::is_convertible_v<const char*, rpc::request>, "a text is not taken for a method");
static_assert(!std::is_convertible_v<const char*, rpc::notification>);
static_assert(!std::is_constructible_v<rpc::notification, rpc::request>);
static_assert(!std::is_constructible_v<rpc::notification, const char*, char>);
static_assert(!std::is_constructible_v<rpc::notification, const char*, int, rpc::named_argument>);

} // namespace

BOOST_AUTO_TEST_CASE(members_are_written_in_the_order_jsonrpc_method_params_id)
{
    BOOST_TEST(to_string(rpc::request("add", 1, 2).id(7)) ==
               R"({"jsonrpc":"2.0","method":"add","params":[1,2],"id":7})");
}

BOOST_AUTO_TEST_CASE(params_that_are_not_given_are_left_out)
{
    BOOST_TEST(to_string(rpc::request("ping").id(1)) == R"({"jsonrpc":"2.0","method":"ping","id":1})");
    BOOST_TEST(to_string(rpc::request("ping", rpc::params()).id(1)) == R"({"jsonrpc":"2.0","method":"ping","id":1})");
}

BOOST_AUTO_TEST_CASE(named_arguments_are_an_object)
{
    BOOST_TEST(to_string(rpc::request("cat", "name"_arg = "Yoko").id("foo")) ==
               R"({"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":"foo"})");
}

BOOST_AUTO_TEST_CASE(id_that_is_not_given_yet_shows_as_null)
{
    rpc::request ping("ping", 1);
    BOOST_TEST(!ping.id().has_value());
    BOOST_TEST(to_string(ping) == R"({"jsonrpc":"2.0","method":"ping","params":[1],"id":null})");
}

BOOST_AUTO_TEST_CASE(strings_that_are_not_utf8_are_refused_wherever_they_stand)
{
    const std::string cut = "Yoko, in the encoding of Ren\xe9";
    auto refusal = [](const auto& message)
    { return test::refusal(rpc::errc::invalid_request, [&] { to_string(message); }); };
    for (auto& why : {refusal(rpc::request(cut)), refusal(rpc::request("cat", cut)),
                      refusal(rpc::request("cat", 1, "\xff")), refusal(rpc::request("cat", "name"_arg = cut)),
                      refusal(rpc::request("cat").id(cut)), refusal(rpc::request("cat", json::value{{"name", {cut}}})),
                      refusal(rpc::request("cat", json::value{{cut, "name"}})), refusal(rpc::notification("cat", cut)),
                      refusal(rpc::batch(rpc::request("dog"), rpc::request("cat", cut)))})
        BOOST_TEST(why == "a string in the message is not UTF-8");
    BOOST_TEST(to_string(rpc::notification("Ren\xc3\xa9")) == "{\"jsonrpc\":\"2.0\",\"method\":\"Ren\xc3\xa9\"}");
}

BOOST_AUTO_TEST_CASE(ids_of_every_kind_are_written_as_they_are)
{
    BOOST_TEST(to_string(rpc::request("f").id(-5)) == R"({"jsonrpc":"2.0","method":"f","id":-5})");
    BOOST_TEST(to_string(rpc::request("f").id("")) == R"({"jsonrpc":"2.0","method":"f","id":""})");
    BOOST_TEST(to_string(rpc::request("f").id(UINT64_MAX)) ==
               R"({"jsonrpc":"2.0","method":"f","id":18446744073709551615})");
}

BOOST_AUTO_TEST_CASE(last_id_given_is_the_one)
{
    rpc::request ping("ping");
    ping.id(1).id("two");
    BOOST_TEST(*ping.id() == "two");
}

BOOST_AUTO_TEST_CASE(method_is_escaped_and_kept)
{
    rpc::request odd("a\"b\n");
    BOOST_TEST(odd.method() == "a\"b\n");
    BOOST_TEST(to_string(odd.id(1)) == R"({"jsonrpc":"2.0","method":"a\"b\n","id":1})");
    BOOST_TEST(to_string(rpc::request("").id(1)) == R"({"jsonrpc":"2.0","method":"","id":1})");
}

BOOST_AUTO_TEST_CASE(notification_has_no_id)
{
    BOOST_TEST(to_string(rpc::notification("log", "hello")) ==
               R"({"jsonrpc":"2.0","method":"log","params":["hello"]})");
    BOOST_TEST(to_string(rpc::notification("log")) == R"({"jsonrpc":"2.0","method":"log"})");
    BOOST_TEST(to_string(rpc::notification("log", "level"_arg = 3)) ==
               R"({"jsonrpc":"2.0","method":"log","params":{"level":3}})");
    BOOST_TEST(rpc::notification("log").method() == "log");
    BOOST_TEST(rpc::notification("log", 1).params().text() == "[1]");
}

BOOST_AUTO_TEST_CASE(copy_of_a_non_const_one_is_a_copy)
{
    rpc::request original("add", 1);
    original.id(1);
    rpc::request copy(original);
    copy.id(2);
    BOOST_TEST(to_string(original) == R"({"jsonrpc":"2.0","method":"add","params":[1],"id":1})");
    BOOST_TEST(to_string(copy) == R"({"jsonrpc":"2.0","method":"add","params":[1],"id":2})");

    rpc::notification log("log", 1);
    rpc::notification again(log);
    BOOST_TEST(to_string(again) == to_string(log));
}

BOOST_AUTO_TEST_CASE(arguments_may_die_before_the_request)
{
    std::optional<rpc::request> kept;
    {
        std::string method("method"), value("value"), name("name");
        kept.emplace(method, rpc::argument_name(name) = value);
    }
    BOOST_TEST(to_string(*kept) == R"({"jsonrpc":"2.0","method":"method","params":{"name":"value"},"id":null})");
}

BOOST_AUTO_TEST_CASE(stream_gets_the_same_text)
{
    std::ostringstream stream;
    stream << rpc::request("a").id(1) << rpc::notification("b");
    BOOST_TEST(stream.str() == R"({"jsonrpc":"2.0","method":"a","id":1}{"jsonrpc":"2.0","method":"b"})");
}

BOOST_AUTO_TEST_SUITE_END()
