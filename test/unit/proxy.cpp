// SPDX-License-Identifier: BSL-1.0
// Proxies: how their URLs are read, what the environment says of them, and what goes past them.
#include "rules/proxy.hpp"

#include "unit/refused.hpp"

#include <map>
#include <tuple>

namespace rpc = jsonrpcclient;
using rpc::detail::environment_proxy;
using rpc::detail::lists_host;
using rpc::detail::parse_proxy;
using rpc::detail::parse_url;

BOOST_AUTO_TEST_SUITE(proxies)

namespace {

std::string why_not(std::string_view url)
{
    return test::refusal(rpc::errc::invalid_config, [&] { parse_proxy(url); });
}

using variables = std::map<std::string, const char*>;

// The URL of the proxy that these variables name, or "none".
std::string from_environment(std::string_view url, const variables& set)
{
    auto made = environment_proxy(parse_url(url),
                                  [&](const char* name)
                                  {
                                      auto found = set.find(name);
                                      return found == set.end() ? nullptr : found->second;
                                  });
    return made ? made->shown : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(urls_are_taken_apart)
{
    for (auto [url, host, port, shown] :
         {std::tuple("http://cats.com:3128", "cats.com", "3128", "http://cats.com:3128"),
          std::tuple("http://cats.com:3128/", "cats.com", "3128", "http://cats.com:3128"),
          std::tuple("http://cats.com", "cats.com", "80", "http://cats.com:80"),
          std::tuple("http://cats.com:/", "cats.com", "80", "http://cats.com:80"),
          std::tuple("HTTP://Cats.com", "Cats.com", "80", "http://Cats.com:80"),
          std::tuple("cats.com:3128", "cats.com", "3128", "http://cats.com:3128"),
          std::tuple("cats.com", "cats.com", "80", "http://cats.com:80"),
          std::tuple("127.0.0.1:8080", "127.0.0.1", "8080", "http://127.0.0.1:8080"),
          std::tuple("http://[::1]:3128", "::1", "3128", "http://[::1]:3128"),
          std::tuple("[fe80::1]", "fe80::1", "80", "http://[fe80::1]:80")})
        BOOST_TEST_CONTEXT (url)
        {
            auto made = parse_proxy(url);
            BOOST_TEST(made.host == host);
            BOOST_TEST(made.port == port);
            BOOST_TEST(made.authorization == "");
            BOOST_TEST(made.shown == shown);
        }
}

BOOST_AUTO_TEST_CASE(user_and_password_are_sent_decoded_and_never_shown)
{
    for (auto [url, authorization] :
         {std::pair("http://Aladdin:open%20sesame@cats.com", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
          std::pair("Aladdin:open%20sesame@cats.com/", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
          std::pair("http://a:b%40c%3a@cats.com", "Basic YTpiQGM6"),
          std::pair("http://a:b:c@cats.com", "Basic YTpiOmM="), std::pair("http://a@cats.com", "Basic YTo="),
          std::pair("http://:b@cats.com", "Basic OmI="), std::pair("http://@cats.com", ""),
          std::pair("http://:@cats.com", "")})
        BOOST_TEST_CONTEXT (url)
        {
            auto made = parse_proxy(url);
            BOOST_TEST(made.authorization == authorization);
            BOOST_TEST(made.host == "cats.com");
            BOOST_TEST(made.shown == "http://cats.com:80");
        }
}

BOOST_AUTO_TEST_CASE(bad_urls_are_refused_with_the_reason)
{
    constexpr auto no_url = "it is no URL of a proxy, such as http://host:port";
    constexpr std::pair<const char*, const char*> cases[] = {
        {"", "it names no host"},
        {"http://", "it names no host"},
        {"http://:3128", "it names no host"},
        {":3128", "it names no host"},
        {"http:///cats", "it names no host"},
        {"://cats.com", "it names no host"},
        {"https://cats.com", "a proxy that is spoken to by https is not supported, only by http"},
        {"SOCKS5://u:p@cats.com:1080", "a proxy that is spoken to by socks5 is not supported, only by http"},
        {"socks5h://cats.com", "a proxy that is spoken to by socks5h is not supported, only by http"},
        {"socks4a://cats.com", "a proxy that is spoken to by socks4a is not supported, only by http"},
        {"ftp://cats.com", "its scheme is not http"},
        {"http://cats.com:0", "the port must be in 1 to 65535"},
        {"http://cats.com:99999", "the port must be in 1 to 65535"},
        {"http://cats.com:65536", "the port must be in 1 to 65535"},
        {"cats.com:99999999999999999999", "the port must be in 1 to 65535"},
        {"http://cats.com/path", "it has more than a host and a port"},
        {"http://cats.com/?a", "it has more than a host and a port"},
        {"http://cats.com#a", "it has more than a host and a port"},
        {"http://.cats.com", "its host is no name"},
        {"http://cats%0d%0aX.com", "its host is no name"},
        {"http://cats%00.com", "its host is no name"},
        {"http://cats%20.com", "its host is no name"},
        {"cats.com:port", no_url},
        {"http://cats .com", no_url},
        {" http://cats.com", no_url},
        {"http://cats.com\r\n", no_url},
        {"http://[::1", no_url},
        {"http://%zz:b@cats.com", no_url},
        {"http://a%3Ab:c@cats.com", "the user's name has a colon, which no server could tell from the one behind it"},
        {"http://a:b%0a@cats.com", "the user or the password has a control character"},
        {"http://a%00:b@cats.com", "the user or the password has a control character"},
    };
    for (auto [url, why] : cases)
        BOOST_TEST_CONTEXT (url)
            BOOST_TEST(why_not(url) == "the proxy's URL: " + std::string(why));
}

BOOST_AUTO_TEST_CASE(nothing_that_may_be_a_password_is_told)
{
    for (auto url :
         {"http://alice:secret@cats.com:0", "http://alice:secret@", "http://alice:secret", "alice:secret",
          "alice:se/cret@cats.com", "http://alice:sec#ret@cats.com", "http://alice:sec?ret@cats.com",
          "http://alice:secret@cats.com/path", "https://alice:secret@cats.com", "secret://x@cats.com",
          "alice:secret://x@cats.com", "http://alice:sec ret@cats.com", "http://alice:%zzsecret@cats.com",
          "http://alice%3a:secret@cats.com", "http://alice:secret%0a@cats.com", "ftp://alice:secret@cats.com"})
        for (auto why : {why_not(url), test::refusal(rpc::errc::invalid_config,
                                                     [&] {
                                                         from_environment("http://dogs.com/", {{"http_proxy", url}});
                                                     })})
            for (auto part : {"alice", "secret", "cret", "ret", "sec"})
                BOOST_TEST(!test::contains(why, part), why);
}

BOOST_AUTO_TEST_CASE(environment_names_the_proxy_of_each_protocol)
{
    variables set{{"http_proxy", "http://open"},   {"https_proxy", "http://secure"}, {"HTTP_PROXY", "http://wrong"},
                  {"HTTPS_PROXY", "http://wrong"}, {"all_proxy", "http://wrong"},    {"ws_proxy", "http://wrong"}};
    for (auto [url, shown] :
         {std::pair("http://cats.com", "http://open:80"), std::pair("ws://cats.com", "http://open:80"),
          std::pair("https://cats.com", "http://secure:80"), std::pair("wss://cats.com", "http://secure:80"),
          std::pair("tcp://cats.com:1", "none"), std::pair("tls://cats.com:1", "none"),
          std::pair("unix:///run/cats", "none")})
        BOOST_TEST_CONTEXT (url)
            BOOST_TEST(from_environment(url, set) == shown);
}

BOOST_AUTO_TEST_CASE(upper_case_names_a_proxy_for_https_only)
{
    variables set{{"HTTP_PROXY", "http://open"}, {"HTTPS_PROXY", "http://secure"}};
    BOOST_TEST(from_environment("http://cats.com", set) == "none");
    BOOST_TEST(from_environment("https://cats.com", set) == "http://secure:80");
}

BOOST_AUTO_TEST_CASE(empty_variable_is_not_set)
{
    BOOST_TEST(from_environment("http://cats.com", {}) == "none");
    BOOST_TEST(from_environment("http://cats.com", {{"http_proxy", ""}}) == "none");
    BOOST_TEST(from_environment("https://cats.com", {{"https_proxy", ""}, {"HTTPS_PROXY", "a"}}) == "http://a:80");
    variables set{{"http_proxy", "a"}, {"no_proxy", ""}, {"NO_PROXY", "cats.com"}};
    BOOST_TEST(from_environment("http://cats.com", set) == "none");
    BOOST_TEST(from_environment("http://dogs.com", set) == "http://a:80");
}

BOOST_AUTO_TEST_CASE(lower_case_list_hides_the_other)
{
    variables set{{"http_proxy", "a"}, {"no_proxy", "dogs.com"}, {"NO_PROXY", "cats.com"}};
    BOOST_TEST(from_environment("http://cats.com", set) == "http://a:80");
    BOOST_TEST(from_environment("ws://dogs.com", set) == "none");
}

BOOST_AUTO_TEST_CASE(port_of_the_endpoint_is_the_one_that_counts)
{
    variables set{{"http_proxy", "a"}, {"https_proxy", "a"}, {"no_proxy", "cats.com:443"}};
    BOOST_TEST(from_environment("https://cats.com", set) == "none");
    BOOST_TEST(from_environment("http://cats.com:443", set) == "none");
    BOOST_TEST(from_environment("http://cats.com", set) == "http://a:80");
}

BOOST_AUTO_TEST_CASE(socket_path_goes_past_every_proxy)
{
    auto where = parse_url("http://cats.com");
    where.socket_path = "/run/cats";
    BOOST_TEST(!environment_proxy(where, [](const char*) { return "http://a"; }).has_value());
}

BOOST_AUTO_TEST_CASE(bad_value_is_refused_with_the_name_of_its_variable)
{
    for (auto [url, name] : {std::pair("http://cats.com", "http_proxy"), std::pair("wss://cats.com", "https_proxy"),
                             std::pair("https://cats.com", "HTTPS_PROXY")})
    {
        variables set{{name, "http://cats.com:0"}};
        auto why = test::refusal(rpc::errc::invalid_config, [&, url = url] { from_environment(url, set); });
        BOOST_TEST(why == "the environment variable " + std::string(name) + ": the port must be in 1 to 65535");
        // Nobody needs it.
        set["no_proxy"] = "*";
        BOOST_TEST(from_environment(url, set) == "none");
    }
}

BOOST_AUTO_TEST_CASE(environment_of_the_process_is_read_where_no_other_is_given)
{
    ::setenv("http_proxy", "http://cats.com:3128", 1);
    ::setenv("no_proxy", "dogs.com", 1);
    auto made = environment_proxy(parse_url("http://mice.com"));
    auto none = environment_proxy(parse_url("http://dogs.com"));
    ::unsetenv("http_proxy");
    ::unsetenv("no_proxy");
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->shown == "http://cats.com:3128");
    BOOST_TEST(!none.has_value());
}

BOOST_AUTO_TEST_CASE(list_has_names_with_their_subdomains_addresses_and_blocks)
{
    constexpr std::tuple<const char*, const char*, bool> cases[] = {
        {"", "cats.com", false},
        {" , ,", "cats.com", false},
        {"*", "cats.com", true},
        {"*", "127.0.0.1", true},
        {"dogs.com, *", "cats.com", true},
        {"*.com", "cats.com", false},
        {"cats.com", "cats.com", true},
        {"cats.com", "www.cats.com", true},
        {"cats.com", "a.b.cats.com", true},
        {"cats.com", "dogcats.com", false},
        {"cats.com", "com", false},
        {"cats.com", "cats.com.dogs.com", false},
        {".cats.com", "cats.com", true},
        {".cats.com", "www.cats.com", true},
        {".cats.com", "dogcats.com", false},
        {"CATS.com", "www.cats.COM", true},
        {"cats.com.", "cats.com", true},
        {"cats.com", "www.cats.com.", true},
        {".", "cats.com", false},
        {".", "cats.com.", false},
        {"com", "cats.com", true},
        {"localhost", "localhost", true},
        {"dogs.com,cats.com", "cats.com", true},
        {"dogs.com cats.com", "cats.com", true},
        {"\tdogs.com ,\t cats.com,", "cats.com", true},
        {"dogs.com;cats.com", "cats.com", false},
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"0.0.1", "127.0.0.1", false},
        {".0.0.1", "127.0.0.1", false},
        {"127.0.0.1", "x.127.0.0.1", true},
        {"::1", "::1", true},
        {"[::1]", "::1", true},
        {"0:0:0:0:0:0:0:1", "::1", true},
        {"FE80::1", "fe80::1", true},
        {"::1", "::2", false},
        {"::1", "0.0.0.1", false},
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.1.2.3/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"192.168.5.0/25", "192.168.5.127", true},
        {"192.168.5.0/25", "192.168.5.128", false},
        {"10.0.0.1/32", "10.0.0.1", true},
        {"10.0.0.1/32", "10.0.0.2", false},
        {"0.0.0.0/0", "10.0.0.1", true},
        {"0.0.0.0/0", "::1", false},
        {"10.0.0.0/8", "10.cats.com", false},
        {"10.0.0.0/33", "10.0.0.0", false},
        {"10.0.0.0/", "10.0.0.0", false},
        {"10.0.0.0/x", "10.0.0.0", false},
        {"10.0.0.0/-1", "10.0.0.0", false},
        {"10.0.0.0/8/8", "10.0.0.0", false},
        {"10.0.0.0/4294967304", "10.0.0.0", false},
        {"10.0.0.0/0080", "10.0.0.0", false},
        {"10/8", "10.0.0.0", false},
        {"cats.com/8", "cats.com", false},
        {"/", "cats.com", false},
        {"fe80::/10", "fe80::1", true},
        {"fe80::/10", "febf::1", true},
        {"fe80::/10", "fec0::1", false},
        {"[fe80::]/10", "fe80::1", true},
        {"fe80::/10", "fe80::1%1", true},
        {"::/0", "fe80::1", true},
        {"::/0", "10.0.0.1", false},
        {"::1/128", "::1", true},
        {"::1/128", "::2", false},
        {"::/129", "::1", false},
    };
    for (auto [list, host, expected] : cases)
        BOOST_TEST_CONTEXT (list << " has " << host)
            BOOST_TEST(lists_host(list, host, "80") == expected);
}

BOOST_AUTO_TEST_CASE(entry_with_a_port_is_for_that_port_only)
{
    for (auto [list, host, expected] :
         {std::tuple("cats.com:8080", "cats.com", true), std::tuple("cats.com:8080", "www.cats.com", true),
          std::tuple("cats.com:80", "cats.com", false), std::tuple("cats.com:80, cats.com:8080", "cats.com", true),
          std::tuple("cats.com:", "cats.com", true), std::tuple("127.0.0.1:8080", "127.0.0.1", true),
          std::tuple("127.0.0.1:80", "127.0.0.1", false), std::tuple("[::1]:8080", "::1", true),
          std::tuple("[::1]:80", "::1", false), std::tuple("::1:8080", "::1", false),
          std::tuple("*:8080", "cats.com", true), std::tuple("*:80", "cats.com", false),
          std::tuple("cats.com:x", "cats.com", false), std::tuple(":8080", "cats.com", false),
          std::tuple("[", "::1", false), std::tuple("[]", "::1", false)})
        BOOST_TEST_CONTEXT (list << " has " << host)
            BOOST_TEST(lists_host(list, host, "8080") == expected);
}

BOOST_AUTO_TEST_SUITE_END()
