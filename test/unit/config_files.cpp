// SPDX-License-Identifier: BSL-1.0
// Configuration files: which are read, in which order, and whom they must belong to.
#include "rules/config_file.hpp"

#include "support/process_state.hpp"
#include "support/temporary_folder.hpp"
#include "unit/refused.hpp"

#include <jsonrpcclient/client.hpp>

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
namespace fs = std::filesystem;
using test::contains;

namespace {

constexpr auto name = ".jsonrpcclientrc";

// A home directory and another one to be in; files of tests are the user's own, whatever the umask.
struct folders
{
    folders()
    {
        fs::create_directory(home), fs::create_directory(current), in.emplace(current), at_home.emplace("HOME", home);
    }

    test::temporary_folder root;
    std::string home = root.path("home");
    std::string current = root.path("current");
    std::optional<test::directory_scope> in;
    std::optional<test::environment_scope> at_home;
};

void write(const fs::path& path, std::string_view text, ::mode_t mode = 0600)
{
    std::ofstream(path, std::ios::binary) << text;
    BOOST_REQUIRE(::chmod(path.c_str(), mode) == 0);
}

// An option of a new client.
rpc::effective_option option_of(std::string_view option, const rpc::client_options& options = {})
{
    boost::asio::io_context io;
    rpc::client client(io.get_executor(), "http://localhost/", options);
    for (auto& each : client.effective_options())
        if (each.name == option)
            return each;
    BOOST_FAIL("there is no option " << option);
    return {};
}

std::string timeout_of(const rpc::client_options& options = {}) { return option_of("timeout", options).value; }

std::string refusal(const rpc::client_options& options = {})
{
    return test::refusal(rpc::errc::invalid_config, [&] { timeout_of(options); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(config_files, folders)

BOOST_AUTO_TEST_CASE(without_files_there_is_what_is_built_in)
{
    BOOST_TEST(timeout_of() == "30s");
    at_home.emplace("HOME", std::nullopt);
    BOOST_TEST(timeout_of() == "30s");
    at_home.emplace("HOME", "");
    BOOST_TEST(timeout_of() == "30s");
    at_home.emplace("HOME", root.path("nobody"));
    BOOST_TEST(timeout_of() == "30s");
    write(root.path("file"), "");
    at_home.emplace("HOME", root.path("file"));
    BOOST_TEST(timeout_of() == "30s");
}

BOOST_AUTO_TEST_CASE(the_file_of_the_current_directory_wins_over_the_one_at_home)
{
    write(fs::path(home) / name, "timeout = 1s\nmax_in_flight = 1");
    auto there = option_of("timeout");
    BOOST_TEST(there.value == "1s");
    BOOST_CHECK(there.source == rpc::option_source::file);
    BOOST_TEST(there.file == home + "/" + name);
    BOOST_TEST(there.line == 1u);
    write(fs::path(current) / name, "\ntimeout = 2s");
    auto here = option_of("timeout");
    BOOST_TEST(here.value == "2s");
    BOOST_TEST(fs::equivalent(here.file, fs::path(current) / name));
    BOOST_TEST(here.line == 2u);
    BOOST_TEST(option_of("max_in_flight").value == "1");
    BOOST_TEST(timeout_of(rpc::client_options().timeout(std::chrono::seconds(3))) == "3s");
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_both_is_read_once)
{
    write(fs::path(home) / name, "timeout = 1s");
    in.emplace(home);
    BOOST_TEST(detail::read_config_files(std::nullopt).size() == 1u);
    at_home.emplace("HOME", root.path("home/../home"));
    BOOST_TEST(detail::read_config_files(std::nullopt).size() == 1u);
    fs::create_symlink(home, root.path("link"));
    at_home.emplace("HOME", root.path("link"));
    BOOST_TEST(detail::read_config_files(std::nullopt).size() == 1u);
    write(fs::path(current) / name, "timeout = 2s");
    at_home.emplace("HOME", current);
    BOOST_TEST(detail::read_config_files(std::nullopt).size() == 2u);
}

BOOST_AUTO_TEST_CASE(files_that_are_named_stand_in_place_of_the_usual_ones_and_the_later_wins)
{
    write(fs::path(home) / name, "max_in_flight = 1");
    write(fs::path(current) / name, "max_in_flight = 2");
    write(root.path("a"), "timeout = 1s\nconnect_timeout = 1s");
    write(root.path("b"), "timeout = 2s");
    auto both = rpc::client_options().config_file(root.path("a")).config_file(root.path("b"));
    BOOST_TEST(timeout_of(both) == "2s");
    BOOST_TEST(option_of("timeout", both).file == root.path("b"));
    BOOST_TEST(option_of("connect_timeout", both).value == "1s");
    BOOST_TEST(option_of("connect_timeout", both).file == root.path("a"));
    BOOST_TEST(option_of("max_in_flight", both).value == "100000");
    auto reversed = rpc::client_options().config_file(root.path("b")).config_file(root.path("a"));
    BOOST_TEST(timeout_of(reversed) == "1s");
    // By a path that is relative, too.
    BOOST_TEST(timeout_of(rpc::client_options().config_file("../b")) == "2s");
}

BOOST_AUTO_TEST_CASE(no_config_files_forgets_those_that_were_named_and_the_usual_ones)
{
    write(fs::path(home) / name, "timeout = 1s");
    write(root.path("a"), "timeout = 2s");
    BOOST_TEST(timeout_of(rpc::client_options().no_config_files()) == "30s");
    BOOST_TEST(timeout_of(rpc::client_options().config_file(root.path("a")).no_config_files()) == "30s");
    BOOST_TEST(timeout_of(rpc::client_options().no_config_files().config_file(root.path("a"))) == "2s");
    // A mistake in a file that is not read is none.
    write(fs::path(home) / name, "nonsense");
    BOOST_TEST(timeout_of(rpc::client_options().no_config_files()) == "30s");
}

BOOST_AUTO_TEST_CASE(files_are_read_when_a_client_is_made)
{
    rpc::client_options options;
    options.config_file(root.path("later"));
    BOOST_TEST(refusal(options) == root.path("later") + ": there is no such file");
    write(root.path("later"), "timeout = 1s");
    BOOST_TEST(timeout_of(options) == "1s");
    write(root.path("later"), "timeout = 2s");
    BOOST_TEST(timeout_of(options) == "2s");
}

BOOST_AUTO_TEST_CASE(a_client_over_a_channel_of_the_users_own_reads_files_too)
{
    write(fs::path(home) / name, "timeout = 1s");
    boost::asio::io_context io;
    rpc::connector never = []() -> boost::asio::awaitable<std::unique_ptr<rpc::channel>> { co_return nullptr; };
    rpc::client client(io.get_executor(), never);
    BOOST_TEST(client.effective_options().at(0).value == "1s");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_named_must_be_there)
{
    BOOST_TEST(refusal(rpc::client_options().config_file(root.path("x/y"))) ==
               root.path("x/y") + ": there is no such file");
    for (auto path : {std::string(), std::string("a\0b", 3)})
        BOOST_TEST(test::refusal(rpc::errc::invalid_config, [&] { rpc::client_options().config_file(path); }) ==
                   "config_file must name a file");
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused_and_not_waited_for)
{
    auto path = fs::path(home) / name;
    fs::create_directory(path);
    BOOST_TEST(refusal() == path.string() + ": it is no file");
    BOOST_TEST(refusal(rpc::client_options().config_file(path.string())) == path.string() + ": it is no file");
    fs::remove(path);
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    BOOST_TEST(refusal() == path.string() + ": it is no file");
    fs::remove(path);
    fs::create_symlink("/dev/zero", path);
    BOOST_TEST(refusal() == path.string() + ": it is no file");
    fs::remove(path);
    fs::create_symlink(name, path);
    BOOST_TEST(contains(refusal(), path.string() + ": "));
    fs::remove(path);
    // A link that leads nowhere is like no file.
    fs::create_symlink("nowhere", path);
    BOOST_TEST(timeout_of() == "30s");
}

BOOST_AUTO_TEST_CASE(a_file_may_have_a_mebibyte_and_no_more)
{
    std::string text = "timeout = 1s\n#";
    text.resize(1 << 20, 'x');
    write(root.path("a"), text);
    BOOST_TEST(timeout_of(rpc::client_options().config_file(root.path("a"))) == "1s");
    write(root.path("a"), text + 'x');
    BOOST_TEST(refusal(rpc::client_options().config_file(root.path("a"))) ==
               root.path("a") + ": it is too large for a configuration file");
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_file_and_line)
{
    auto path = fs::path(home) / name;
    write(path, "[general]\nmax_connections = none\n");
    BOOST_TEST(refusal() ==
               path.string() + ":2: max_connections: \"none\" is not a number; accepted: a number from 1 on");
    // Also where the program says something else: a file is right or wrong by itself.
    BOOST_TEST(contains(refusal(rpc::client_options().max_connections(1)), ":2: max_connections"));
}

BOOST_AUTO_TEST_CASE(options_of_security_are_taken_from_a_file_that_nobody_else_can_write)
{
    auto path = fs::path(home) / name;
    for (::mode_t mode : {0600, 0400, 0644, 0755})
    {
        write(path, "header.X-Api = hush\ntimeout = 1s", mode);
        BOOST_TEST(option_of("header.X-Api").value == "***");
        BOOST_TEST(option_of("header.X-Api").line == 1u);
        ::chmod(path.c_str(), 0600);
    }
    for (::mode_t mode : {0620, 0602, 0666})
    {
        write(path, "\nheader.X-Api = hush\n", mode);
        BOOST_TEST(refusal() == path.string() +
                                    ":2: header.X-Api is taken only from a file that belongs to the user and that "
                                    "nobody else can write");
        write(path, "timeout = 1s", mode);
        BOOST_TEST(timeout_of() == "1s");
    }
}

BOOST_AUTO_TEST_CASE(options_of_security_are_refused_from_a_file_of_somebody_else,
                     *boost::unit_test::precondition([](auto) { return ::geteuid() == 0; }))
{
    auto path = fs::path(home) / name;
    write(path, "verify = no");
    BOOST_REQUIRE(::chown(path.c_str(), 12345, ::getegid()) == 0);
    BOOST_TEST(refusal() == path.string() + ":1: verify is taken only from a file that belongs to the user and that "
                                            "nobody else can write");
    write(path, "timeout = 1s");
    BOOST_TEST(timeout_of() == "1s");
    // A link to it does not make it the user's.
    write(path, "verify = no");
    fs::create_symlink(path, root.path("link"));
    BOOST_TEST(contains(refusal(rpc::client_options().config_file(root.path("link"))), "belongs to the user"));
}

BOOST_AUTO_TEST_SUITE_END()
