// SPDX-License-Identifier: BSL-1.0
// The hashes, held against the examples of their specifications.
#include "rules/hash.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using jsonrpcclient::detail::has_hashes;
using jsonrpcclient::detail::hash_algorithm;
using jsonrpcclient::detail::hash_hex;
using jsonrpcclient::detail::random_hex;

BOOST_AUTO_TEST_SUITE(hashes)

BOOST_AUTO_TEST_CASE(build_with_openssl_has_them) { BOOST_TEST(has_hashes()); }

BOOST_AUTO_TEST_CASE(md5_is_that_of_its_specification)
{
    // RFC 1321, appendix A.5.
    BOOST_TEST(hash_hex(hash_algorithm::md5, "") == "d41d8cd98f00b204e9800998ecf8427e");
    BOOST_TEST(hash_hex(hash_algorithm::md5, "message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
}

BOOST_AUTO_TEST_CASE(sha256_is_that_of_its_specification)
{
    // FIPS 180-2, appendix B.1.
    BOOST_TEST(hash_hex(hash_algorithm::sha256, "abc") ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(hash_hex(hash_algorithm::sha256, "") ==
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(nul_is_a_byte_like_any_other)
{
    BOOST_TEST(hash_hex(hash_algorithm::md5, std::string_view("a\0b", 3)) != hash_hex(hash_algorithm::md5, "a"));
}

BOOST_AUTO_TEST_CASE(random_numbers_have_two_digits_a_byte_and_never_repeat)
{
    std::set<std::string> seen;
    for (int i = 0; i != 100; ++i)
    {
        auto made = random_hex(16);
        BOOST_TEST(made.size() == 32);
        BOOST_TEST(made.find_first_not_of("0123456789abcdef") == made.npos);
        BOOST_TEST(seen.insert(made).second);
    }
    BOOST_TEST(random_hex(0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
