// SPDX-License-Identifier: BSL-1.0
// Messages behind a header with their size.
#include "unit/splitting.hpp"

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(framing_content_length)

namespace {

void check_every_split(std::string_view bytes, const test::list& expected, std::size_t limit = test::large)
{
    test::check_every_split(rpc::framing::content_length(), bytes, expected, limit);
}

// Lost at once, and behind a message.
void check_loss(const std::string& bytes, const std::string& expected)
{
    test::check_loss(rpc::framing::content_length(), bytes, {}, expected);
    test::check_loss(rpc::framing::content_length(), "Content-Length: 2\r\n\r\n{}" + bytes, {"{}"}, expected);
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_come_whole_wherever_the_bytes_are_split)
{
    check_every_split("Content-Length: 8\r\n\r\n{\"id\":1}Content-Length: 2\r\n\r\n\xc3\xa9"
                      "Content-Length: 1\r\n\r\n1",
                      {"{\"id\":1}", "\xc3\xa9", "1"});
}

BOOST_AUTO_TEST_CASE(line_feed_alone_ends_a_line_too)
{
    check_every_split("Content-Length: 2\n\n{}Content-Length: 2\r\n\n[]Content-Length: 2\n\r\n{}", {"{}", "[]", "{}"});
}

BOOST_AUTO_TEST_CASE(name_comes_in_any_case_and_blanks_around_the_value_do_not_count)
{
    check_every_split("content-length:2\r\n\r\n{}CONTENT-LENGTH: \t 2 \t\r\n\r\n[]cOnTeNt-LeNgTh:0002\n\n{}",
                      {"{}", "[]", "{}"});
}

BOOST_AUTO_TEST_CASE(other_fields_are_ignored)
{
    check_every_split("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\nX:\r\n\r\n{}",
                      {"{}"});
    check_every_split("Content-Lengths: 9\nX-Content-Length: 9\nContent-Length: 2\nA: Content-Length: 9\n\n{}", {"{}"});
}

BOOST_AUTO_TEST_CASE(size_that_is_said_twice_is_the_same_size)
{
    check_every_split("Content-Length: 2\r\ncontent-length: 02\r\n\r\n{}", {"{}"});
}

BOOST_AUTO_TEST_CASE(message_may_look_like_a_header)
{
    check_every_split("Content-Length: 21\r\n\r\nContent-Length: 1\r\n\r\nContent-Length: 2\r\n\r\n\r\n",
                      {"Content-Length: 1\r\n\r\n", "\r\n"});
}

BOOST_AUTO_TEST_CASE(size_of_zero_is_no_message)
{
    check_every_split("Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\naContent-Length: 0\r\n\r\n", {"a"});
}

BOOST_AUTO_TEST_CASE(empty_lines_in_front_of_a_header_are_skipped)
{
    check_every_split("\r\n\nContent-Length: 2\r\n\r\n{}\r\nContent-Length: 2\r\n\r\n[]\n", {"{}", "[]"});
}

BOOST_AUTO_TEST_CASE(message_of_exactly_the_largest_size_comes_whole_and_a_larger_one_cut)
{
    check_every_split("Content-Length:5\n\n12345Content-Length:6\n\n123456Content-Length:9\n\n123456789"
                      "Content-Length:5\n\n12345",
                      {"12345", "123456", "123456", "12345"}, 5);
}

BOOST_AUTO_TEST_CASE(largest_size_that_can_be_written_is_cut)
{
    check_every_split("Content-Length: 18446744073709551615\n\n1234567890", {"123456"}, 5);
}

BOOST_AUTO_TEST_CASE(what_is_no_header_field_loses_the_framing)
{
    check_loss("Starting server...\n", R"(a header field, found "Starting server...")");
    check_loss("Starting server...\r\nContent-Length: 2\r\n\r\n{}", R"(a header field, found "Starting server...")");
    check_loss("Server started at 12:00\n", R"(a header field, found "Server started at 12:00")");
    check_loss("HTTP/1.1 400 Bad Request\r\n", R"(a header field, found "HTTP/1.1 400 Bad Request")");
    check_loss("Content-Length : 2\r\n", R"(a header field, found "Content-Length : 2")");
    check_loss("\rContent-Length: 2\n", R"(a header field, found "\rContent-Length: 2")");
    check_loss(": 2\n", R"(a header field, found ": 2")");
    check_loss("Content-Length: 2\r\nnone\r\n\r\n", R"(a header field, found "none")");
    check_loss("Content-Length:\n 2\n\n", R"(a number of bytes, found "Content-Length:")");
    check_loss("X: 1\n folded: 2\n", R"(a header field, found " folded: 2")");
}

// It would wait for the end of a line that never comes.
BOOST_AUTO_TEST_CASE(byte_that_begins_no_header_field_loses_the_framing_at_once)
{
    check_loss("{\"id\":1}", R"(a header field, found "{\"id\":1}")");
    check_loss("[", R"(a header field, found "[")");
    check_loss(std::string("\0\0\0\x02{}", 6), R"(a header field, found "\x00\x00\x00\x02{}")");
    check_loss("Content-Length: 2\r\n\xc3\xa9", R"(a header field, found "\xc3\xa9")");
}

BOOST_AUTO_TEST_CASE(content_length_that_is_no_number_loses_the_framing)
{
    for (std::string value : {"", " ", "two", "+2", "-2", "2.0", "0x2", "2;", "2, 2", "2 2", "18446744073709551616"})
        check_loss("Content-Length:" + value + "\r\n\r\n{}",
                   "a number of bytes, found \"Content-Length:" + value + "\"");
}

BOOST_AUTO_TEST_CASE(content_length_with_two_meanings_loses_the_framing)
{
    check_loss("Content-Length: 2\r\ncontent-length: 3\r\n\r\n{}",
               R"(Content-Length 2 again, found "content-length: 3")");
}

BOOST_AUTO_TEST_CASE(header_without_content_length_loses_the_framing)
{
    check_loss("Content-Type: json\r\n\r\n{}", R"(the field Content-Length, found "\r\n")");
    check_loss("A: 1\nB: 2\n\n", R"(the field Content-Length, found "\n")");
}

// What holds for one message says nothing of the next.
BOOST_AUTO_TEST_CASE(each_header_counts_for_itself)
{
    check_every_split("Content-Length: 2\n\n{}Content-Length: 3\n\n[1]", {"{}", "[1]"});
}

BOOST_AUTO_TEST_CASE(header_of_exactly_8_KiB_is_taken_and_a_longer_one_loses_the_framing)
{
    const std::string size = "Content-Length: 2\r\n", end = "\r\n";
    auto field = [](std::size_t bytes) { return "X: " + std::string(bytes - 5, 'x') + "\r\n"; };
    const std::string lost = "the framing content-length is lost: expected the end of the header within 8192 bytes, ";
    const std::string field_lost = lost + "found \"X: " + std::string(97, 'x') + "\"...";
    auto check = [](const std::string& bytes, const test::list& messages, const std::string& lost)
    {
        test::stream whole(rpc::framing::content_length()), bytewise(rpc::framing::content_length());
        test::check(whole.read(bytes).end().messages, messages);
        BOOST_TEST(whole.lost == lost);
        test::check(bytewise.read_bytewise(bytes).end().messages, messages);
        BOOST_TEST(test::is_same_loss(bytewise.lost, lost));
    };
    auto rest = 8192 - size.size() - end.size();
    check(size + field(rest) + end + "{}", {"{}"}, "");
    check(size + field(100) + field(rest - 100) + end + "{}" + size + field(rest) + end + "[]", {"{}", "[]"}, "");
    // One more: its last byte is the one that is too much.
    check(size + field(rest + 1) + end + "{}", {}, lost + "found \"\\r\\n{}\"");
    check(size + field(rest + 2) + end + "{}", {}, lost + "found \"\\r\\n{}\"");
    check(size + field(rest + 3) + end + "{}", {}, field_lost);
    check(size + field(100'000) + end + "{}", {}, field_lost);
    check(size + end + "{}" + size + "X: " + std::string(100'000, 'x'), {"{}"}, field_lost);
    check(std::string(8192, 'x'), {}, lost + "found \"" + std::string(100, 'x') + "\"...");
    check(std::string(8191, 'x'), {}, "");
}

// In front of a header, whatever it is cut into.
BOOST_AUTO_TEST_CASE(stray_lines_are_skipped_by_a_scanner_that_is_to)
{
    const std::string strays[] = {
        "Starting server...\n",
        "Starting: now\r\n",
        "{\"jsonrpc\":\"2.0\"}\n",
        "\n\r\n\n",
        "Content-Len\n",
        "Content-Length\n",
        "Content-Length up\n",
        " Content-Length: 7\n",
        "the Content-Length: 7\n",
        "Content-Type: json\r\n",
        "\xff" + std::string("\0\x01\n", 3),
        std::string(20'000, 'x') + "\n",
    };
    const std::string message = "content-length: 2\r\nX: y\r\n\r\n";
    auto read = [](const std::string& bytes, std::size_t step)
    {
        test::stream stream(rpc::detail::make_frame_scanner(rpc::framing::content_length(), test::large, true));
        for (std::size_t at = 0; at < bytes.size(); at += step)
            stream.read(std::string_view(bytes).substr(at, step));
        stream.end();
        BOOST_TEST(stream.most_space < 1'000'000U);
        return stream;
    };
    for (auto& stray : strays)
        for (std::size_t step : {1, 2, 7, 100'000})
        {
            auto stream = read(stray + message + "{}" + stray + stray + message + "[]", step);
            test::check(stream.messages, {"{}", "[]"});
            BOOST_TEST(stream.lost == "");
        }
    // Within a header it is not one.
    BOOST_TEST(read("Content-Length: 2\r\nStarting up\n", 100).lost.ends_with("a header field, found \"Starting up\""));
    BOOST_TEST(read("Content-Length: two\r\n", 100).lost.ends_with("found \"Content-Length: two\""));
}

BOOST_AUTO_TEST_CASE(header_is_sent_with_one_field)
{
    rpc::detail::message_splitter splitter(rpc::framing::content_length(), test::large);
    std::string bytes;
    splitter.frame(bytes, "{\"id\":1}");
    splitter.frame(bytes, "\xc3\xa9");
    BOOST_TEST(bytes == "Content-Length: 8\r\n\r\n{\"id\":1}Content-Length: 2\r\n\r\n\xc3\xa9");
}

BOOST_AUTO_TEST_SUITE_END()
