// SPDX-License-Identifier: BSL-1.0
// The encoding, held against the specification's own examples.
#include "rules/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using jsonrpcclient::detail::base64;

BOOST_AUTO_TEST_SUITE(base64_encoding)

BOOST_AUTO_TEST_CASE(examples_of_the_specification)
{
    // RFC 4648, section 10.
    for (auto [bytes, text] :
         {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
          std::pair("foob", "Zm9vYg=="), std::pair("fooba", "Zm9vYmE="), std::pair("foobar", "Zm9vYmFy")})
        BOOST_TEST(base64(bytes) == text);
    // RFC 7617, section 2.
    BOOST_TEST(base64("Aladdin:open sesame") == "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(every_character_of_the_alphabet_has_its_place)
{
    // Six bits each, from 0 to 63.
    std::string bytes;
    for (int i = 0; i != 64; i += 4)
    {
        int bits = i << 18 | (i + 1) << 12 | (i + 2) << 6 | (i + 3);
        for (int shift : {16, 8, 0})
            bytes += static_cast<char>(bits >> shift & 255);
    }
    BOOST_TEST(base64(bytes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

BOOST_AUTO_TEST_CASE(bytes_above_127_and_nul_are_bytes)
{
    BOOST_TEST(base64(std::string_view("\0\xff\x80", 3)) == "AP+A");
    BOOST_TEST(base64("\xff\xff\xff\xff") == "/////w==");
}

BOOST_AUTO_TEST_SUITE_END()
