// SPDX-License-Identifier: BSL-1.0
// Framings by name and back.
#include <jsonrpcclient/framing.hpp>

#include "unit/refused.hpp"

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(framing)

BOOST_AUTO_TEST_CASE(newline_is_a_delimiter_with_a_name)
{
    BOOST_CHECK(rpc::framing::newline().delimiter() == '\n');
    BOOST_TEST(to_string(rpc::framing::newline()) == "newline");
    BOOST_CHECK(rpc::framing::parse("newline") == rpc::framing::newline());
}

BOOST_AUTO_TEST_CASE(delimiter_is_named_by_its_two_hexadecimal_digits)
{
    BOOST_TEST(to_string(rpc::framing::delimiter('\x1e')) == "delimiter:0x1e");
    BOOST_TEST(to_string(rpc::framing::delimiter('\0')) == "delimiter:0x00");
    BOOST_TEST(to_string(rpc::framing::delimiter('\xff')) == "delimiter:0xff");
    BOOST_CHECK(rpc::framing::parse("delimiter:0x1e").delimiter() == '\x1e');
    BOOST_CHECK(rpc::framing::parse("delimiter:0x1E").delimiter() == '\x1e');
    BOOST_CHECK(rpc::framing::parse("delimiter:0x3").delimiter() == '\x03');
}

BOOST_AUTO_TEST_CASE(every_character_survives_its_name)
{
    for (int character = 0; character != 256; ++character)
    {
        auto framing = rpc::framing::delimiter(static_cast<char>(character));
        BOOST_CHECK(rpc::framing::parse(to_string(framing)) == framing);
    }
}

BOOST_AUTO_TEST_CASE(framings_without_a_delimiter_have_a_name_each)
{
    const std::pair<rpc::framing, const char*> named[] = {{rpc::framing::content_length(), "content-length"},
                                                          {rpc::framing::length_prefix(), "length-prefix"},
                                                          {rpc::framing::netstring(), "netstring"},
                                                          {rpc::framing::bare(), "bare"}};
    for (auto& [framing, name] : named)
    {
        BOOST_TEST(to_string(framing) == name);
        BOOST_CHECK(rpc::framing::parse(name) == framing);
        BOOST_CHECK(!framing.delimiter());
        BOOST_CHECK(framing != rpc::framing::delimiter('\0'));
    }
}

BOOST_AUTO_TEST_CASE(framings_are_equal_when_their_delimiters_are)
{
    BOOST_CHECK(rpc::framing::delimiter('\n') == rpc::framing::newline());
    BOOST_CHECK(rpc::framing::delimiter('\r') != rpc::framing::newline());
}

BOOST_AUTO_TEST_CASE(other_names_are_refused_and_told_what_there_is)
{
    for (auto name : {"", "Newline", "newline ", "delimiter", "delimiter:", "delimiter:0x", "delimiter:0xg",
                      "delimiter:0x100", "delimiter:0x1e ", "delimiter:1e", "delimiter:0x-1", "delimiter:0x0x1",
                      "netstrings", "content_length", "Bare"})
        BOOST_TEST(test::refusal(rpc::errc::invalid_config, [&] { rpc::framing::parse(name); }) ==
                   "there is no framing \"" + std::string(name) +
                       "\"; there are newline, delimiter:0x1e, content-length, length-prefix, netstring and bare");
}

BOOST_AUTO_TEST_SUITE_END()
