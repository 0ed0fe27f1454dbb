// SPDX-License-Identifier: BSL-1.0
// What a log leaves out of long messages, and what it never does to them.
#include "rules/log_trimming.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

using jsonrpcclient::detail::trim_log_values;

BOOST_AUTO_TEST_SUITE(log_trimming)

namespace {

std::string repeated(std::size_t count, std::string_view text)
{
    std::string made;
    for (std::size_t i = 0; i != count; ++i)
        made += text;
    return made;
}

// [first,...,last]
std::string numbers(int first, int last)
{
    std::string made;
    for (int i = first; i <= last; ++i)
        made += (i == first ? "" : ",") + std::to_string(i);
    return "[" + made + "]";
}

} // namespace

BOOST_AUTO_TEST_CASE(thirty_characters_stay_and_thirty_one_become_ten_and_ten)
{
    BOOST_TEST(trim_log_values(R"("123456789012345678901234567890")") == R"("123456789012345678901234567890")");
    BOOST_TEST(trim_log_values(R"("1234567890abcdefghijkABCDEFGHIJ")") == R"("1234567890...ABCDEFGHIJ")");
}

BOOST_AUTO_TEST_CASE(thirty_items_stay_and_thirty_one_become_ten_and_ten)
{
    BOOST_TEST(trim_log_values(numbers(1, 30)) == numbers(1, 30));
    BOOST_TEST(trim_log_values(numbers(1, 31)) == R"([1,2,3,4,5,6,7,8,9,10,"...",22,23,24,25,26,27,28,29,30,31])");
}

BOOST_AUTO_TEST_CASE(last_ten_items_are_the_last_however_long_the_array)
{
    for (int size = 31; size != 150; ++size)
        BOOST_TEST_CONTEXT (size)
        {
            auto last = numbers(size - 9, size).substr(1);
            BOOST_TEST(trim_log_values(numbers(1, size)) == R"([1,2,3,4,5,6,7,8,9,10,"...",)" + last);
        }
}

BOOST_AUTO_TEST_CASE(values_are_trimmed_at_any_depth_and_names_and_order_stay)
{
    std::string letters(31, 'x');
    auto cut = R"("xxxxxxxxxx...xxxxxxxxxx")";
    auto name = '"' + letters + '"';
    BOOST_TEST(trim_log_values("{\"z\":{" + name + ":[{\"b\":" + name + "}]}, \"a\" : [ [" + name + ",2], {}, [] ]}") ==
               "{\"z\":{" + name + ":[{\"b\":" + cut + "}]},\"a\":[[" + cut + ",2],{},[]]}");
}

BOOST_AUTO_TEST_CASE(kept_items_of_a_long_array_are_trimmed_too)
{
    auto item = "[" + std::string("\"") + std::string(31, 'x') + "\"," + numbers(1, 31) + "]";
    auto cut = R"(["xxxxxxxxxx...xxxxxxxxxx",[1,2,3,4,5,6,7,8,9,10,"...",22,23,24,25,26,27,28,29,30,31]])";
    BOOST_TEST(trim_log_values("[" + item + repeated(40, "," + item) + "]") ==
               "[" + std::string(cut) + repeated(9, "," + std::string(cut)) + ",\"...\"" +
                   repeated(10, "," + std::string(cut)) + "]");
}

BOOST_AUTO_TEST_CASE(several_members_of_one_name_all_stay)
{
    BOOST_TEST(trim_log_values(R"({"a":1,"a":2})") == R"({"a":1,"a":2})");
}

BOOST_AUTO_TEST_CASE(numbers_stay_as_they_came)
{
    for (auto number : {"0", "-0", "1.50", "1e5", "1E+05", "-9223372036854775808", "18446744073709551615",
                        "123456789012345678901234567890.5", "0.1000000000000000055511151231257827", "1e400"})
    {
        BOOST_TEST(trim_log_values(number) == number);
        BOOST_TEST(trim_log_values("[" + std::string(number) + " ]") == "[" + std::string(number) + "]");
    }
}

BOOST_AUTO_TEST_CASE(other_values_stay)
{
    for (auto text : {"true", "false", "null", "[]", "{}", "\"\"", "[true,false,null,{},[]]", R"({"":""})"})
        BOOST_TEST(trim_log_values(text) == text);
}

BOOST_AUTO_TEST_CASE(output_is_compact)
{
    BOOST_TEST(trim_log_values(" {\n\t\"a\" : [ 1 , 2 ] ,\r\n \"b\" : { } } \n") == R"({"a":[1,2],"b":{}})");
}

BOOST_AUTO_TEST_CASE(characters_that_must_be_escaped_still_are)
{
    BOOST_TEST(trim_log_values(R"({"\"\n":"\\\u0000\u001f\/"})") == R"({"\"\n":"\\\u0000\u001f/"})");
    // Thirty-one characters, of which each is two in the text.
    BOOST_TEST(trim_log_values('"' + repeated(31, R"(\n)") + '"') ==
               '"' + repeated(10, R"(\n)") + "..." + repeated(10, R"(\n)") + '"');
}

BOOST_AUTO_TEST_CASE(characters_are_counted_and_not_bytes)
{
    for (std::string character : {"\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xb1"})
    {
        auto thirty = repeated(30, character);
        auto ten = repeated(10, character);
        BOOST_TEST(trim_log_values('"' + thirty + '"') == '"' + thirty + '"');
        BOOST_TEST(trim_log_values('"' + thirty + "x\"") == '"' + ten + "..." + repeated(9, character) + "x\"");
        BOOST_TEST(trim_log_values(thirty) == thirty);
        BOOST_TEST(trim_log_values(thirty + "x") == ten + "..." + repeated(9, character) + "x");
    }
}

BOOST_AUTO_TEST_CASE(surrogate_pair_is_one_character)
{
    auto cat = R"(\ud83d\udc31)";
    BOOST_TEST(trim_log_values('"' + repeated(31, cat) + '"') ==
               '"' + repeated(10, "\xf0\x9f\x90\xb1") + "..." + repeated(10, "\xf0\x9f\x90\xb1") + '"');
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_kept_and_counted_one_by_one)
{
    for (auto byte : {"\x80", "\xbf", "\xff"})
    {
        auto text = '"' + repeated(31, byte) + '"';
        BOOST_TEST(trim_log_values(text) == '"' + repeated(10, byte) + "..." + repeated(10, byte) + '"');
    }
    // A character that is cut off counts as one, and swallows nothing behind it.
    auto cut_off = "\xe2\x82" + std::string(30, 'x');
    BOOST_TEST(trim_log_values(cut_off) == "\xe2\x82xxxxxxxxx...xxxxxxxxxx");
    BOOST_TEST(trim_log_values("{\"a\xff\":[ \"\xc3\"]}") == "{\"a\xff\":[\"\xc3\"]}");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_is_trimmed_as_one_string)
{
    BOOST_TEST(trim_log_values("") == "");
    BOOST_TEST(trim_log_values(" ") == " ");
    BOOST_TEST(trim_log_values("<html>\n") == "<html>\n");
    BOOST_TEST(trim_log_values("<html><body>It does not work.</body></html>") == "<html><bod...dy></html>");
    for (auto text : {"[1", "{\"a\":1", "[1] x", "{} {}", "\"a", "nul", "01", "-", "1.", "[1,]", "{1:2}", "NaN"})
        BOOST_TEST(trim_log_values(text) == text);
}

BOOST_AUTO_TEST_CASE(text_nested_too_deep_is_trimmed_as_one_string)
{
    auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    BOOST_TEST(trim_log_values(nested(512)) == nested(512));
    BOOST_TEST(trim_log_values(nested(513)) == "[[[[[[[[[[...]]]]]]]]]]");
    BOOST_TEST(trim_log_values(std::string(10'000'000, '[')) == "[[[[[[[[[[...[[[[[[[[[[");
}

BOOST_AUTO_TEST_CASE(text_of_many_megabytes_is_trimmed)
{
    std::string text = "[0";
    for (int i = 1; i != 1'000'000; ++i)
        text += ",\"" + std::string(i == 999'999 ? 10'000'000 : 4, 'x') + '"';
    BOOST_TEST(trim_log_values(text + "]") == "[0" + repeated(9, ",\"xxxx\"") + ",\"...\"" + repeated(9, ",\"xxxx\"") +
                                                  ",\"xxxxxxxxxx...xxxxxxxxxx\"]");
}

BOOST_AUTO_TEST_SUITE_END()
