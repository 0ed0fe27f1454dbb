// SPDX-License-Identifier: BSL-1.0
// Messages behind their size as 4 bytes.
#include "unit/splitting.hpp"

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(framing_length_prefix)

namespace {

std::string prefixed(std::string_view message)
{
    std::string bytes;
    for (int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(message.size() >> shift);
    return bytes += message;
}

void check_every_split(std::string_view bytes, const test::list& expected, std::size_t limit = test::large)
{
    test::check_every_split(rpc::framing::length_prefix(), bytes, expected, limit);
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_come_whole_wherever_the_bytes_are_split)
{
    check_every_split(prefixed("{\"id\":1}") + prefixed("[\n]") + prefixed(std::string(1, '\0')) + prefixed("\xc3\xa9"),
                      {"{\"id\":1}", "[\n]", std::string(1, '\0'), "\xc3\xa9"});
}

BOOST_AUTO_TEST_CASE(most_significant_byte_comes_first)
{
    std::string message(0x010203, 'x');
    test::stream stream(rpc::framing::length_prefix());
    const std::string prefix("\0\1\2\3", 4);
    stream.read(prefix).read(message);
    test::check(stream.messages, {message});

    std::string bytes;
    stream.splitter.frame(bytes, message);
    BOOST_TEST((bytes == prefix + message));
}

BOOST_AUTO_TEST_CASE(size_of_zero_is_no_message)
{
    check_every_split(prefixed("") + prefixed("a") + prefixed("") + prefixed("") + prefixed("b") + prefixed(""),
                      {"a", "b"});
}

BOOST_AUTO_TEST_CASE(message_of_exactly_the_largest_size_comes_whole_and_a_larger_one_cut)
{
    check_every_split(prefixed("12345") + prefixed("123456") + prefixed("1234567890") + prefixed("1234") +
                          prefixed("12345"),
                      {"12345", "123456", "123456", "1234", "12345"}, 5);
}

BOOST_AUTO_TEST_CASE(message_is_cut_before_all_of_it_has_come)
{
    test::stream stream(rpc::framing::length_prefix(), 5);
    stream.read(std::string_view("\xff\xff\xff\xff"
                                 "123456",
                                 10));
    test::check(stream.messages, {"123456"});
    for (int i = 0; i != 100; ++i)
        stream.read(std::string(100'000, 'x'));
    BOOST_TEST(stream.messages.size() == 1u);
    BOOST_TEST(stream.most_space <= 131072u);
}

BOOST_AUTO_TEST_CASE(messages_behind_a_skipped_one_come)
{
    std::string skipped(300'000, 'x');
    test::stream stream(rpc::framing::length_prefix(), 1000);
    stream.read(prefixed(skipped) + prefixed("a"));
    test::check(stream.messages, {skipped.substr(0, 1001), "a"});
}

BOOST_AUTO_TEST_CASE(text_in_place_of_a_size_loses_the_framing)
{
    auto lost = [](std::string_view bytes, const test::list& messages, const std::string& found)
    { test::check_loss(rpc::framing::length_prefix(), bytes, messages, "a size of 4 bytes, found \"" + found + "\""); };
    lost("{\"jsonrpc\":\"2.0\"}", {}, "{\\\"jsonrpc\\\":\\\"2.0\\\"}");
    lost("{\n  \"jsonrpc\"", {}, "{\\n  \\\"jsonrpc\\\"");
    lost(prefixed("{}") + "Content-Length: 5\r\n", {"{}"}, "Content-Length: 5\\r\\n");
    lost(prefixed("{}") + "~~~~", {"{}"}, "~~~~");
    lost("    {}", {}, "    {}");
}

BOOST_AUTO_TEST_CASE(size_that_is_no_text_or_within_the_limit_is_a_size)
{
    // 0x7b7d0a7f, 0x0a7b7d0a and 0xc3a97b7d bytes, which are too many.
    for (std::string_view bytes : {"{}\n\x7f"
                                   "12345678",
                                   "\n{}\n"
                                   "12345678",
                                   "\xc3\xa9{}"
                                   "12345678"})
        check_every_split(bytes, {"123456"}, 5);
    // 0x20202020 bytes, which are not.
    check_every_split("    12345678", {}, 0x20202020);
    test::check_loss(rpc::framing::length_prefix(), "    12345678", {}, "a size of 4 bytes, found \"    12345678\"",
                     0x2020201f);
}

BOOST_AUTO_TEST_CASE(bytes_of_a_size_that_is_not_whole_wait)
{
    check_every_split(std::string_view("\0\0\0", 3), {});
    check_every_split("{\"j", {});
    check_every_split(prefixed("abc").substr(0, 6), {});
}

BOOST_AUTO_TEST_CASE(message_whose_size_takes_more_than_four_bytes_cannot_be_carried)
{
    // None of its bytes is looked at: these are not there.
    rpc::detail::message_splitter splitter(rpc::framing::length_prefix(), test::large);
    BOOST_TEST(splitter.can_carry(std::string_view("x", 0xffffffff)));
    BOOST_TEST(!splitter.can_carry(std::string_view("x", std::size_t(0xffffffff) + 1)));
}

BOOST_AUTO_TEST_SUITE_END()
