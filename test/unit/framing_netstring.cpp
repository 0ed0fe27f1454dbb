// SPDX-License-Identifier: BSL-1.0
// Messages as netstrings.
#include "unit/splitting.hpp"

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(framing_netstring)

namespace {

void check_every_split(std::string_view bytes, const test::list& expected, std::size_t limit = test::large)
{
    test::check_every_split(rpc::framing::netstring(), bytes, expected, limit);
}

} // namespace

BOOST_AUTO_TEST_CASE(messages_come_whole_wherever_the_bytes_are_split)
{
    check_every_split("8:{\"id\":1},5:[1,2],12:hello world!,2:\xc3\xa9,",
                      {"{\"id\":1}", "[1,2]", "hello world!", "\xc3\xa9"});
}

BOOST_AUTO_TEST_CASE(message_may_hold_commas_colons_digits_and_other_netstrings)
{
    check_every_split("8:5:hello,,3:,,,,2:\r\n,1::,", {"5:hello,", ",,,", "\r\n", ":"});
}

BOOST_AUTO_TEST_CASE(empty_netstring_is_no_message) { check_every_split("0:,1:a,0:,0:,1:b,0:,", {"a", "b"}); }

BOOST_AUTO_TEST_CASE(message_ends_with_its_comma_and_not_before)
{
    check_every_split("2:{}", {});
    check_every_split("2:{},1", {"{}"});
    check_every_split("2:{},1:", {"{}"});
}

BOOST_AUTO_TEST_CASE(message_of_exactly_the_largest_size_comes_whole_and_a_larger_one_cut)
{
    check_every_split("5:12345,6:123456,10:1234567890,4:1234,5:12345,", {"12345", "123456", "123456", "1234", "12345"},
                      5);
}

BOOST_AUTO_TEST_CASE(largest_size_that_can_be_written_is_cut)
{
    check_every_split("9999999999999999999:1234567890", {"123456"}, 5);
}

BOOST_AUTO_TEST_CASE(what_is_no_size_loses_the_framing)
{
    auto lost = [](std::string_view bytes, const std::string& found)
    {
        test::check_loss(rpc::framing::netstring(), bytes, {}, "a size and a colon, found " + found);
        test::check_loss(rpc::framing::netstring(), "2:{}," + std::string(bytes), {"{}"},
                         "a size and a colon, found " + found);
    };
    lost("{\"id\":1}\n", R"("{\"id\":1}\n")");
    lost("Starting server...\n", R"("Starting server...\n")");
    lost(":a,", R"(":a,")");
    lost(",", R"(",")");
    lost("+1:a,", R"("+1:a,")");
    lost("-1:a,", R"("-1:a,")");
    lost(" 1:a,", R"(" 1:a,")");
    lost("1 :a,", R"("1 :a,")");
    lost("1,", R"("1,")");
    lost("0x1:a,", R"("0x1:a,")");
    lost("\n2:{},", R"("\n2:{},")");
    lost("01:a,", R"("01:a,")");
    lost("00:,", R"("00:,")");
    lost("10000000000000000000:a,", R"("10000000000000000000:a,")");
    lost(std::string(101, '9'), '"' + std::string(100, '9') + "\"...");
}

BOOST_AUTO_TEST_CASE(other_byte_in_place_of_the_comma_loses_the_framing)
{
    test::check_loss(rpc::framing::netstring(), "2:{},2:[]]3:[1],", {"{}"},
                     "a comma behind the message, found \"]3:[1],\"");
    test::check_loss(rpc::framing::netstring(), "1:{},", {}, "a comma behind the message, found \"},\"");
    test::check_loss(rpc::framing::netstring(), "0:;", {}, "a comma behind the message, found \";\"");
    // It was handed over before.
    test::check_loss(rpc::framing::netstring(), "6:123456;", {"1234"}, "a comma behind the message, found \";\"", 3);
}

BOOST_AUTO_TEST_CASE(size_is_sent_in_digits)
{
    rpc::detail::message_splitter splitter(rpc::framing::netstring(), test::large);
    std::string bytes;
    splitter.frame(bytes, "hello world!");
    splitter.frame(bytes, "\xc3\xa9");
    splitter.frame(bytes, "");
    BOOST_TEST(bytes == "12:hello world!,2:\xc3\xa9,0:,");
}

BOOST_AUTO_TEST_SUITE_END()
