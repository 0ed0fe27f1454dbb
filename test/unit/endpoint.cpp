// SPDX-License-Identifier: BSL-1.0
// URLs: how they are taken apart, which are refused and why, and what is never shown.
#include "rules/endpoint.hpp"

#include "unit/refused.hpp"

#include <cstring>

namespace rpc = jsonrpcclient;
using rpc::detail::parse_url;
using rpc::detail::protocol;

BOOST_AUTO_TEST_SUITE(endpoint)

namespace {

std::string why_not(std::string_view url)
{
    return test::refusal(rpc::errc::invalid_url, [&] { parse_url(url); });
}

struct http_case
{
    const char* url;
    const char* host;
    const char* port;
    const char* target;
    const char* authority;
    const char* shown;
};

constexpr http_case http_cases[] = {
    {"http://cats.com", "cats.com", "80", "/", "cats.com", "http://cats.com/"},
    {"http://cats.com/", "cats.com", "80", "/", "cats.com", "http://cats.com/"},
    {"HTTP://Cats.com/A", "Cats.com", "80", "/A", "Cats.com", "http://Cats.com/A"},
    {"http://cats.com:8080/api/v1", "cats.com", "8080", "/api/v1", "cats.com:8080", "http://cats.com:8080/api/v1"},
    {"http://cats.com?key=1", "cats.com", "80", "/?key=1", "cats.com", "http://cats.com/"},
    {"http://cats.com/a%20b/?x=%3d&y", "cats.com", "80", "/a%20b/?x=%3d&y", "cats.com", "http://cats.com/a%20b/"},
    {"http://cats.com/a#part", "cats.com", "80", "/a", "cats.com", "http://cats.com/a"},
    {"http://cats.com/a?b#part", "cats.com", "80", "/a?b", "cats.com", "http://cats.com/a"},
    {"http://127.0.0.1:6800/jsonrpc", "127.0.0.1", "6800", "/jsonrpc", "127.0.0.1:6800",
     "http://127.0.0.1:6800/jsonrpc"},
    {"http://[::1]/", "::1", "80", "/", "[::1]", "http://[::1]/"},
    {"http://[2001:db8::5]:8080/x", "2001:db8::5", "8080", "/x", "[2001:db8::5]:8080", "http://[2001:db8::5]:8080/x"},
    {"http://cats.com:65535/", "cats.com", "65535", "/", "cats.com:65535", "http://cats.com:65535/"},
};

} // namespace

BOOST_AUTO_TEST_CASE(http_urls_are_taken_apart)
{
    for (auto& each : http_cases)
        BOOST_TEST_CONTEXT (each.url)
        {
            auto made = parse_url(each.url);
            BOOST_CHECK(made.protocol == protocol::http);
            BOOST_TEST(!made.is_secure);
            BOOST_TEST(made.host == each.host);
            BOOST_TEST(made.port == each.port);
            BOOST_TEST(made.target == each.target);
            BOOST_TEST(made.authority == each.authority);
            BOOST_TEST(made.shown == each.shown);
        }
}

BOOST_AUTO_TEST_CASE(empty_port_is_the_one_of_the_scheme) { BOOST_TEST(parse_url("http://cats.com:/").port == "80"); }

BOOST_AUTO_TEST_CASE(tcp_urls_are_taken_apart)
{
    for (auto [url, host, shown] : {std::tuple("tcp://cats.com:1705", "cats.com", "tcp://cats.com:1705"),
                                    std::tuple("tcp://cats.com:1705/", "cats.com", "tcp://cats.com:1705"),
                                    std::tuple("TCP://127.0.0.1:1705", "127.0.0.1", "tcp://127.0.0.1:1705"),
                                    std::tuple("tcp://[fe80::1]:1705", "fe80::1", "tcp://[fe80::1]:1705")})
        BOOST_TEST_CONTEXT (url)
        {
            auto made = parse_url(url);
            BOOST_CHECK(made.protocol == protocol::stream);
            BOOST_TEST(!made.is_secure);
            BOOST_TEST(made.host == host);
            BOOST_TEST(made.port == "1705");
            BOOST_TEST(made.shown == shown);
        }
}

BOOST_AUTO_TEST_CASE(the_scheme_tells_protocol_security_and_port)
{
    for (auto [url, carried, is_secure, port] : {std::tuple("ws://cats.com/a", protocol::websocket, false, "80"),
                                                 std::tuple("WSS://cats.com/a", protocol::websocket, true, "443"),
                                                 std::tuple("https://cats.com/a", protocol::http, true, "443"),
                                                 std::tuple("tls://cats.com:1705", protocol::stream, true, "1705")})
        BOOST_TEST_CONTEXT (url)
        {
            auto made = parse_url(url);
            BOOST_CHECK(made.protocol == carried);
            BOOST_TEST(made.is_secure == is_secure);
            BOOST_TEST(made.port == port);
            BOOST_TEST(made.host == "cats.com");
            BOOST_TEST(made.socket_path.empty());
        }
}

BOOST_AUTO_TEST_CASE(unix_urls_name_a_socket)
{
    for (auto [url, path, shown] : {std::tuple("unix:///run/cats.sock", "/run/cats.sock", "unix:///run/cats.sock"),
                                    std::tuple("UNIX:/run/cats.sock", "/run/cats.sock", "unix:///run/cats.sock"),
                                    std::tuple("unix:///a%20b/%25", "/a b/%", "unix:///a%20b/%25")})
        BOOST_TEST_CONTEXT (url)
        {
            auto made = parse_url(url);
            BOOST_CHECK(made.protocol == protocol::stream);
            BOOST_TEST(!made.is_secure);
            BOOST_TEST(made.socket_path == path);
            BOOST_TEST(made.shown == shown);
        }
}

BOOST_AUTO_TEST_CASE(bad_urls_are_refused_with_the_url_and_the_reason)
{
    constexpr auto no_url = "it is no URL, such as http://host/path, tcp://host:port or unix:///path";
    constexpr auto bad_port = "the port must be in 1 to 65535";
    constexpr std::pair<const char*, const char*> cases[] = {
        {"", no_url},
        {"cats.com", no_url},
        {"cats.com/path", no_url},
        {"/path", no_url},
        {"http://cats.com/a b", no_url},
        {" http://cats.com", no_url},
        {"http://cats.com\n", no_url},
        {"http://[::1", no_url},
        {"http://[::g]/", no_url},
        {"http://cats.com/%zz", no_url},
        {"http://c\xc3\xa4t.com/", no_url},
        {"http:", "it names no host"},
        {"http://", "it names no host"},
        {"http:///path", "it names no host"},
        {"http:cats.com", "it names no host"},
        {"tcp://:80", "it names no host"},
        {"http://cats.com:0/", bad_port},
        {"http://cats.com:99999/", bad_port},
        {"http://cats.com:65536/", bad_port},
        {"http://cats.com:65537/", bad_port},
        {"http://cats.com:99999/", bad_port},
        {"http://cats.com:99999999999999999999/", bad_port},
        {"tcp://cats.com:0", bad_port},
        {"tcp://cats.com", "a tcp URL needs a port"},
        {"tcp://cats.com:", "a tcp URL needs a port"},
        {"tcp://cats.com:1/path", "a tcp URL has no path"},
        {"tcp://cats.com:1#x", "a tcp URL has neither query nor fragment"},
        {"tls://cats.com", "a tls URL needs a port"},
        {"unix://run/cats", "a unix URL names no host, but a path, as in unix:///path"},
        {"unix://", "a unix URL names the path of a socket, as in unix:///path"},
        {"unix:///", "a unix URL names the path of a socket, as in unix:///path"},
        {"unix:cats", "a unix URL names the path of a socket, as in unix:///path"},
        {"unix:///run/cats#x", "a unix URL has neither query nor fragment"},
        {"http://.cats.com/", "its host is no name"},
        {"unix:///run%00cats", "its path has a character that no path has"},
        {"ftp://cats.com/", "the scheme ftp is not known; there are http, https, ws, wss, tcp, tls, unix and exec"},
        {"cats.com:8080", "the scheme cats.com is not known; there are http, https, ws, wss, tcp, tls, unix and exec"},
    };
    for (auto [url, why] : cases)
        BOOST_TEST_CONTEXT (url)
            BOOST_TEST(why_not(url) == '"' + std::string(url, std::strcspn(url, "?#")) + "\": " + why);
}

BOOST_AUTO_TEST_CASE(path_that_does_not_begin_with_a_slash_is_refused_and_not_taken_off_the_host)
{
    for (auto url : {"http://cats.com:http/", "http://1.2.3.4.5/", "http://cats.com:80x/", "http://[::1]x/"})
        BOOST_TEST_CONTEXT (url)
            why_not(url);
}

BOOST_AUTO_TEST_CASE(nul_in_a_url_is_refused) { why_not(std::string_view("http://a.com\0.b.com/", 20)); }

BOOST_AUTO_TEST_CASE(name_that_would_end_early_for_the_resolver_is_refused) { why_not("http://good.com%00.bad.com/"); }

BOOST_AUTO_TEST_CASE(userinfo_names_a_user_and_is_never_shown)
{
    for (std::string url : {"http://al%3aice:sec%40ret@cats.com/a", "wss://al%3aice:sec%40ret@cats.com/a"})
        why_not(url);
    for (std::string scheme : {"http", "https", "ws", "wss"})
    {
        auto made = parse_url(scheme + "://ali%20ce:sec%40r:et@cats.com/a");
        BOOST_REQUIRE(made.user.has_value());
        BOOST_TEST(made.user->first == "ali ce");
        BOOST_TEST(made.user->second == "sec@r:et");
        BOOST_TEST(made.shown == scheme + "://cats.com/a");
        BOOST_TEST(made.authority == "cats.com");
        BOOST_TEST(made.host == "cats.com");
    }
    BOOST_TEST(parse_url("http://alice@cats.com/").user->second == "");
    BOOST_TEST(!parse_url("http://cats.com/").user.has_value());
}

BOOST_AUTO_TEST_CASE(userinfo_that_is_refused_is_never_shown)
{
    for (auto url : {"tcp://alice:secret@cats.com:1",
                     "tls://alice:secret@cats.com:1",
                     "unix://alice:secret@/path",
                     "http://alice:secret%0a@cats.com/",
                     "http://al%00ice:secret@cats.com/",
                     "http://alice:secret@cats.com:0/",
                     "http://alice:secret@[::1",
                     "http://alice:sec@ret@cats.com/",
                     "http://alice:secret@cats.com/a b",
                     "http://alice:sec ret@cats.com/",
                     "http://alice:se/cret@cats.com/",
                     "http://alice:%zzsecret@cats.com/",
                     "alice:secret@cats.com",
                     "http:alice:secret@cats.com",
                     "http:/alice:secret@cats.com",
                     "secret@cats.com/",
                     "alice:secret//x@cats.com",
                     "http:/alice:secret//x@cats.com/",
                     "http://alice:secret//x@cats.com/",
                     "http//alice:secret//x@cats.com",
                     "secret//x@cats.com"})
    {
        BOOST_TEST_CONTEXT (url)
        {
            auto why = why_not(url);
            for (auto part : {"secret", "cret", "sec@", "sec ", "alice"})
                BOOST_TEST(!test::contains(why, part), why);
            BOOST_TEST(test::contains(why, "@"));
        }
    }
}

BOOST_AUTO_TEST_CASE(query_is_sent_but_never_shown)
{
    auto made = parse_url("http://cats.com/a?token=secret");
    BOOST_TEST(made.target == "/a?token=secret");
    BOOST_TEST(made.shown == "http://cats.com/a");
    for (auto url : {"ftp://cats.com/?token=secret", "http://cats.com:0/?token=secret", "cats.com?token=secret",
                     "http://cats.com/ ?token=secret", "tcp://cats.com:1?token=secret", "unix:///cats?token=secret",
                     "tcp://cats.com:1?token=a@secret", "ftp://cats.com/?token=a@secret",
                     "http://ca ts.com/?t=a@secret", "http://cats.com/#sec ret", "http://cats.com/ #secret"})
        BOOST_TEST(!test::contains(why_not(url), "secret"), why_not(url));
}

BOOST_AUTO_TEST_CASE(redirect_points_where_its_reference_does)
{
    auto from = parse_url("https://alice:secret@cats.com:8443/a/b?c");
    struct row
    {
        const char* location;
        const char* shown;
        const char* target;
    };
    for (auto [location, shown, target] : {
             row{"/d", "https://cats.com:8443/d", "/d"},
             row{"d?e=f", "https://cats.com:8443/a/d", "/a/d?e=f"},
             row{"../d", "https://cats.com:8443/d", "/d"},
             row{"//dogs.com/d", "https://dogs.com/d", "/d"},
             row{"http://dogs.com", "http://dogs.com/", "/"},
             row{"https://eve:x@dogs.com/#part", "https://dogs.com/", "/"},
         })
    {
        auto made = rpc::detail::resolve_url(from, location);
        BOOST_TEST(made.shown == shown);
        BOOST_TEST(made.target == target);
        BOOST_TEST(!made.user.has_value());
    }
    for (auto location : {"ws://cats.com/", "tcp://cats.com:1", "unix:///cats", "file:///etc/passwd", "http://",
                          "http://a b/", "mailto:cats", "http://cats.com:0/"})
        BOOST_TEST_CONTEXT (location)
            test::refusal(rpc::errc::invalid_url, [&] { rpc::detail::resolve_url(from, location); });
}

BOOST_AUTO_TEST_SUITE_END()
