// SPDX-License-Identifier: BSL-1.0
// The text of a configuration file: what is read, what is skipped, and how a mistake is told.
#include "rules/config_file.hpp"
#include "rules/option_table.hpp"

#include "unit/option_values.hpp"
#include "unit/refused.hpp"

namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
using namespace std::chrono_literals;
using test::contains;

BOOST_AUTO_TEST_SUITE(config_text)

namespace {

detail::option_level parsed(const std::string& text, bool is_trusted = true)
{
    return detail::parse_config("the/file", text, is_trusted);
}

std::string refusal(const std::string& text, bool is_trusted = true)
{
    return test::refusal(rpc::errc::invalid_config, [&] { parsed(text, is_trusted); });
}

} // namespace

BOOST_AUTO_TEST_CASE(the_section_may_be_missing)
{
    for (auto* text :
         {"timeout = 5s\nmax_connections = 3\n", "[general]\ntimeout = 5s\nmax_connections = 3\n",
          "timeout = 5s\n[general]\nmax_connections = 3", "\n[ general ]\n\ntimeout=5s\nmax_connections=3"})
    {
        auto level = parsed(text);
        BOOST_CHECK(level.options.timeout == 5s);
        BOOST_CHECK(level.options.max_connections == 3u);
        BOOST_CHECK(level.source == rpc::option_source::file);
        BOOST_TEST(level.file == "the/file");
    }
}

BOOST_AUTO_TEST_CASE(nothing_and_comments_set_nothing)
{
    for (auto* text : {"", "\n", "\r\n\r\n", "  \t ", "[general]", "[general]\n[general]\n", "# timeout = 5s\n",
                       "; timeout = 5s", "   # indented", "#", ";", "\xef\xbb\xbf", "\xef\xbb\xbf# comment"})
    {
        auto level = parsed(text);
        BOOST_TEST(level.lines.empty(), text);
        for (auto& row : detail::option_table())
            BOOST_TEST(!row.is_set(level.options), row.name);
    }
}

BOOST_AUTO_TEST_CASE(blanks_around_keys_and_values_are_nothing)
{
    for (auto* text : {"timeout=5s", "timeout = 5s", "\t timeout\t =\t 5s \t", "timeout = 5s\r\n", "timeout=5s\r",
                       "\xef\xbb\xbftimeout = 5s"})
        BOOST_CHECK_MESSAGE(parsed(text).options.timeout == 5s, text);
    // Within a value they are part of it, and so are the signs of a comment.
    auto level = parsed("header.X-Api =  a # b ; c = d  ");
    BOOST_TEST(level.options.headers.at(0).second == "a # b ; c = d");
}

BOOST_AUTO_TEST_CASE(every_key_can_be_read_and_its_line_is_known)
{
    for (auto& values : test::all_option_values())
    {
        std::string key(values.key);
        auto level = parsed("# a comment that says " + key + " = nothing\n\n[general]\n" + key + " = " +
                            std::string(values.written[0]) + "\r\n");
        auto& row = *detail::find_option(values.key);
        BOOST_TEST(row.show(level.options) == values.shown[0], key);
        BOOST_TEST(level.lines.size() == 1u);
        BOOST_TEST(level.lines.at(key) == 4u, key);
    }
}

BOOST_AUTO_TEST_CASE(flags_have_four_words_each_in_any_case)
{
    for (auto* yes : {"yes", "on", "true", "1", "YES", "On", "tRUE"})
        BOOST_TEST(*parsed(std::string("lenient_ids = ") + yes).options.lenient_ids, yes);
    for (auto* no : {"no", "off", "false", "0", "NO", "Off", "fALSE"})
        BOOST_TEST(!*parsed(std::string("lenient_ids = ") + no).options.lenient_ids, no);
}

BOOST_AUTO_TEST_CASE(several_headers_have_a_key_each)
{
    auto level = parsed("header.X-Api = 1\nheader.X~Odd! = two words\n");
    BOOST_REQUIRE(level.options.headers.size() == 2u);
    BOOST_TEST(level.options.headers[1].first == "X~Odd!");
    BOOST_TEST(level.options.headers[1].second == "two words");
    BOOST_TEST(level.lines.at("header.X~Odd!") == 2u);
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_file_and_line_and_what_is_accepted)
{
    BOOST_TEST(refusal("\n# x\ntimeout = soon") ==
               "the/file:3: timeout: \"soon\" is not a duration such as 500ms, 5s, 1.5m, 2h");
    BOOST_TEST(refusal("[general]\r\nlenient_ids = maybe\r\n") ==
               "the/file:2: lenient_ids: \"maybe\" is not true or false, yes or no, on or off, 1 or 0");
    BOOST_TEST(refusal("max_connections = 0") ==
               "the/file:1: max_connections must be at least 1; accepted: a number from 1 on");
    BOOST_TEST(refusal("time_out = 5s") ==
               "the/file:1: there is no option \"time_out\"; there are " + detail::option_keys());
    BOOST_TEST(refusal("header = 5s") ==
               "the/file:1: there is no option \"header\"; there are " + detail::option_keys());
    BOOST_TEST(refusal("timeout = 5s ; five") ==
               "the/file:1: timeout: \"5s ; five\" is not a duration such as 500ms, 5s, 1.5m, 2h");
}

BOOST_AUTO_TEST_CASE(every_key_refuses_a_value_that_it_cannot_have_by_name)
{
    for (auto& values : test::all_option_values())
    {
        // A path may be anything but nothing.
        bool is_path = values.key == "verify" || values.key == "cert" || values.key == "unix_socket";
        auto why = refusal("\n" + std::string(values.key) + " = " + (is_path ? "" : "\x01"));
        BOOST_TEST(why.starts_with("the/file:2: " + std::string(values.key)), why);
        auto& row = *detail::find_option(values.key);
        BOOST_TEST((!row.read || contains(why, row.accepts)), why);
    }
}

BOOST_AUTO_TEST_CASE(a_section_of_another_name_is_refused_even_if_it_is_empty)
{
    for (auto* line : {"[other]", "[]", "[", "[general", "[General]", "[general] x", "[general]]"})
        BOOST_TEST(refusal(std::string("timeout = 5s\n") + line + "\n") ==
                   "the/file:2: there is no such section; there is [general], or none");
}

BOOST_AUTO_TEST_CASE(a_key_may_be_there_once)
{
    BOOST_TEST(refusal("timeout = 5s\n\ntimeout = 5s") == "the/file:3: timeout is there already, in line 1");
    // Also where one stands before the section.
    BOOST_TEST(refusal("timeout = 5s\n[general]\ntimeout = 6s") == "the/file:3: timeout is there already, in line 1");
    BOOST_TEST(refusal("header.X-Api = 5\nheader.x-aPI = 6") == "the/file:2: header.x-aPI is there already, in line 1");
}

BOOST_AUTO_TEST_CASE(a_line_that_sets_nothing_is_refused)
{
    for (auto* line :
         {"timeout", "timeout 5s", "= 5s", "timeout: 5s = 6", "\xef\xbb\xbf", "// comment", "time out = 5s"})
        BOOST_TEST(refusal(std::string("\n") + line + "\n") ==
                   "the/file:2: the line is not of the form KEY = VALUE; the keys are " + detail::option_keys());
}

BOOST_AUTO_TEST_CASE(a_refusal_shows_no_secret)
{
    for (auto* line :
         {"bearer hush", "bearer: hush", "bearer hush==", "bearer: hush=", "basic_auth joe:hush=1", "basic_auth = hush",
          "http://joe:hush@proxy/?a=b", "proxy = socks5://joe:hush@proxy",
          "proxy http://joe:hush@proxy:80/=", "header.X-Api: hush", "header.X-Api: hush=", "header.X-Api = hush\x01",
          "header.X Api = hush", "bearer = hush\x01hush", "[proxy http://joe:hush@proxy]", "[hush"})
    {
        auto why = refusal(line);
        BOOST_TEST(!contains(why, "hush"), why);
        why = refusal(line, false);
        BOOST_TEST(!contains(why, "hush"), why);
    }
    auto why = refusal("bearer = hush\nbearer = hush");
    BOOST_TEST(!contains(why, "hush"), why);
}

BOOST_AUTO_TEST_CASE(options_of_security_are_refused_where_others_can_write_and_harmless_ones_taken)
{
    std::size_t refused = 0;
    for (auto& values : test::all_option_values())
    {
        std::string line = std::string(values.key) + " = " + std::string(values.written[0]);
        auto& row = *detail::find_option(values.key);
        if (row.is_of_security)
        {
            ++refused;
            BOOST_TEST(refusal("\n" + line, false) ==
                       "the/file:2: " + std::string(values.key) +
                           " is taken only from a file that belongs to the user and that nobody else can write");
        }
        else
            BOOST_TEST(row.show(parsed(line, false).options) == values.shown[0], values.key);
    }
    BOOST_TEST(refused == 8u);
}

BOOST_AUTO_TEST_SUITE_END()
