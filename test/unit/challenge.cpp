// SPDX-License-Identifier: BSL-1.0
// How challenges are told apart, whatever stands in between.
#include "rules/challenge.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using jsonrpcclient::detail::parse_challenges;

BOOST_AUTO_TEST_SUITE(challenges)

namespace {

// "Basic[realm=a] Negotiate[]", with an exclamation mark behind one that is broken.
std::string parsed(std::string_view header)
{
    std::string text;
    for (auto& challenge : parse_challenges(header))
    {
        text += (text.empty() ? "" : " ") + challenge.scheme + "[";
        for (auto& [name, value] : challenge.parameters)
            text += (text.ends_with('[') ? "" : "|") + name + "=" + value;
        text += challenge.is_broken ? "]!" : "]";
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(headers_are_taken_apart)
{
    for (auto [header, expected] :
         {std::pair("Basic realm=\"a\"", "Basic[realm=a]"), std::pair("Basic realm=\"a, b\"", "Basic[realm=a, b]"),
          std::pair("Digest realm=\"a\", qop=auth,nonce=\"b\"", "Digest[realm=a|qop=auth|nonce=b]"),
          std::pair("Digest realm=\"a\", nonce=\"b\", Basic realm=\"c\"", "Digest[realm=a|nonce=b] Basic[realm=c]"),
          std::pair("Negotiate", "Negotiate[]"), std::pair("Negotiate, Basic realm=a", "Negotiate[] Basic[realm=a]"),
          std::pair("Negotiate abc+/==, Digest nonce=\"b\"", "Negotiate[] Digest[nonce=b]"),
          std::pair("NTLM TlRMTVNTUAAC , Basic realm=a", "NTLM[] Basic[realm=a]"),
          std::pair("Bearer, Basic realm=a, NTLM", "Bearer[] Basic[realm=a] NTLM[]"),
          std::pair("Basic realm=a=b", "Basic[realm=a=b]"),
          std::pair("Digest nonce=a/b+c==, qop=auth", "Digest[nonce=a/b+c==|qop=auth]"),
          std::pair("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
                    "Newauth[realm=apps|type=1|title=Login to \"apps\"] Basic[realm=simple]")})
        BOOST_TEST_CONTEXT (header)
            BOOST_TEST(parsed(header) == expected);
}

BOOST_AUTO_TEST_CASE(names_of_parameters_have_no_case_and_schemes_come_as_they_are)
{
    BOOST_TEST(parsed("DIGEST ReAlM=\"A\"") == "DIGEST[realm=A]");
}

BOOST_AUTO_TEST_CASE(white_space_and_empty_elements_make_no_difference)
{
    BOOST_TEST(parsed(" \t,, Digest\t realm =\t\"a\" ,, , nonce= \"b\"\t, ,") == "Digest[realm=a|nonce=b]");
}

BOOST_AUTO_TEST_CASE(quoted_strings_keep_everything_but_their_escapes)
{
    BOOST_TEST(parsed(R"(A b="\"", c="\\", d="\x", e="", f="=,\, Basic realm=x")") ==
               R"(A[b="|c=\|d=x|e=|f==,, Basic realm=x])");
}

BOOST_AUTO_TEST_CASE(parameters_in_front_of_any_scheme_have_none)
{
    BOOST_TEST(parsed("nextnonce=\"a\", qop=auth") == "[nextnonce=a|qop=auth]");
    BOOST_TEST(parsed("nextnonce=abc") == "[nextnonce=abc]");
}

BOOST_AUTO_TEST_CASE(nothing_is_no_challenge)
{
    for (auto header : {"", " ", ",", " , \t,"})
        BOOST_TEST(parse_challenges(header).empty());
}

BOOST_AUTO_TEST_CASE(what_is_broken_breaks_its_own_challenge_only)
{
    for (auto [header, expected] :
         {std::pair("Digest realm=\"a", "Digest[]!"), std::pair("Digest realm=\"a\\", "Digest[]!"),
          std::pair("Digest realm=\"a\"x, nonce=b, Basic realm=c", "Digest[nonce=b]! Basic[realm=c]"),
          std::pair("Digest realm=\"a\" nonce=\"b, Basic\", Basic realm=c", "Digest[]! Basic[realm=c]"),
          std::pair("Digest {}, Basic realm=c", "Digest[]! Basic[realm=c]"),
          std::pair("\"Digest\", Basic realm=c", "[]! Basic[realm=c]"),
          std::pair("Digest/realm, Basic realm=c", "Digest[]! Basic[realm=c]"),
          std::pair("=, Basic realm=c", "[]! Basic[realm=c]")})
        BOOST_TEST_CONTEXT (header)
            BOOST_TEST(parsed(header) == expected);
}

BOOST_AUTO_TEST_CASE(first_parameter_of_a_name_is_found)
{
    auto made = parse_challenges("Digest realm=a, realm=b");
    BOOST_REQUIRE(made.size() == 1);
    BOOST_REQUIRE(made[0].find("realm"));
    BOOST_TEST(*made[0].find("realm") == "a");
    BOOST_TEST(!made[0].find("nonce"));
}

BOOST_AUTO_TEST_SUITE_END()
