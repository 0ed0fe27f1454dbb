// SPDX-License-Identifier: BSL-1.0
// Digest authentication, held against the examples of its specifications; what must not be answered; nonces and counts.
#include "rules/digest.hpp"

#include "unit/refused.hpp"

#include <set>
#include <vector>

namespace rpc = jsonrpcclient;
using rpc::detail::choose_digest;
using rpc::detail::digest_challenge;
using rpc::detail::digest_session;
using rpc::detail::hash_algorithm;

BOOST_AUTO_TEST_SUITE(digest)

namespace {

// RFC 7616, section 3.9.1.
constexpr auto md5_challenge =
    R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, )"
    R"(nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";
constexpr auto sha256_challenge =
    R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, )"
    R"(nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";
constexpr auto cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

std::optional<digest_challenge> choose(std::vector<std::string_view> headers) { return choose_digest(headers); }

digest_challenge chosen(std::string_view header)
{
    auto made = choose({header});
    BOOST_REQUIRE(made.has_value());
    return *made;
}

// With the password of the examples.
digest_session session(std::string_view header, std::string_view user = "Mufasa")
{
    return digest_session(chosen(header), std::string(user), "Circle of Life", cnonce);
}

std::string answer(std::string_view header, std::string_view user = "Mufasa")
{
    return session(header, user).authorization("GET", "/dir/index.html");
}

// The value of a parameter of the answer, with its quotation marks; empty if it is not there.
std::string parameter(std::string_view answer, std::string_view name)
{
    auto begin = answer.find(" " + std::string(name) + "=");
    if (begin == answer.npos)
        return "";
    begin += name.size() + 2;
    return std::string(answer.substr(begin, answer.find(", ", begin) - begin));
}

} // namespace

BOOST_AUTO_TEST_CASE(example_of_rfc_7616_with_md5)
{
    BOOST_TEST(answer(md5_challenge) ==
               "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
               "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", qop=auth, "
               "nc=00000001, "
               "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
               "response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, "
               "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
}

BOOST_AUTO_TEST_CASE(example_of_rfc_7616_with_sha256)
{
    BOOST_TEST(parameter(answer(sha256_challenge), "response") ==
               "\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
}

BOOST_AUTO_TEST_CASE(example_of_rfc_2617)
{
    digest_session made(chosen(R"(Digest realm="testrealm@host.com", qop="auth,auth-int", )"
                               R"(nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", )"
                               R"(opaque="5ccc069c403ebaf9f0171e9517f40e41")"),
                        "Mufasa", "Circle Of Life", "0a4f113b");
    auto text = made.authorization("GET", "/dir/index.html");
    BOOST_TEST(parameter(text, "response") == "\"6629fae49393a05397450978507c4ef1\"");
    BOOST_TEST(parameter(text, "opaque") == "\"5ccc069c403ebaf9f0171e9517f40e41\"");
    BOOST_TEST(parameter(text, "algorithm") == "");
}

BOOST_AUTO_TEST_CASE(server_without_qop_is_answered_as_in_rfc_2069)
{
    for (auto qop : {"", ", qop=\"\"", ", qop=\" ,\""})
    {
        digest_session made(chosen(R"(Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093")" +
                                   std::string(qop)),
                            "Mufasa", "CircleOfLife");
        BOOST_TEST(made.authorization("GET", "/dir/index.html") ==
                   "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                   "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
                   "response=\"1949323746fe6a43ef61f9606e7febea\"");
    }
}

BOOST_AUTO_TEST_CASE(key_of_a_session_is_made_once)
{
    // Other programs' answers to the challenge of RFC 7616; the third is to the next nonce "next".
    constexpr std::tuple<const char*, const char*, const char*, const char*> cases[] = {
        {"MD5-sess", "3c3b581475b29a691a48717ec7d40283", "650de2628fe885d6dbcbcc3f4b864cb9",
         "5963fdecb545e17e6f7bcf6ae9f0e655"},
        {"SHA-256-sess", "8157df76c6c3faa778ada9fbf9a421c52b17bb0b7de2f985b6ce839f178fac87",
         "43ac8b44510f7ff880037865d2dc63ac647bd6daeb1170cf0d6a60f00f9b069b",
         "1a6eef4144c37b712dc100bea881290936e1a43269508d2103ae9303dd4b7039"}};
    for (auto [algorithm, first, second, third] : cases)
        BOOST_TEST_CONTEXT (algorithm)
        {
            std::string header = md5_challenge;
            auto made = session(header.replace(header.find("=MD5") + 1, 3, algorithm));
            auto text = made.authorization("POST", "/rpc");
            BOOST_TEST(parameter(text, "response") == '"' + std::string(first) + '"');
            BOOST_TEST(parameter(text, "algorithm") == algorithm);
            BOOST_TEST(parameter(made.authorization("POST", "/rpc"), "response") == '"' + std::string(second) + '"');
            made.take_info("nextnonce=\"next\"");
            BOOST_TEST(parameter(made.authorization("POST", "/rpc"), "response") == '"' + std::string(third) + '"');
        }
}

BOOST_AUTO_TEST_CASE(each_request_counts_one_up)
{
    auto made = session(md5_challenge);
    for (auto count : {"00000001", "00000002", "00000003"})
        BOOST_TEST(parameter(made.authorization("GET", "/"), "nc") == count);
    for (int i = 3; i != 0xff; ++i)
        made.authorization("GET", "/");
    BOOST_TEST(parameter(made.authorization("GET", "/"), "nc") == "00000100");
}

BOOST_AUTO_TEST_CASE(clients_nonce_is_fresh_for_each_request_and_stays_within_a_session)
{
    for (auto algorithm : {"MD5", "MD5-sess"})
    {
        std::string header = md5_challenge;
        digest_session made(chosen(header.replace(header.find("=MD5") + 1, 3, algorithm)), "Mufasa", "secret");
        std::set<std::string> seen;
        for (int i = 0; i != 10; ++i)
            seen.insert(parameter(made.authorization("GET", "/"), "cnonce"));
        BOOST_TEST(seen.size() == (algorithm == std::string_view("MD5") ? 10 : 1));
        BOOST_TEST(seen.begin()->size() == 34);
    }
}

BOOST_AUTO_TEST_CASE(strongest_challenge_is_chosen_in_any_order)
{
    auto unknown = R"(Digest realm="a", nonce="b", qop="auth", algorithm=SHA-512-256)";
    for (auto headers :
         {std::vector<std::string_view>{md5_challenge, sha256_challenge},
          std::vector<std::string_view>{sha256_challenge, md5_challenge},
          std::vector<std::string_view>{unknown, "Basic realm=\"a, b\"", sha256_challenge, "Negotiate", md5_challenge}})
    {
        auto made = choose(headers);
        BOOST_REQUIRE(made.has_value());
        BOOST_CHECK(made->algorithm == hash_algorithm::sha256);
    }
    auto line =
        "Negotiate, " + std::string(md5_challenge) + ", Basic realm=\"a, b\", " + sha256_challenge + ", " + unknown;
    BOOST_CHECK(chosen(line).algorithm == hash_algorithm::sha256);
    // Of two that are as strong, the first.
    BOOST_TEST(choose({R"(Digest realm="1", nonce="a")", R"(Digest realm="2", nonce="b")"})->realm == "1");
}

BOOST_AUTO_TEST_CASE(challenge_that_cannot_be_answered_is_passed_over)
{
    for (auto header :
         {"", "Basic realm=\"a\"", "Digest", "Digest realm=\"a\"", "Digest nonce=\"a\"",
          "Digest realm=\"a\", nonce=\"\"", "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512-256",
          "Digest realm=\"a\", nonce=\"b\", algorithm=", "Digest realm=\"a\", nonce=\"b\", algorithm=MD4",
          "Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"", "Digest realm=\"a\", nonce=\"b\", qop=\"author, xauth\"",
          "Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess", "Digest realm=\"a\", nonce=\"b",
          "Digest2 realm=\"a\", nonce=\"b\"", "realm=\"a\", nonce=\"b\""})
        BOOST_TEST_CONTEXT (header)
            BOOST_TEST(!choose({header}).has_value());
}

BOOST_AUTO_TEST_CASE(control_characters_never_reach_the_answer)
{
    using namespace std::string_literals;
    for (auto bad : {"\r\nX: y"s, "\n"s, "\r"s, "\0"s, "\x7f"s, "\x01"s, "\\\r\\\n"s, "\t"s})
    {
        for (auto [before, after] : {std::pair("Digest realm=\"a", "\", nonce=\"b\", opaque=\"c\""),
                                     std::pair("Digest realm=\"a\", nonce=\"b", "\", opaque=\"c\""),
                                     std::pair("Digest realm=\"a\", nonce=\"b\", opaque=\"c", "\""),
                                     std::pair("Digest realm=\"a\", opaque=\"c\", algorithm=\"MD5", "\", nonce=\"b\"")})
            BOOST_TEST(!choose({before + bad + after}).has_value(), before << bad << after);
        auto made = session(md5_challenge);
        made.take_info("nextnonce=\"a" + bad + "\"");
        BOOST_TEST(parameter(made.authorization("GET", "/"), "nonce") ==
                   "\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"");
    }
}

BOOST_AUTO_TEST_CASE(users_name_with_a_control_character_is_refused)
{
    auto why = test::refusal(rpc::errc::invalid_config, [] { session(md5_challenge, "a\r\nX: y"); });
    BOOST_TEST(why == "the user's name has a control character, which no header can hold");
}

BOOST_AUTO_TEST_CASE(schemes_names_and_words_have_no_case)
{
    auto made = chosen(R"(dIGEST REALM="a", Nonce="b", QOP="AUTH-INT, AUTH", ALGORITHM=sha-256, )"
                       R"(Stale=TRUE, CharSet=utf-8, UserHash=True)");
    BOOST_CHECK(made.algorithm == hash_algorithm::sha256);
    BOOST_TEST(made.has_qop);
    BOOST_TEST(made.is_stale);
    BOOST_TEST(made.is_utf8);
    BOOST_TEST(made.hashes_user);
    // What the server named it comes back.
    BOOST_TEST(parameter(digest_session(made, "u", "p").authorization("GET", "/"), "algorithm") == "sha-256");
}

BOOST_AUTO_TEST_CASE(words_that_were_not_said_are_not_taken_for_said)
{
    for (auto more : {"", ", stale=false, charset=latin1, userhash=false", ", stale=truer, charset=utf8, userhash=1"})
    {
        auto made = chosen(R"(Digest realm="a", nonce="b")" + std::string(more));
        BOOST_TEST(!made.is_stale);
        BOOST_TEST(!made.is_utf8);
        BOOST_TEST(!made.hashes_user);
        BOOST_TEST(!made.has_qop);
        BOOST_TEST(!made.opaque.has_value());
    }
}

BOOST_AUTO_TEST_CASE(quotation_marks_and_backslashes_are_escaped_but_hashed_plain)
{
    digest_session made(chosen(R"(Digest realm="x\"y\\z", nonce="n\"", opaque="\"", qop=auth)"), "a\"b\\c", "p", "c");
    auto text = made.authorization("GET", "/");
    BOOST_TEST(parameter(text, "username") == R"("a\"b\\c")");
    BOOST_TEST(parameter(text, "realm") == R"("x\"y\\z")");
    BOOST_TEST(parameter(text, "nonce") == R"("n\"")");
    BOOST_TEST(parameter(text, "opaque") == R"("\"")");
    BOOST_TEST(parameter(text, "response") == "\"4364bac8c296d1001f313505a1c9d0cb\"");
}

BOOST_AUTO_TEST_CASE(empty_opaque_and_realm_are_given_back)
{
    auto text = answer(R"(Digest realm="", nonce="b", opaque="")");
    BOOST_TEST(parameter(text, "opaque") == "\"\"");
    BOOST_TEST(parameter(text, "realm") == "\"\"");
}

BOOST_AUTO_TEST_CASE(users_name_is_hashed_where_the_server_wants_it)
{
    // RFC 7616, section 3.9.2, but with SHA-256.
    digest_session made(chosen(R"(Digest realm="api@example.org", qop="auth", algorithm=SHA-256, )"
                               R"(nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", charset=UTF-8, userhash=true)"),
                        "J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?", "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
    auto text = made.authorization("GET", "/doe.json");
    BOOST_TEST(parameter(text, "username") == "\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7\"");
    BOOST_TEST(parameter(text, "response") == "\"06d0c14162099f487a92ebceaf71097534ee5f90d858386449c337ab69f7f6b8\"");
    BOOST_TEST(parameter(text, "userhash") == "true");
    BOOST_TEST(parameter(text, "username*") == "");
}

BOOST_AUTO_TEST_CASE(name_beyond_ascii_is_extended_where_the_server_reads_utf8)
{
    auto header = R"(Digest realm="a", nonce="b", charset=UTF-8)";
    auto text = answer(header, "J\xc3\xa4s\xc3\xb8n Doe%'\"");
    BOOST_TEST(parameter(text, "username*") == "UTF-8''J%C3%A4s%C3%B8n%20Doe%25%27%22");
    BOOST_TEST(parameter(text, "username") == "");
    BOOST_TEST(parameter(text, "userhash") == "");
    BOOST_TEST(parameter(answer(header, "Jason Doe"), "username") == "\"Jason Doe\"");
    BOOST_TEST(parameter(answer(R"(Digest realm="a", nonce="b")", "J\xc3\xa4s\xc3\xb8n"), "username") ==
               "\"J\xc3\xa4s\xc3\xb8n\"");
}

BOOST_AUTO_TEST_CASE(stale_nonce_is_worth_another_try_and_a_wrong_password_is_not)
{
    auto made = session(md5_challenge);
    made.authorization("GET", "/");
    made.authorization("GET", "/");
    BOOST_TEST(made.renew(chosen(R"(Digest realm="a", nonce="new", qop=auth, stale=true)"), true));
    auto text = made.authorization("GET", "/");
    BOOST_TEST(parameter(text, "nonce") == "\"new\"");
    BOOST_TEST(parameter(text, "realm") == "\"a\"");
    BOOST_TEST(parameter(text, "nc") == "00000001");
    BOOST_TEST(!made.renew(chosen(R"(Digest realm="a", nonce="newer", qop=auth)"), true));
    // The next call does not begin with a nonce that is too old.
    BOOST_TEST(parameter(made.authorization("GET", "/"), "nonce") == "\"newer\"");
}

BOOST_AUTO_TEST_CASE(request_without_credentials_is_worth_another_try)
{
    auto made = session(md5_challenge);
    BOOST_TEST(made.renew(chosen(R"(Digest realm="a", nonce="new", qop=auth)"), false));
    BOOST_TEST(parameter(made.authorization("GET", "/"), "nonce") == "\"new\"");
}

BOOST_AUTO_TEST_CASE(count_goes_on_when_the_same_nonce_comes_again)
{
    auto made = session(md5_challenge);
    made.authorization("GET", "/");
    BOOST_TEST(made.renew(chosen(md5_challenge), false));
    BOOST_TEST(parameter(made.authorization("GET", "/"), "nc") == "00000002");
    made.take_info("nextnonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"");
    BOOST_TEST(parameter(made.authorization("GET", "/"), "nc") == "00000003");
}

BOOST_AUTO_TEST_CASE(next_nonce_takes_the_place_of_the_old_one_and_is_counted_from_one)
{
    auto made = session(md5_challenge);
    made.authorization("GET", "/");
    made.take_info("qop=auth, rspauth=\"a, nextnonce=x\", NextNonce=\"n\\\"2\", nc=00000001");
    auto text = made.authorization("GET", "/");
    BOOST_TEST(parameter(text, "nonce") == R"("n\"2")");
    BOOST_TEST(parameter(text, "nc") == "00000001");
}

BOOST_AUTO_TEST_CASE(info_without_a_next_nonce_changes_nothing)
{
    auto made = session(md5_challenge);
    auto before = made.authorization("GET", "/");
    for (auto header :
         {"", "qop=auth", "nextnonce=", "nextnonce=\"\"", "nextnonce", "nextnonce=\"a", "rspauth=\"nextnonce\""})
        made.take_info(header);
    auto text = made.authorization("GET", "/");
    BOOST_TEST(parameter(text, "nonce") == parameter(before, "nonce"));
    BOOST_TEST(parameter(text, "nc") == "00000002");
}

BOOST_AUTO_TEST_SUITE_END()
