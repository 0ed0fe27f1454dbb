// SPDX-License-Identifier: BSL-1.0
// A stream of bytes cut into messages, wherever the reads happen to end.
#include "unit/splitting.hpp"

namespace rpc = jsonrpcclient;
using rpc::detail::message_splitter;
using test::large;
using test::stream;

BOOST_AUTO_TEST_SUITE(splitter)

namespace {

void check_every_split(std::string_view bytes, const test::list& expected,
                       rpc::framing framing = rpc::framing::newline(), std::size_t limit = large)
{
    test::check_every_split(framing, bytes, expected, limit);
}

} // namespace

BOOST_AUTO_TEST_CASE(several_messages_come_whole_wherever_the_bytes_are_split)
{
    check_every_split("{\"id\":1}\n[1,2]\n{}\n", {R"({"id":1})", "[1,2]", "{}"});
}

BOOST_AUTO_TEST_CASE(crlf_and_lf_end_a_line_and_other_carriage_returns_stay)
{
    check_every_split("one\r\ntwo\nthr\ree\r\n\rfour\r\r\n", {"one", "two", "thr\ree", "\rfour\r"});
}

BOOST_AUTO_TEST_CASE(empty_lines_are_skipped) { check_every_split("\n\r\none\n\n\r\n\ntwo\n\n", {"one", "two"}); }

BOOST_AUTO_TEST_CASE(bytes_without_a_delimiter_behind_them_are_no_message_yet)
{
    check_every_split("one\ntwo", {"one"});
    check_every_split("one\r", {});
}

BOOST_AUTO_TEST_CASE(record_separator_ends_a_message_and_newlines_stay_inside)
{
    check_every_split("a\nb\r\x1e\x1e{\r\n}\x1e"
                      "c\n",
                      {"a\nb\r", "{\r\n}"}, rpc::framing::delimiter('\x1e'));
}

BOOST_AUTO_TEST_CASE(nul_and_bytes_beyond_ascii_are_bytes_like_any_other)
{
    check_every_split(std::string_view("a\0b\n\xff\xfe\n", 7), {std::string("a\0b", 3), "\xff\xfe"});
    check_every_split(std::string_view("ab\0cd\0", 6), {"ab", "cd"}, rpc::framing::delimiter('\0'));
    check_every_split("ab\xff"
                      "cd\xff",
                      {"ab", "cd"}, rpc::framing::delimiter('\xff'));
}

BOOST_AUTO_TEST_CASE(message_of_exactly_the_largest_size_comes_whole)
{
    check_every_split("12345\n12345\r\n1\n", {"12345", "12345", "1"}, rpc::framing::newline(), 5);
    check_every_split("12345\x1e"
                      "1\x1e",
                      {"12345", "1"}, rpc::framing::delimiter('\x1e'), 5);
}

BOOST_AUTO_TEST_CASE(oversized_message_comes_once_cut_and_the_next_one_whole)
{
    check_every_split("12345678901234567890\nabc\n", {"123456", "abc"}, rpc::framing::newline(), 5);
    check_every_split("abc\r\n123456\r\ndef\r\n", {"abc", "123456", "def"}, rpc::framing::newline(), 5);
    check_every_split("123456\x1e\x1e"
                      "abcdefgh\x1e"
                      "ijk\x1e",
                      {"123456", "abcdef", "ijk"}, rpc::framing::delimiter('\x1e'), 5);
}

BOOST_AUTO_TEST_CASE(oversized_messages_one_after_the_other_come_once_each)
{
    check_every_split("1234567890\nabcdefghij\nend\n", {"123456", "abcdef", "end"}, rpc::framing::newline(), 5);
}

BOOST_AUTO_TEST_CASE(largest_size_of_one_byte_is_a_size_like_any_other)
{
    check_every_split("a\nbc\n\nd\r\n", {"a", "bc", "d"}, rpc::framing::newline(), 1);
}

BOOST_AUTO_TEST_CASE(many_messages_of_one_read_come_together_and_stay_valid_until_the_next)
{
    message_splitter splitter(rpc::framing::newline(), large);
    std::string bytes;
    for (int i = 0; i != 1000; ++i)
        bytes += std::to_string(i) + '\n';
    auto space = splitter.prepare();
    BOOST_REQUIRE(space.size() >= bytes.size());
    std::memcpy(space.data(), bytes.data(), bytes.size());
    auto messages = splitter.commit(bytes.size());
    BOOST_REQUIRE(messages.size() == 1000u);
    for (int i = 0; i != 1000; ++i)
        BOOST_TEST(messages[i] == std::to_string(i));
}

BOOST_AUTO_TEST_CASE(read_of_nothing_brings_nothing)
{
    message_splitter splitter(rpc::framing::newline(), large);
    splitter.prepare();
    BOOST_TEST(splitter.commit(0).empty());
}

BOOST_AUTO_TEST_CASE(message_of_megabytes_comes_whole_and_its_buffer_is_given_back_in_time)
{
    stream reader(rpc::framing::newline());
    std::string first(3 << 20, 'a');
    reader.read(first + "\nb\n");
    BOOST_REQUIRE(reader.messages.size() == 2u);
    BOOST_TEST((reader.messages[0] == first));
    BOOST_TEST(reader.messages[1] == "b");
    // Behind many small ones: the next one may be large as well.
    for (int i = 0; i != 200; ++i)
        reader.read("c\n");
    reader.most_space = 0;
    reader.read("d\n");
    BOOST_TEST(reader.messages.back() == "d");
    BOOST_TEST(reader.most_space <= 131072u);
}

// A server that never sends a delimiter, or one of which each message is too large.
BOOST_AUTO_TEST_CASE(buffer_never_grows_past_the_largest_message_and_one_read)
{
    constexpr std::size_t limit = 200'000, piece = 65536;
    message_splitter splitter(rpc::framing::newline(), limit);
    std::size_t pending = 0, cut = 0;
    for (int i = 0; i != 300; ++i)
    {
        auto space = splitter.prepare();
        BOOST_REQUIRE(!space.empty());
        BOOST_REQUIRE(pending + space.size() <= limit + 1 + piece);
        std::memset(space.data(), 'x', space.size());
        pending += space.size();
        for (auto message : splitter.commit(space.size()))
        {
            BOOST_TEST(message.size() == limit + 1);
            ++cut;
        }
        pending = cut ? 0 : pending;
    }
    BOOST_TEST(cut == 1u);
}

BOOST_AUTO_TEST_CASE(frame_puts_the_delimiter_behind_each_message)
{
    std::string bytes;
    message_splitter lines(rpc::framing::newline(), large);
    lines.frame(bytes, "{}");
    lines.frame(bytes, "[]");
    BOOST_TEST(bytes == "{}\n[]\n");

    std::string records;
    message_splitter(rpc::framing::delimiter('\x1e'), large).frame(records, "{}");
    BOOST_TEST(records == "{}\x1e");
}

BOOST_AUTO_TEST_SUITE_END()
