// SPDX-License-Identifier: BSL-1.0
// Which cookies go back to which requests, which never do, and how many there can be.
#include "rules/cookie_jar.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <utility>

using jsonrpcclient::detail::cookie_jar;
using jsonrpcclient::detail::parse_url;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(cookies)

namespace {

const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));

// A jar at a time.
struct session
{
    session& receive(std::string_view url, std::string_view text)
    {
        jar.store(text, parse_url(url), time);
        return *this;
    }

    std::string sent(std::string_view url) { return jar.header_for(parse_url(url), time); }

    cookie_jar jar;
    cookie_jar::time_point time = now;
};

// What comes back to the same URL after this one header.
std::string echo(std::string_view url, std::string_view text) { return session().receive(url, text).sent(url); }

} // namespace

BOOST_AUTO_TEST_CASE(cookie_goes_back_to_the_host_that_it_came_from_and_to_no_other)
{
    session client;
    client.receive("http://cats.com/", "a=1");
    BOOST_TEST(client.sent("http://cats.com/") == "a=1");
    BOOST_TEST(client.sent("http://CATS.com/x?y") == "a=1");
    for (auto url : {"http://dogs.com/", "http://www.cats.com/", "http://com/", "http://xcats.com/", "http://cats.co/"})
        BOOST_TEST(client.sent(url) == "");
}

BOOST_AUTO_TEST_CASE(port_scheme_and_protocol_make_no_difference)
{
    session client;
    client.receive("http://cats.com:8080/", "a=1");
    for (auto url : {"http://cats.com/", "https://cats.com/", "ws://cats.com/", "wss://cats.com:1/"})
        BOOST_TEST(client.sent(url) == "a=1");
}

BOOST_AUTO_TEST_CASE(name_and_value_are_taken_as_they_came)
{
    for (auto [text, expected] :
         {std::pair("a=1", "a=1"), std::pair("  a \t=\t 1 2 ;", "a=1 2"), std::pair("a=", "a="),
          std::pair("a=b=c==", "a=b=c=="), std::pair("a=\"1, 2\"", "a=\"1, 2\""), std::pair("a=\xc3\xa4", "a=\xc3\xa4"),
          std::pair("A=1; HttpOnly; SameSite=Lax; odd; =; ==", "A=1")})
        BOOST_TEST(echo("http://cats.com/", text) == expected);
}

BOOST_AUTO_TEST_CASE(header_without_a_name_is_refused)
{
    for (auto text : {"", ";", "a", "=1", " =1", "a;b=1", "; a=1"})
        BOOST_TEST(echo("http://cats.com/", text) == "");
}

BOOST_AUTO_TEST_CASE(control_characters_are_refused_so_that_nothing_is_injected)
{
    using namespace std::string_literals;
    for (auto text : {"a=1\r\nX: y"s, "a=1\n"s, "a\r=1"s, "a=\0"s, "a\0b=1"s, "a=\x7f"s, "a=\x1f"s, "a=1; Path=/\n"s,
                      "a=1\t2"s, "a\tb=1"s})
        BOOST_TEST(echo("http://cats.com/", text) == "", text);
    BOOST_TEST(echo("http://cats.com/", "a=1;\tPath=/\t") == "a=1");
}

BOOST_AUTO_TEST_CASE(second_cookie_of_a_name_takes_the_place_of_the_first)
{
    session client;
    client.receive("http://cats.com/", "a=1").receive("http://cats.com/", "b=1").receive("http://cats.com/", "a=2");
    BOOST_TEST(client.sent("http://cats.com/") == "a=2; b=1");
    // Names have case.
    client.receive("http://cats.com/", "A=3");
    BOOST_TEST(client.sent("http://cats.com/") == "a=2; b=1; A=3");
}

BOOST_AUTO_TEST_CASE(domain_that_is_not_the_hosts_is_refused_and_no_domain_widens)
{
    for (auto [host, domain, is_taken] :
         {std::tuple("cats.com", "cats.com", true), std::tuple("cats.com", ".cats.com", true),
          std::tuple("cats.com", "CATS.com", true), std::tuple("www.cats.com", "cats.com", true),
          std::tuple("www.cats.com", "com", true), std::tuple("cats.com", "", true), std::tuple("cats.com", ".", true),
          std::tuple("cats.com", "www.cats.com", false), std::tuple("cats.com", "dogs.com", false),
          std::tuple("dogcats.com", "cats.com", false), std::tuple("cats.com", "ats.com", false),
          std::tuple("cats.com", "..cats.com", false), std::tuple("127.0.0.1", "0.0.1", false),
          std::tuple("127.0.0.1", "127.0.0.1", true), std::tuple("[::1]", "::1", true),
          std::tuple("[fe80::1]", "1", false)})
        BOOST_TEST_CONTEXT (host << ' ' << domain)
        {
            auto url = "http://" + std::string(host) + "/";
            session client;
            client.receive(url, "a=1; Domain=" + std::string(domain));
            BOOST_TEST(client.sent(url) == (is_taken ? "a=1" : ""));
            BOOST_TEST(client.sent("http://other.cats.com/") == "");
        }
}

BOOST_AUTO_TEST_CASE(path_chooses_the_requests)
{
    for (auto [path, target, is_sent] :
         {std::tuple("/", "/", true), std::tuple("/", "/a/b", true), std::tuple("/a", "/a", true),
          std::tuple("/a", "/a/", true), std::tuple("/a", "/a/b", true), std::tuple("/a", "/a?b", true),
          std::tuple("/a", "/ab", false), std::tuple("/a", "/", false), std::tuple("/a/", "/a/b", true),
          std::tuple("/a/", "/a", false), std::tuple("/a", "/A", false), std::tuple("/a", "/b?x=/a", false)})
        BOOST_TEST_CONTEXT (path << ' ' << target)
        {
            session client;
            client.receive("http://cats.com/x/y", "a=1; Path=" + std::string(path));
            BOOST_TEST(client.sent("http://cats.com" + std::string(target)) == (is_sent ? "a=1" : ""));
        }
}

BOOST_AUTO_TEST_CASE(without_a_path_it_is_the_folder_of_the_request)
{
    for (auto [target, inside, outside] : {std::tuple("/a/b/c", "/a/b/x", "/a/x"), std::tuple("/a/b/", "/a/b", "/a"),
                                           std::tuple("/a/b?c=/d/e", "/a/x", "/b")})
        for (auto attribute : {"", "; Path", "; Path=", "; Path=a", "; Path=/x; Path=a"})
            BOOST_TEST_CONTEXT (target << attribute)
            {
                session client;
                client.receive("http://cats.com" + std::string(target), "a=1" + std::string(attribute));
                BOOST_TEST(client.sent("http://cats.com" + std::string(inside)) == "a=1");
                BOOST_TEST(client.sent("http://cats.com" + std::string(outside)) == "");
            }
    for (auto target : {"", "/", "/a", "?a/b", "/a?/b/c"})
    {
        session client;
        client.receive("http://cats.com" + std::string(target), "a=1");
        BOOST_TEST(client.sent("http://cats.com/") == "a=1");
    }
}

BOOST_AUTO_TEST_CASE(longest_path_is_sent_first_and_then_the_oldest)
{
    session client;
    for (auto text : {"a=1; Path=/", "b=2; Path=/x", "c=3; Path=/x/y", "d=4; Path=/x", "a=5; Path=/x"})
        client.receive("http://cats.com/", text);
    BOOST_TEST(client.sent("http://cats.com/x/y") == "c=3; b=2; d=4; a=5; a=1");
    // One that is replaced stays as old as it was.
    client.receive("http://cats.com/", "b=6; Path=/x");
    BOOST_TEST(client.sent("http://cats.com/x/y") == "c=3; b=6; d=4; a=5; a=1");
}

BOOST_AUTO_TEST_CASE(secure_cookie_travels_by_tls_only)
{
    session client;
    client.receive("https://cats.com/", "a=1; Secure").receive("https://cats.com/", "b=2");
    BOOST_TEST(client.sent("https://cats.com/") == "a=1; b=2");
    BOOST_TEST(client.sent("wss://cats.com/") == "a=1; b=2");
    BOOST_TEST(client.sent("http://cats.com/") == "b=2");
    BOOST_TEST(client.sent("ws://cats.com/") == "b=2");
    BOOST_TEST(echo("https://cats.com/", "a=1; secure=no") == "a=1");
    BOOST_TEST(session().receive("https://cats.com/", "a=1;SECURE").sent("http://cats.com/") == "");
}

BOOST_AUTO_TEST_CASE(secure_cookie_is_not_taken_from_an_open_connection)
{
    session client;
    client.receive("http://cats.com/", "a=1; Secure");
    BOOST_TEST(client.sent("https://cats.com/") == "");
}

BOOST_AUTO_TEST_CASE(open_connection_can_neither_replace_nor_remove_nor_shadow_a_secure_cookie)
{
    session client;
    client.receive("https://cats.com/", "a=1; Secure; Path=/x");
    for (auto text : {"a=2; Path=/x", "a=2; Path=/x/y", "a=; Path=/x; Max-Age=0"})
    {
        client.receive("http://cats.com/", text);
        BOOST_TEST(client.sent("https://cats.com/x/y") == "a=1");
    }
    // One that would be sent behind it is taken.
    client.receive("http://cats.com/", "a=3; Path=/").receive("http://cats.com/", "b=4");
    BOOST_TEST(client.sent("https://cats.com/x/y") == "a=1; a=3; b=4");
    client.receive("https://cats.com/", "a=5; Path=/x");
    BOOST_TEST(client.sent("http://cats.com/x/y") == "a=5; a=3; b=4");
}

BOOST_AUTO_TEST_CASE(cookie_ends_with_its_age)
{
    session client;
    client.receive("http://cats.com/", "a=1; Max-Age=10");
    client.time = now + 9s;
    BOOST_TEST(client.sent("http://cats.com/") == "a=1");
    client.time = now + 10s;
    BOOST_TEST(client.sent("http://cats.com/") == "");
}

BOOST_AUTO_TEST_CASE(cookie_ends_at_its_date)
{
    session client;
    // Now is Tue, 14 Nov 2023 22:13:20 GMT.
    client.receive("http://cats.com/", "a=1; Expires=Tue, 14 Nov 2023 22:13:30 GMT");
    client.time = now + 9s;
    BOOST_TEST(client.sent("http://cats.com/") == "a=1");
    client.time = now + 10s;
    BOOST_TEST(client.sent("http://cats.com/") == "");
}

BOOST_AUTO_TEST_CASE(age_wins_over_date_in_either_order)
{
    for (auto text : {"a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                      "a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=10"})
        BOOST_TEST(echo("http://cats.com/", text) == "a=1");
    BOOST_TEST(echo("http://cats.com/", "a=1; Max-Age=0; Expires=Fri, 31 Dec 2099 00:00:00 GMT") == "");
}

BOOST_AUTO_TEST_CASE(cookie_that_has_ended_removes_the_one_of_its_name_host_and_path)
{
    for (auto attribute : {"Max-Age=0", "Max-Age=-1", "Max-Age=-99999999999999999999", "Max-Age=-",
                           "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Mon, 01 Jan 1601 00:00:00 GMT"})
        BOOST_TEST_CONTEXT (attribute)
        {
            session client;
            client.receive("http://cats.com/", "a=1").receive("http://cats.com/", "a=2; Path=/x");
            client.receive("http://cats.com/", "a=; " + std::string(attribute));
            BOOST_TEST(client.sent("http://cats.com/x") == "a=2");
        }
}

BOOST_AUTO_TEST_CASE(age_or_date_that_is_none_is_ignored)
{
    for (auto attribute : {"Max-Age=", "Max-Age", "Max-Age=x", "Max-Age=1x", "Max-Age=+1", "Max-Age=1.5",
                           "Expires=", "Expires=0", "Expires=tomorrow"})
        BOOST_TEST_CONTEXT (attribute)
        {
            session client;
            client.receive("http://cats.com/", "a=1; " + std::string(attribute));
            client.time = now + 1000h;
            BOOST_TEST(client.sent("http://cats.com/") == "a=1");
        }
}

BOOST_AUTO_TEST_CASE(age_beyond_the_clock_is_as_long_as_the_session)
{
    for (auto age : {"9000000000", "9223372036854775807", "99999999999999999999999999"})
        for (auto time :
             {now, cookie_jar::time_point(), cookie_jar::time_point::min(), cookie_jar::time_point::max() - 1s})
            BOOST_TEST_CONTEXT (age)
            {
                session client;
                client.time = time;
                client.receive("http://cats.com/", "a=1; Max-Age=" + std::string(age));
                BOOST_TEST(client.sent("http://cats.com/") == "a=1");
            }
}

BOOST_AUTO_TEST_CASE(names_that_promise_are_refused_when_they_break_the_promise)
{
    for (auto [url, text, is_taken] :
         {std::tuple("https://cats.com/", "__Secure-a=1; Secure", true),
          std::tuple("https://cats.com/", "__Secure-a=1", false),
          std::tuple("https://cats.com/", "__secure-a=1", false),
          std::tuple("http://cats.com/", "__Secure-a=1; Secure", false),
          std::tuple("https://cats.com/", "__Host-a=1; Secure; Path=/", true),
          std::tuple("https://cats.com/", "__Host-a=1; Secure", false),
          std::tuple("https://cats.com/", "__Host-a=1; Path=/", false),
          std::tuple("https://cats.com/", "__HOST-a=1; Secure; Path=/x", false),
          std::tuple("https://cats.com/", "__Host-a=1; Secure; Path=/; Domain=cats.com", false),
          std::tuple("https://cats.com/", "__Hosta=1", true)})
        BOOST_TEST_CONTEXT (text)
        {
            BOOST_TEST(echo(url, text) == (is_taken ? std::string(text).substr(0, std::string(text).find(';')) : ""));
        }
}

BOOST_AUTO_TEST_CASE(cookie_of_more_than_4096_bytes_is_refused)
{
    BOOST_TEST(echo("http://cats.com/", "a=" + std::string(4095, 'x')).size() == 4097);
    BOOST_TEST(echo("http://cats.com/", "a=" + std::string(4096, 'x')) == "");
    BOOST_TEST(echo("http://cats.com/", std::string(4097, 'x') + "=") == "");
}

BOOST_AUTO_TEST_CASE(attribute_of_more_than_1024_bytes_is_ignored)
{
    session client;
    client.receive("http://cats.com/", "a=1; Path=/" + std::string(1024, 'x'));
    client.receive("http://cats.com/", "b=1; Path=/" + std::string(1023, 'x'));
    BOOST_TEST(client.sent("http://cats.com/") == "a=1");
}

BOOST_AUTO_TEST_CASE(fifty_cookies_of_a_host_stay_and_the_oldest_goes)
{
    session client;
    client.receive("http://dogs.com/", "other=1");
    for (int i = 0; i != 50; ++i)
        client.receive("http://cats.com/", "c" + std::to_string(i) + "=1");
    BOOST_TEST(client.sent("http://cats.com/").starts_with("c0=1; c1=1"));
    // Replacing one needs no room.
    client.receive("http://cats.com/", "c49=2");
    BOOST_TEST(client.sent("http://cats.com/").starts_with("c0=1; c1=1"));
    client.receive("http://cats.com/", "c50=1");
    BOOST_TEST(client.sent("http://cats.com/").starts_with("c1=1; c2=1"));
    BOOST_TEST(client.sent("http://cats.com/").ends_with("; c49=2; c50=1"));
    BOOST_TEST(client.sent("http://dogs.com/") == "other=1");
}

BOOST_AUTO_TEST_CASE(three_hundred_cookies_stay_and_the_oldest_goes)
{
    session client;
    auto url = [](int i) { return "http://host" + std::to_string(i) + ".com/"; };
    for (int i = 0; i != 300; ++i)
        client.receive(url(i), "a=1");
    BOOST_TEST(client.sent(url(0)) == "a=1");
    client.receive(url(300), "a=1");
    BOOST_TEST(client.sent(url(0)) == "");
    BOOST_TEST(client.sent(url(1)) == "a=1");
    BOOST_TEST(client.sent(url(300)) == "a=1");
}

BOOST_AUTO_TEST_CASE(cookies_that_have_ended_make_room_first)
{
    session client;
    client.receive("http://cats.com/", "first=1");
    client.receive("http://cats.com/", "short=1; Max-Age=1");
    for (int i = 2; i != 50; ++i)
        client.receive("http://cats.com/", "c" + std::to_string(i) + "=1");
    client.time = now + 1s;
    client.receive("http://cats.com/", "last=1");
    BOOST_TEST(client.sent("http://cats.com/").starts_with("first=1; c2=1"));
}

BOOST_AUTO_TEST_SUITE_END()
