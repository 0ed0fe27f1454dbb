// SPDX-License-Identifier: BSL-1.0
// The table of options: that it is whole, and that each row reads what it shows and refuses the rest.
#include "rules/option_table.hpp"

#include "unit/option_values.hpp"
#include "unit/refused.hpp"

#include <map>

namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
using test::contains;

BOOST_AUTO_TEST_SUITE(option_table)

namespace {

std::string shown(const detail::option_row& row, const rpc::client_options& options)
{
    BOOST_REQUIRE(options.store().get());
    return row.show(*options.store().get());
}

std::string refusal(std::string_view key, std::string_view value)
{
    BOOST_TEST_CONTEXT (key << " = " << value)
    {
        rpc::client_options options;
        auto why = test::refusal(rpc::errc::invalid_config, [&] { options.set(key, value); });
        BOOST_TEST(!options.store().get(), "a refused value must leave nothing behind");
        return why;
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(every_field_of_the_set_has_a_row)
{
    // This does not compile any more when there is another field. It needs a row, and its place in this test.
    detail::option_set set;
    auto& [a, b, c, d, e, f, g, h, i, auth, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, a2, b2, c2, d2, e2, f2,
           g2, h2, i2, j2, k2, l2, m2, n2, o2, p2, handlers, config_files] = set;
    constexpr std::size_t fields = 45;
    // Of the credentials there are three; which files to read stands in no file and is no default.
    BOOST_TEST(detail::option_table().size() == fields + 2 - 1);
    (void)config_files;
}

BOOST_AUTO_TEST_CASE(every_row_but_the_functions_can_be_set_by_text)
{
    for (auto& row : detail::option_table())
        BOOST_TEST((test::values_of(row) != nullptr) == (row.name != "log_handler" && row.name != "on_progress"),
                   row.name);
}

BOOST_AUTO_TEST_CASE(every_row_says_what_it_is)
{
    for (auto& row : detail::option_table())
    {
        BOOST_TEST(!row.meaning.empty(), row.name);
        BOOST_TEST(row.accepts.empty() == row.key.empty(), row.name);
        BOOST_TEST((row.key == row.name || row.key == "header.NAME" || row.key.empty()), row.name);
        BOOST_TEST((row.key.empty() || contains(detail::option_keys(), row.key)), row.name);
    }
    BOOST_TEST(!contains(detail::option_keys(), "log_handler"));
}

BOOST_AUTO_TEST_CASE(what_decides_who_is_talked_to_is_of_security)
{
    std::string keys;
    for (auto& row : detail::option_table())
        if (row.is_of_security)
            keys += std::string(row.key) + " ";
    BOOST_TEST(keys == "header.NAME basic_auth bearer digest_auth verify cert proxy unix_socket ");
}

BOOST_AUTO_TEST_CASE(limits_logging_and_the_transport_are_not_for_a_call)
{
    std::string names;
    for (auto& row : detail::option_table())
        if (!row.is_of_call)
            names += std::string(row.name) + " ";
    BOOST_TEST(names == "framing resolve_timeout connect_timeout tls_timeout handshake_timeout reconnect tcp_keepalive "
                        "tcp_user_timeout subprotocol permessage_deflate ping_interval ping_method cookies "
                        "max_connections idle_timeout max_in_flight max_queued_bytes wait_when_full "
                        "max_queued_notifications max_server_requests max_message_size "
                        "max_header_size max_depth log_handler basic_logging ");
}

BOOST_AUTO_TEST_CASE(an_option_is_found_by_its_key_alone)
{
    BOOST_TEST(detail::find_option("timeout")->name == "timeout");
    BOOST_TEST(detail::find_option("header.X-Api")->name == "header");
    for (auto* key : {"", "header", "Timeout", "timeout ", "log_handler", "config_file", "no_config_files", "general"})
        BOOST_TEST(!detail::find_option(key), key);
}

BOOST_AUTO_TEST_CASE(each_row_sets_its_own_option_and_no_other)
{
    for (auto& values : test::all_option_values())
        for (auto text : values.written)
        {
            auto options = rpc::client_options().set(values.key, text);
            for (auto& row : detail::option_table())
                BOOST_TEST(row.is_set(*options.store().get()) == (detail::find_option(values.key) == &row),
                           values.key << " and " << row.name);
        }
}

BOOST_AUTO_TEST_CASE(each_row_shows_what_it_has_read_and_reads_what_it_shows)
{
    for (auto& values : test::all_option_values())
        for (std::size_t i = 0; i != values.written.size(); ++i)
        {
            auto& row = *detail::find_option(values.key);
            auto text = shown(row, rpc::client_options().set(values.key, values.written[i]));
            BOOST_TEST(text == values.shown[i], values.key);
            if (!contains(text, detail::secret))
                BOOST_TEST(shown(row, rpc::client_options().set(values.key, text)) == text, values.key);
        }
}

BOOST_AUTO_TEST_CASE(nothing_is_shown_of_what_is_not_set)
{
    for (auto& row : detail::option_table())
        BOOST_TEST(row.show(detail::option_set()) == "", row.name);
}

BOOST_AUTO_TEST_CASE(built_in_values_can_be_read)
{
    auto built_in = detail::built_in_options();
    for (auto& row : detail::option_table())
        if (row.is_set(built_in))
            BOOST_TEST(shown(row, rpc::client_options().set(row.key, row.show(built_in))) == row.show(built_in),
                       row.name);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_none_is_refused_by_name_and_with_what_is_accepted)
{
    const std::multimap<std::string_view, std::string_view> bad = {
        {"timeout", "soon"},
        {"timeout", "5"},
        {"idempotent", "never"},
        {"retry", "3"},
        {"retry", "1s, 2s, x"},
        {"retry", "1s, 2s, 3, 4"},
        {"retry_on", "often"},
        {"retry_on", "1,,2"},
        {"id_generator", "serial"},
        {"protocol_version", "3.0"},
        {"validate_against_schema", "maybe"},
        {"lenient_ids", ""},
        {"dialect", "LSP"},
        {"trim_log_values", "30"},
        {"basic_auth", "joe"},
        {"basic_auth", "joe:\x01"},
        {"bearer", ""},
        {"bearer", "a\nb"},
        {"digest_auth", "joe"},
        {"verify", ""},
        {"cert", ""},
        {"cert", ",key"},
        {"proxy", "socks5://proxy"},
        {"proxy", "http://"},
        {"unix_socket", ""},
        {"max_redirects", "-1"},
        {"strict_http_status", "2xx"},
        {"framing", "tabs"},
        {"framing", "delimiter:0x"},
        {"framing", "delimiter:0x100"},
        {"resolve_timeout", "1 s"},
        {"connect_timeout", "1 s"},
        {"tls_timeout", "1 s"},
        {"handshake_timeout", "1 s"},
        {"reconnect", "on"},
        {"reconnect", "-1s, 2s"},
        {"tcp_keepalive", "-1s"},
        {"tcp_user_timeout", "x"},
        {"subprotocol", ""},
        {"subprotocol", "a b"},
        {"permessage_deflate", "x"},
        {"ping_interval", "-1s"},
        {"ping_method", ""},
        {"cookies", "none"},
        {"max_connections", "0"},
        {"max_connections", "many"},
        {"idle_timeout", "-1s"},
        {"max_in_flight", "0"},
        {"max_queued_bytes", "0"},
        {"max_queued_bytes", "1kB"},
        {"max_queued_notifications", "0"},
        {"max_server_requests", "0"},
        {"max_message_size", "0"},
        {"max_message_size", "64 MiB"},
        {"wait_when_full", "x"},
        {"max_header_size", "0"},
        {"max_depth", "0"},
        {"basic_logging", "stderr"},
    };
    for (auto& row : detail::option_table())
        if (!row.key.empty() && row.read)
            BOOST_TEST(bad.count(row.key) != 0, row.key);
    for (auto& [key, value] : bad)
    {
        auto why = refusal(key, value);
        BOOST_TEST(why.starts_with(key), why);
        BOOST_TEST(contains(why, detail::find_option(key)->accepts), why);
    }
    BOOST_TEST(refusal("timeout", "soon") == "timeout: \"soon\" is not a duration such as 500ms, 5s, 1.5m, 2h");
    BOOST_TEST(refusal("max_connections", "0") == "max_connections must be at least 1; accepted: a number from 1 on");
    BOOST_TEST(refusal("header.X-Api", "a\nb") ==
               "header.X-Api: the value of the header X-Api has a control character");
    BOOST_TEST(refusal("header.X Api", "a") == "header.X Api: \"X Api\" is no name of a header");
    BOOST_TEST(refusal("header.", "a") == "header.: \"\" is no name of a header");
}

BOOST_AUTO_TEST_CASE(an_option_that_is_not_there_is_refused_with_those_that_are)
{
    for (auto* key : {"", "time_out", "Timeout", "header", "log_handler", "config_file"})
        BOOST_TEST(refusal(key, "1") ==
                   "there is no option \"" + std::string(key) + "\"; there are " + detail::option_keys());
}

BOOST_AUTO_TEST_CASE(a_refusal_shows_no_secret)
{
    const std::multimap<std::string_view, std::string_view> secrets = {
        {"basic_auth", "hush"},
        {"basic_auth", "hush\x01:hush"},
        {"bearer", "hush\x01"},
        {"digest_auth", "hush"},
        {"digest_auth", "hush:hush\x7f"},
        {"header.X-Api", "hush\x01"},
        {"header.A B", "hush"},
        {"proxy", "socks5://user:hush@proxy:1"},
        {"proxy", "ftp://user:hush@proxy:1"},
        {"proxy", "http://user:hush@proxy:99999"},
        {"proxy", "user:hush@"},
        {"proxy", "http://hush:hu sh@proxy"},
        {"proxy", "http://us%3aer:hush@proxy"},
        {"proxy", "hush://hush@proxy"},
    };
    for (auto& [key, value] : secrets)
    {
        auto why = refusal(key, value);
        BOOST_TEST(!contains(why, "hush"), why);
    }
}

BOOST_AUTO_TEST_CASE(nothing_that_is_shown_is_secret)
{
    const std::multimap<std::string_view, std::string_view> secrets = {
        {"basic_auth", "joe:hush"},
        {"basic_auth", "joe:hush:hush"},
        {"basic_auth", ":hush"},
        {"bearer", "hush"},
        {"digest_auth", "joe:hush"},
        {"header.X-Api", "hush"},
        {"header.Authorization", "Basic hush"},
        {"proxy", "http://hush:hush@proxy:1"},
        {"proxy", "hush:hush@proxy:1"},
        {"proxy", "HTTP://hush@proxy"},
        {"proxy", "http://:hush@proxy/"},
    };
    for (auto& [key, value] : secrets)
    {
        auto text = shown(*detail::find_option(key), rpc::client_options().set(key, value));
        BOOST_TEST(!contains(text, "hush"), text);
        BOOST_TEST(contains(text, "***"), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
