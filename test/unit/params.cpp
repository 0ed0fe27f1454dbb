// SPDX-License-Identifier: BSL-1.0
// Params: positional, named or whole; what may be an argument, and what becomes of it on the wire.
#include <jsonrpcclient/request.hpp>

#include "unit/refused.hpp"

#include <boost/json/parse.hpp>

#include <array>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <vector>

namespace rpc = jsonrpcclient;
namespace json = boost::json;
using namespace rpc::literals;

namespace cats {

struct cat
{
    cat(std::string n, int a) : name(std::move(n)), age(a) {}
    std::string name;
    int age;
};

void tag_invoke(const json::value_from_tag&, json::value& to, const cat& from)
{
    to = json::object{{"name", from.name}, {"age", from.age}};
}

} // namespace cats

BOOST_AUTO_TEST_SUITE(params)

namespace {

template <class... T>
constexpr bool takes = std::is_constructible_v<rpc::request, const char*, T...>;
using named = rpc::named_argument;

static_assert(takes<> && takes<int> && takes<int, const char*, bool> && takes<named, named> && takes<rpc::params>);
static_assert(takes<std::nullptr_t> && takes<double> && takes<json::value> && takes<std::vector<int>> &&
              takes<cats::cat>);

// They would become numbers.
static_assert(!takes<char> && !takes<signed char> && !takes<unsigned char> && !takes<wchar_t>);
static_assert(!takes<char8_t> && !takes<char16_t> && !takes<char32_t> && !takes<int, char>);

// Positional and named arguments do not mix, and whole params stand alone.
static_assert(!takes<int, named> && !takes<named, int> && !takes<named, named, int>);
static_assert(!takes<rpc::params, int> && !takes<int, rpc::params> && !takes<rpc::params, named>);
static_assert(!takes<rpc::params, rpc::params>);

struct unknown_to_json
{
};
static_assert(!takes<unknown_to_json>);

template <class T>
concept assignable_to_name = requires(T value) { "name"_arg = value; };
static_assert(assignable_to_name<int> && assignable_to_name<const char*> && assignable_to_name<std::vector<int>>);
static_assert(!assignable_to_name<char> && !assignable_to_name<unknown_to_json> && !assignable_to_name<named>);

static_assert(!std::is_convertible_v<json::value, rpc::params>, "params are made on purpose");
static_assert(!std::is_constructible_v<rpc::params, int> && !std::is_constructible_v<rpc::params, const char*>);

template <class... T>
std::string positional(const T&... arguments)
{
    return rpc::params::positional(arguments...).text();
}

} // namespace

BOOST_AUTO_TEST_CASE(none_have_no_text) { BOOST_TEST(rpc::params().text() == ""); }

BOOST_AUTO_TEST_CASE(integers_keep_their_value_at_the_limits_of_their_types)
{
    BOOST_TEST(positional(0, -1, 2u, short(-3), 4ull) == "[0,-1,2,-3,4]");
    BOOST_TEST(positional(INT64_MIN, INT64_MAX, UINT64_MAX) ==
               "[-9223372036854775808,9223372036854775807,18446744073709551615]");
}

BOOST_AUTO_TEST_CASE(bool_and_null_are_literals)
{
    BOOST_TEST(positional(true, false, nullptr) == "[true,false,null]");
}

BOOST_AUTO_TEST_CASE(fraction_is_read_back_as_the_same_number)
{
    for (double value : {1.5, -0.1, 1e300, 5e-324, 123456789.123456789})
        BOOST_TEST(std::strtod(positional(value).c_str() + 1, nullptr) == value);
    BOOST_TEST(std::strtod(positional(2.5f).c_str() + 1, nullptr) == 2.5);
}

BOOST_AUTO_TEST_CASE(strings_of_every_kind_are_the_same_text)
{
    const char* pointer = "a";
    char array[] = "a";
    BOOST_TEST(positional("a", pointer, array, std::string("a"), std::string_view("a"), json::string("a")) ==
               R"(["a","a","a","a","a","a"])");
}

BOOST_AUTO_TEST_CASE(strings_are_escaped_and_their_utf8_is_kept)
{
    BOOST_TEST(positional("\"\\\n\r\t\b\x1f/\x7f") == "[\"\\\"\\\\\\n\\r\\t\\u0008\\u001f/\x7f\"]");
    BOOST_TEST(positional("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\x88") == "[\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\x88\"]");
    BOOST_TEST(positional(std::string("a\0b", 3)) == R"(["a\u0000b"])");
    for (int character = 0; character != 128; ++character)
    {
        std::string string(3, static_cast<char>(character));
        BOOST_TEST(std::string_view(json::parse(positional(string)).at(0).as_string()) == string);
    }
}

BOOST_AUTO_TEST_CASE(containers_and_user_types_go_through_value_from)
{
    BOOST_TEST(positional(std::vector<int>{1, 2}, std::array<bool, 1>{true}) == "[[1,2],[true]]");
    BOOST_TEST(positional(std::map<std::string, int>{{"a", 1}, {"b", 2}}) == R"([{"a":1,"b":2}])");
    BOOST_TEST(positional(cats::cat("Yoko", 5)) == R"([{"name":"Yoko","age":5}])");
}

BOOST_AUTO_TEST_CASE(one_array_argument_stays_one_argument)
{
    json::array array{1, 2};
    BOOST_TEST(rpc::request("f", array).params().text() == "[[1,2]]");
    BOOST_TEST(rpc::request("f", json::value(array)).params().text() == "[[1,2]]");
    BOOST_TEST(rpc::request("f", std::vector<int>{1, 2}).params().text() == "[[1,2]]");
    BOOST_TEST(rpc::request("f", json::object{{"a", 1}}).params().text() == R"([{"a":1}])");
    BOOST_TEST(rpc::request("f", json::array()).params().text() == "[[]]");
}

BOOST_AUTO_TEST_CASE(strings_of_other_character_types_are_refused_because_they_would_become_arrays_of_numbers)
{
    BOOST_TEST((!takes<const char8_t(&)[3]>));
    BOOST_TEST(!takes<std::u8string>);
    BOOST_TEST(!takes<std::u16string_view>);
    BOOST_TEST(!takes<std::wstring>);
}

BOOST_AUTO_TEST_CASE(params_of_a_json_value_are_sent_as_they_are)
{
    json::array array{1, "two", nullptr};
    BOOST_TEST(rpc::request("f", rpc::params(array)).params().text() == R"([1,"two",null])");
    BOOST_TEST(rpc::params(json::value(array)).text() == R"([1,"two",null])");
    BOOST_TEST(rpc::params(json::object{{"b", 1}, {"a", json::object()}}).text() == R"({"b":1,"a":{}})");
    BOOST_TEST(rpc::params(json::array()).text() == "[]");
    BOOST_TEST(rpc::params(json::object()).text() == "{}");
}

BOOST_AUTO_TEST_CASE(large_value_is_written_whole)
{
    json::array array;
    for (int i = 0; i != 5000; ++i)
        array.push_back(json::object{{"index", i}, {"text", std::string(50, 'x')}});
    BOOST_TEST((json::parse(rpc::params(array).text()) == json::value(array)));
}

BOOST_AUTO_TEST_CASE(scalar_is_refused_as_whole_params)
{
    for (const json::value& value :
         {json::value(1), json::value("a"), json::value(nullptr), json::value(true), json::value(1.5)})
        BOOST_TEST(test::refusal(rpc::errc::invalid_request, [&] { rpc::params{value}; }) ==
                   "params must be an array or an object");
}

BOOST_AUTO_TEST_CASE(named_ones_keep_their_order_and_escape_their_names)
{
    BOOST_TEST(rpc::params::named("name"_arg = "Yoko", "age"_arg = 5).text() == R"({"name":"Yoko","age":5})");
    BOOST_TEST(rpc::params::named("b\"\n"_arg = nullptr, "a"_arg = json::array{1}).text() ==
               R"({"b\"\n":null,"a":[1]})");
    BOOST_TEST(rpc::params::named("object"_arg = cats::cat("Yoko", 5)).text() ==
               R"({"object":{"name":"Yoko","age":5}})");
}

BOOST_AUTO_TEST_CASE(explicitly_empty_ones_are_sent)
{
    BOOST_TEST(rpc::params::positional().text() == "[]");
    BOOST_TEST(rpc::params::named().text() == "{}");
}

BOOST_AUTO_TEST_CASE(number_that_json_cannot_express_leaves_text_that_is_json)
{
    for (double value : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::quiet_NaN()})
    {
        std::string text;
        try
        {
            text = positional(value);
        }
        catch (const rpc::client_error&)
        {
            continue;   // refused: as good
        }
        boost::system::error_code error;
        json::parse(text, error);
        BOOST_TEST(!error, text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
