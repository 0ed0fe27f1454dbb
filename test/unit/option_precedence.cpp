// SPDX-License-Identifier: BSL-1.0
// Which of the values counts that an option has at several levels, and where a client says it comes from.
#include "support/process_state.hpp"
#include "support/temporary_folder.hpp"
#include "support/text_call_options.hpp"
#include "unit/option_values.hpp"
#include "unit/refused.hpp"

#include <jsonrpcclient/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace bdata = boost::unit_test::data;
namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
namespace fs = std::filesystem;
using source = rpc::option_source;
using test::contains;

BOOST_AUTO_TEST_SUITE(option_precedence)

namespace {

// A home directory, and another one to be in.
struct places
{
    places()
    {
        fs::create_directory(home);
        fs::create_directory(current);
        in.emplace(current);
    }

    void write(const std::string& folder, const std::string& text) const
    {
        auto path = folder + "/.jsonrpcclientrc";
        std::ofstream(path) << text;
        BOOST_REQUIRE(::chmod(path.c_str(), 0600) == 0);
    }

    void clear() const
    {
        fs::remove(home + "/.jsonrpcclientrc");
        fs::remove(current + "/.jsonrpcclientrc");
    }

    test::temporary_folder root;
    std::string home = root.path("home");
    std::string current = root.path("current");
    std::optional<test::directory_scope> in;
    test::environment_scope at_home{"HOME", home};
    boost::asio::io_context io;
};

rpc::client make_client(places& at, const rpc::client_options& options = {}, std::string_view url = "http://localhost/")
{
    return rpc::client(at.io.get_executor(), url, options);
}

rpc::effective_option option_of(const rpc::client& client, std::string_view name)
{
    for (auto& each : client.effective_options())
        if (each.name == name)
            return each;
    BOOST_FAIL("there is no option " << name);
    return {};
}

void check(const rpc::effective_option& is, std::string_view value, source from)
{
    BOOST_TEST(is.value == value, is.name);
    BOOST_TEST(rpc::to_string(is.source) == rpc::to_string(from), is.name);
    if (from != source::file)
        BOOST_TEST((is.file.empty() && is.line == 0), is.name);
}

// The levels above the built-in one, and which of them are in a set of them.
constexpr std::size_t at_home = 0, in_current = 1, of_client = 2, of_defaults = 3;
bool has(unsigned levels, std::size_t level) { return (levels >> level) & 1; }

// Sets the option at these levels and looks at what a client makes of them.
void check_levels(places& at, const test::option_values& values, unsigned levels)
{
    at.clear();
    std::string key(values.key);
    auto line = [&](std::size_t level) { return key + " = " + std::string(values.written[level]) + "\n"; };
    if (has(levels, at_home))
        at.write(at.home, "[general]\n" + line(at_home));
    if (has(levels, in_current))
        at.write(at.current, line(in_current));
    rpc::client_options options;
    if (has(levels, of_client))
        options.set(key, values.written[of_client]);
    auto client = make_client(at, options);
    if (has(levels, of_defaults))
        client.set_defaults(test::text_call_options(key, values.written[of_defaults]));

    std::size_t top = of_defaults;
    while (!has(levels, top))
        --top;
    constexpr source sources[] = {source::file, source::file, source::client, source::set_defaults};
    auto is = option_of(client, key);
    check(is, values.shown[top], sources[top]);
    if (top <= in_current)
    {
        auto& folder = top == at_home ? at.home : at.current;
        BOOST_TEST(fs::equivalent(is.file, folder + "/.jsonrpcclientrc"), key);
        BOOST_TEST(is.line == (top == at_home ? 2u : 1u), key);
    }
}

std::vector<std::string> keys()
{
    std::vector<std::string> made;
    for (auto& values : test::all_option_values())
        made.emplace_back(values.key);
    return made;
}

} // namespace

BOOST_DATA_TEST_CASE(the_highest_level_that_sets_an_option_wins, bdata::make(keys()), key)
{
    places at;
    auto& row = *detail::find_option(key);
    auto& values = *test::values_of(row);
    for (unsigned levels = 1; levels != 16; ++levels)
        if (row.is_of_call || !has(levels, of_defaults))
            BOOST_TEST_CONTEXT ("levels " << levels)
                check_levels(at, values, levels);
}

BOOST_AUTO_TEST_CASE(what_is_set_nowhere_is_built_in)
{
    places at;
    auto client = make_client(at);
    auto built_in = detail::built_in_options();
    auto options = client.effective_options();
    std::size_t i = 0;
    for (auto& row : detail::option_table())
        // Of headers there are as many as were set.
        if (row.name != "header")
        {
            BOOST_TEST(options.at(i).name == row.name);
            check(options.at(i++), row.show(built_in), source::built_in);
        }
    BOOST_TEST(options.size() == i);
}

BOOST_AUTO_TEST_CASE(options_of_several_levels_are_each_told_by_their_own)
{
    places at;
    at.write(at.home, "timeout = 1s\nmax_redirects = 1\nheader.A = hush\n");
    at.write(at.current, "max_redirects = 2\nheader.a = hush\nheader.B = hush");
    auto client = make_client(at, rpc::client_options().max_connections(3).header("C", "hush"));
    client.set_defaults(rpc::call_options().lenient_ids(true).header("d", "hush"));
    BOOST_TEST(option_of(client, "timeout").file == at.home + "/.jsonrpcclientrc");
    BOOST_TEST(option_of(client, "max_redirects").value == "2");
    check(option_of(client, "max_connections"), "3", source::client);
    check(option_of(client, "lenient_ids"), "true", source::set_defaults);
    // Of the name that wins.
    BOOST_TEST(option_of(client, "header.a").line == 2u);
    BOOST_TEST(option_of(client, "header.B").line == 3u);
    check(option_of(client, "header.C"), "***", source::client);
    check(option_of(client, "header.d"), "***", source::set_defaults);
    for (auto& each : client.effective_options())
        BOOST_TEST((each.name != "header.A" && !contains(each.value, "hush")), each.name);
}

BOOST_AUTO_TEST_CASE(defaults_that_are_set_again_add_to_those_before)
{
    places at;
    auto client = make_client(at);
    client.set_defaults(rpc::call_options().max_redirects(1).lenient_ids(true));
    client.set_defaults(rpc::call_options().max_redirects(2));
    client.set_defaults(rpc::call_options());
    check(option_of(client, "max_redirects"), "2", source::set_defaults);
    check(option_of(client, "lenient_ids"), "true", source::set_defaults);
}

BOOST_AUTO_TEST_CASE(defaults_that_are_refused_change_nothing)
{
    places at;
    auto client = make_client(at, rpc::client_options().max_redirects(1), "https://localhost/");
    auto bad = rpc::call_options().max_redirects(2).verify(at.root.path("nobody.pem"));
    test::refusal(rpc::errc::invalid_config, [&] { client.set_defaults(bad); });
    check(option_of(client, "max_redirects"), "1", source::client);
    check(option_of(client, "verify"), "true", source::built_in);
}

BOOST_AUTO_TEST_CASE(of_credentials_those_of_the_highest_level_are_left)
{
    places at;
    at.write(at.home, "basic_auth = joe:hush");
    auto client = make_client(at);
    BOOST_TEST(option_of(client, "basic_auth").value == "joe:***");
    at.write(at.current, "bearer = hush");
    client = make_client(at);
    check(option_of(client, "basic_auth"), "", source::built_in);
    BOOST_TEST(option_of(client, "bearer").value == "***");
    client = make_client(at, rpc::client_options().header("authorization", "hush"));
    check(option_of(client, "bearer"), "", source::built_in);
    check(option_of(client, "header.authorization"), "***", source::client);
    client.set_defaults(rpc::call_options().digest_auth("joe", "hush"));
    check(option_of(client, "digest_auth"), "joe:***", source::set_defaults);
    for (auto& each : client.effective_options())
        BOOST_TEST(each.name != "header.authorization");
}

BOOST_AUTO_TEST_CASE(a_user_in_the_url_is_an_option_of_the_client)
{
    places at;
    at.write(at.home, "bearer = hush");
    auto client = make_client(at, {}, "http://joe:hush@localhost/");
    check(option_of(client, "basic_auth"), "joe:***", source::client);
    check(option_of(client, "bearer"), "", source::built_in);
    // Unless it has another one.
    client = make_client(at, rpc::client_options().bearer("hush"), "http://joe:hush@localhost/");
    check(option_of(client, "basic_auth"), "", source::built_in);
    check(option_of(client, "bearer"), "***", source::client);
}

BOOST_AUTO_TEST_CASE(a_proxy_of_the_environment_counts_where_no_option_names_one)
{
    places at;
    test::environment_scope http("http_proxy", "http://joe:hush@one:1"), https("https_proxy", "two");
    check(option_of(make_client(at), "proxy"), "http://one:1", source::environment);
    check(option_of(make_client(at, {}, "ws://localhost/"), "proxy"), "http://one:1", source::environment);
    check(option_of(make_client(at, {}, "https://localhost/"), "proxy"), "http://two:80", source::environment);
    check(option_of(make_client(at, {}, "tcp://localhost:1"), "proxy"), "", source::built_in);
    check(option_of(make_client(at, rpc::client_options().proxy("http://three")), "proxy"), "http://three",
          source::client);
    check(option_of(make_client(at, rpc::client_options().proxy("")), "proxy"), "", source::client);
    check(option_of(make_client(at, rpc::client_options().unix_socket("/s")), "proxy"), "", source::built_in);
    auto client = make_client(at);
    client.set_defaults(rpc::call_options().unix_socket("/s"));
    check(option_of(client, "proxy"), "", source::built_in);
    client = make_client(at);
    client.set_defaults(rpc::call_options().proxy(""));
    check(option_of(client, "proxy"), "", source::set_defaults);
    at.write(at.home, "proxy =");
    BOOST_TEST(option_of(make_client(at), "proxy").value == "");
    BOOST_TEST(rpc::to_string(option_of(make_client(at), "proxy").source) == "file");
    at.clear();
    test::environment_scope none("no_proxy", "localhost");
    check(option_of(make_client(at), "proxy"), "", source::built_in);
}

BOOST_AUTO_TEST_CASE(a_proxy_of_the_environment_that_is_none_matters_only_where_it_would_be_taken)
{
    places at;
    test::environment_scope http("http_proxy", "socks5://joe:hush@one:1");
    auto why = test::refusal(rpc::errc::invalid_config, [&] { make_client(at); });
    BOOST_TEST(why ==
               "the environment variable http_proxy: a proxy that is spoken to by socks5 is not supported, only by "
               "http");
    make_client(at, rpc::client_options().proxy(""));
    make_client(at, rpc::client_options().proxy("http://two"));
    make_client(at, rpc::client_options().unix_socket("/s"));
    make_client(at, {}, "tcp://localhost:1");
}

BOOST_AUTO_TEST_CASE(log_handlers_are_counted)
{
    places at;
    auto handler = [](const rpc::logging::record&) {};
    auto client = make_client(at, rpc::client_options().log_handler(handler).log_handler(handler));
    check(option_of(client, "log_handler"), "2", source::client);
}

BOOST_AUTO_TEST_CASE(sources_have_names)
{
    BOOST_TEST(rpc::to_string(source::built_in) == "built_in");
    BOOST_TEST(rpc::to_string(source::environment) == "environment");
    BOOST_TEST(rpc::to_string(source::file) == "file");
    BOOST_TEST(rpc::to_string(source::client) == "client");
    BOOST_TEST(rpc::to_string(source::set_defaults) == "set_defaults");
    BOOST_TEST(rpc::to_string(source(0)) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
