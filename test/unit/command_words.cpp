// SPDX-License-Identifier: BSL-1.0
// Commands: the words of a text as a POSIX shell takes it apart, and what a process can be given.
#include "unit/refused.hpp"

#include "rules/command_words.hpp"
#include "rules/endpoint.hpp"

#include <jsonrpcclient/process.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <csignal>
#include <ostream>
#include <string>
#include <vector>

namespace rpc = jsonrpcclient;
using rpc::errc;
using rpc::process;

BOOST_AUTO_TEST_SUITE(command_words)

namespace {

struct row
{
    const char* command;
    std::vector<std::string> words;
};

std::ostream& operator<<(std::ostream& stream, const row& each) { return stream << each.command; }

const row rows[] = {
    {"clangd", {"clangd"}},
    {"  clangd\t--log=error \n -j  2 ", {"clangd", "--log=error", "-j", "2"}},
    {"a 'b c' d", {"a", "b c", "d"}},
    {"a \"b c\" d", {"a", "b c", "d"}},
    {"a 'b'\"c\"d\\ e", {"a", "bcd e"}},
    {"a '' \"\"", {"a", "", ""}},
    {"a ''b", {"a", "b"}},
    {R"(a '\n\"$x`')", {"a", R"(\n\"$x`)"}},
    {R"(a "\"\\\$\`")", {"a", "\"\\$`"}},
    {R"(a "\n\'\ ")", {"a", R"(\n\'\ )"}},
    {R"(a \n\'\"\\\$)", {"a", "n'\"\\$"}},
    {"a b\\\nc", {"a", "bc"}},
    {"a \"b\\\nc\"", {"a", "bc"}},
    {"a 'b\\\nc'", {"a", "b\\\nc"}},
    {"a \\\n", {"a"}},
    {"\\\n a", {"a"}},
    {"a 'it'\\''s'", {"a", "it's"}},
    {"a $HOME ~ *.c #x | b && c; d > e `f` (g)",
     {"a", "$HOME", "~", "*.c", "#x", "|", "b", "&&", "c;", "d", ">", "e", "`f`", "(g)"}},
    {"'a program' b", {"a program", "b"}},
    {"caf\xc3\xa9 \xff", {"caf\xc3\xa9", "\xff"}},
};

struct broken
{
    std::string command;
    const char* why;
};

std::ostream& operator<<(std::ostream& stream, const broken& each) { return stream << each.command; }

const broken broken_commands[] = {
    {"", "it names no program"},
    {" \t\n", "it names no program"},
    {"\\\n", "it names no program"},
    {"'' secret", "it names no program"},
    {"a 'secret", "a quotation mark ' has no end"},
    {"a \"secret", "a quotation mark \" has no end"},
    {"a \"secret\\\"", "a quotation mark \" has no end"},
    {"a \"secret\\", "a quotation mark \" has no end"},
    {"a secret\\", "there is nothing behind the last backslash"},
    {std::string("a secret\0b", 10), "it has a character that no command has"},
};

} // namespace

BOOST_DATA_TEST_CASE(command_is_taken_apart_as_a_shell_does, boost::unit_test::data::make(rows), each)
{
    BOOST_TEST(rpc::detail::split_command(each.command) == each.words, boost::test_tools::per_element());
    BOOST_TEST(process::parse(each.command).words() == each.words, boost::test_tools::per_element());
    auto where = rpc::detail::parse_url("exec:" + std::string(each.command));
    BOOST_CHECK(where.protocol == rpc::detail::protocol::stream);
    BOOST_TEST(where.command == each.words, boost::test_tools::per_element());
    BOOST_TEST(where.shown == "exec:" + each.words.front());
}

BOOST_DATA_TEST_CASE(broken_command_is_refused_and_not_shown, boost::unit_test::data::make(broken_commands), each)
{
    BOOST_TEST(test::refusal(errc::invalid_config, [&] { process::parse(each.command); }) ==
               "the command is not understood: " + std::string(each.why));
    BOOST_TEST(test::refusal(errc::invalid_url, [&] { rpc::detail::parse_url("exec:" + each.command); }) ==
               "\"exec:...\": " + std::string(each.why));
}

BOOST_AUTO_TEST_CASE(scheme_of_a_command_is_taken_in_any_case_and_what_follows_as_it_is)
{
    auto where = rpc::detail::parse_url("EXEC:a%20b?c=d#e user:x@y");
    std::vector<std::string> words = {"a%20b?c=d#e", "user:x@y"};
    BOOST_TEST(where.command == words, boost::test_tools::per_element());
    BOOST_TEST(
        test::contains(test::refusal(errc::invalid_url, [] { rpc::detail::parse_url("execute:a"); }), "execute"));
}

BOOST_AUTO_TEST_CASE(redirect_never_starts_a_process)
{
    auto from = rpc::detail::parse_url("http://cats.com/");
    for (auto location : {"exec:reboot", "EXEC:reboot", "exec:///bin/reboot"})
        test::refusal(errc::invalid_url, [&] { rpc::detail::resolve_url(from, location); });
}

BOOST_AUTO_TEST_CASE(text_that_no_process_can_be_given_is_refused)
{
    std::string zero("a\0b", 3);
    process made("clangd");
    auto refused = [](auto setting) { return test::refusal(errc::invalid_config, setting); };
    BOOST_TEST(refused([&] { process(""); }) == "a process has no program");
    BOOST_TEST(refused([&] { process{zero}; }) == "the name of a program has a character that none has");
    BOOST_TEST(refused([&] { made.argument(zero); }) == "an argument has a character that none has");
    BOOST_TEST(refused([&] { made.environment("", "x"); }) ==
               "the name of a variable is empty, or has the character =");
    BOOST_TEST(refused([&] { made.environment("a=b", "x"); }) ==
               "the name of a variable is empty, or has the character =");
    BOOST_TEST(refused([&] { made.environment(zero, "x"); }) == "the name of a variable has a character that none has");
    BOOST_TEST(refused([&] { made.environment("a", zero); }) ==
               "the value of a variable has a character that none has");
    BOOST_TEST(refused([&] { made.directory(""); }) == "the path of a directory is empty");
    BOOST_TEST(refused([&] { made.directory(zero); }) == "the path of a directory has a character that none has");
    BOOST_TEST(made.words().size() == 1U);
    BOOST_TEST(made.environment().empty());
    BOOST_TEST(made.directory() == "");
}

BOOST_AUTO_TEST_CASE(end_of_a_process_is_told_in_words)
{
    BOOST_TEST(to_string(rpc::process_exit::with_status(3)) == "the process exited with status 3");
    BOOST_TEST(to_string(rpc::process_exit::by_signal(SIGKILL)) == "the process was ended by signal 9 (Killed)");
    BOOST_TEST(to_string(rpc::process_exit()) == "the process ended");
    BOOST_TEST(*rpc::process_exit::with_status(3).status() == 3);
    BOOST_TEST(!rpc::process_exit::with_status(3).signal());
    BOOST_TEST(*rpc::process_exit::by_signal(9).signal() == 9);
}

BOOST_AUTO_TEST_SUITE_END()
