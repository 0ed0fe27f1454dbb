// SPDX-License-Identifier: BSL-1.0
// Messages that end where their JSON does.
#include "unit/splitting.hpp"

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(framing_bare)

namespace {

void check_every_split(std::string_view bytes, const test::list& expected, std::size_t limit = test::large)
{
    test::check_every_split(rpc::framing::bare(), bytes, expected, limit);
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_come_whole_with_nothing_between_them)
{
    check_every_split(R"({"id":1}[1,[2,{}]]{}[]{"a":{"b":[{}]}})",
                      {R"({"id":1})", "[1,[2,{}]]", "{}", "[]", R"({"a":{"b":[{}]}})"});
}

BOOST_AUTO_TEST_CASE(any_white_space_stands_between_messages_and_that_inside_stays)
{
    check_every_split("  {}\n[]\r\n\r\n\t{ \"a\" :\n1 }\n \n", {"{}", "[]", "{ \"a\" :\n1 }"});
}

BOOST_AUTO_TEST_CASE(braces_and_brackets_in_strings_do_not_nest)
{
    check_every_split(R"({"}":"]"}["{","["]{"a":"}{"})", {R"({"}":"]"})", R"(["{","["])", R"({"a":"}{"})"});
}

BOOST_AUTO_TEST_CASE(escaped_quotation_mark_does_not_end_a_string)
{
    check_every_split(R"(["\"]"]["\\"]["\\\"]"]["\u0022]"])",
                      {R"(["\"]"])", R"(["\\"])", R"(["\\\"]"])", R"(["\u0022]"])"});
}

BOOST_AUTO_TEST_CASE(bytes_beyond_ascii_and_delete_are_text_like_any_other)
{
    check_every_split("[\"\xc3\xa9\xff\x7f\"]{\"\xf0\x9f\x98\x80\":1}",
                      {"[\"\xc3\xa9\xff\x7f\"]", "{\"\xf0\x9f\x98\x80\":1}"});
}

BOOST_AUTO_TEST_CASE(message_is_complete_with_its_last_byte)
{
    test::stream stream(rpc::framing::bare());
    test::check(stream.read("{\"a\":[1,2]").messages, {});
    test::check(stream.read("}").messages, {"{\"a\":[1,2]}"});
}

BOOST_AUTO_TEST_CASE(stray_text_is_handed_over_by_words_and_costs_no_message)
{
    check_every_split("Starting server...\n{\"id\":1}ok{\"id\":2}true 42\n\"a b\"[3]\xef\xbb\xbf{}",
                      {"Starting", "server...", "{\"id\":1}", "ok", "{\"id\":2}", "true", "42", "\"a", "b\"", "[3]",
                       "\xef\xbb\xbf", "{}"});
    check_every_split(std::string_view("\0{}\0\0[]\x1e", 8), {std::string(1, '\0'), "{}", std::string(2, '\0'), "[]"});
}

BOOST_AUTO_TEST_CASE(brace_that_closes_nothing_is_stray_text)
{
    check_every_split("}{}]]{} ,,{}}\n", {"}", "{}", "]]", "{}", ",,", "{}", "}"});
}

BOOST_AUTO_TEST_CASE(brace_closes_a_bracket_as_far_as_the_end_of_a_message_goes)
{
    check_every_split(R"({"id":1]{"id":[2}}{"id":3})", {R"({"id":1])", R"({"id":[2}})", R"({"id":3})"});
}

BOOST_AUTO_TEST_CASE(string_without_an_end_does_not_swallow_the_next_messages)
{
    check_every_split("{\"id\":\"1\n{\"id\":2}\n[3]", {"{\"id\":\"1", "{\"id\":2}", "[3]"});
    check_every_split("[[{\"\r\n{\"id\":2}\n", {"[[{\"", "{\"id\":2}"});
    // Nor does one that ends in the middle of an escape.
    check_every_split("[\"a\\\n[2]\n", {"[\"a\\", "[2]"});
}

BOOST_AUTO_TEST_CASE(scanning_starts_anew_at_any_control_character_in_a_string)
{
    check_every_split(std::string_view("[\"a\0[1]", 7), {"[\"a", std::string(1, '\0'), "[1]"});
    check_every_split("[\"a\x1f[1]", {"[\"a", "\x1f", "[1]"});
    check_every_split("[\"a\\\x01{}", {"[\"a\\", "\x01", "{}"});
    // Outside of strings it is for the parser to refuse.
    check_every_split("[1\x01][2]", {"[1\x01]", "[2]"});
}

BOOST_AUTO_TEST_CASE(nesting_has_no_limit_but_the_size)
{
    constexpr std::size_t depth = 200'000;
    auto deep = std::string(depth, '[') + std::string(depth, ']');
    test::stream stream(rpc::framing::bare());
    stream.read(deep + "{}");
    BOOST_REQUIRE(stream.messages.size() == 2u);
    BOOST_TEST((stream.messages[0] == deep));
    BOOST_TEST(stream.messages[1] == "{}");
}

BOOST_AUTO_TEST_CASE(message_of_exactly_the_largest_size_comes_whole_and_a_larger_one_cut)
{
    check_every_split("[123][1234]{\"a\":[1,2]}[123]", {"[123]", "[1234]", "{\"a\":[", "[123]"}, 5);
    check_every_split("12345 123456 1234567 {}", {"12345", "123456", "123456", "{}"}, 5);
    check_every_split("12345{}1234567{}", {"12345", "{}", "123456", "{}"}, 5);
}

BOOST_AUTO_TEST_CASE(rest_of_a_message_that_is_too_large_is_followed_to_its_end)
{
    check_every_split(R"(["}]\"",{"a":1}]{})", {R"(["}]\")", "{}"}, 5);
    check_every_split("[\"abcdefgh\n[1]", {"[\"abcd", "[1]"}, 5);
}

BOOST_AUTO_TEST_CASE(line_feed_is_sent_behind_each_message)
{
    rpc::detail::message_splitter splitter(rpc::framing::bare(), test::large);
    std::string bytes;
    splitter.frame(bytes, "{}");
    splitter.frame(bytes, "[\n]");
    BOOST_TEST(bytes == "{}\n[\n]\n");
}

BOOST_AUTO_TEST_SUITE_END()
