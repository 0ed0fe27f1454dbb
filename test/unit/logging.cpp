// SPDX-License-Identifier: BSL-1.0
// The lines that go to standard error.
#include "support/captured_stderr.hpp"

#include <jsonrpcclient/logging.hpp>

namespace logging = jsonrpcclient::logging;
using test::written_to_stderr;

BOOST_AUTO_TEST_SUITE(logging_to_stderr)

namespace {

logging::record entry(std::string_view logger, std::string_view message, int code = 0, std::string_view reason = {})
{
    logging::record made(logger, logging::level::info, message);
    made.http_code = code;
    made.http_reason = reason;
    return made;
}

constexpr auto request = "jsonrpcclient.client.request";
constexpr auto response = "jsonrpcclient.client.response";

} // namespace

BOOST_AUTO_TEST_CASE(request_and_response_are_lines_with_arrows)
{
    auto text = written_to_stderr(
        []
        {
            logging::write_to_stderr(entry(request, R"({"method":"a"})"));
            logging::write_to_stderr(entry(response, R"({"result":1})"));
        });
    BOOST_TEST(text == "--> {\"method\":\"a\"}\n<-- {\"result\":1}\n");
}

BOOST_AUTO_TEST_CASE(http_status_stands_in_parentheses_with_its_reason_if_there_is_one)
{
    auto text = written_to_stderr(
        []
        {
            logging::write_to_stderr(entry(response, "{}", 200, "OK"));
            logging::write_to_stderr(entry(response, "{}", 404, ""));
        });
    BOOST_TEST(text == "<-- {} (200 OK)\n<-- {} (404)\n");
}

BOOST_AUTO_TEST_CASE(percent_signs_and_empty_messages_are_text_like_any_other)
{
    auto text = written_to_stderr(
        []
        {
            logging::write_to_stderr(entry(request, "%s%n"));
            logging::write_to_stderr(entry(response, ""));
        });
    BOOST_TEST(text == "--> %s%n\n<-- \n");
}

BOOST_AUTO_TEST_CASE(what_a_server_says_neither_moves_the_cursor_nor_looks_like_a_line)
{
    auto text = written_to_stderr(
        [] { logging::write_to_stderr(entry(response, "a\x1b[31m\n--> {}\t\xc3\xa9\x7f", 200, "O\rK")); });
    BOOST_TEST(text == "<-- a\\x1b[31m\\x0a--> {}\t\xc3\xa9\\x7f (200 O\\x0dK)\n");
}

BOOST_AUTO_TEST_CASE(first_level_is_one) { BOOST_TEST(static_cast<int>(logging::level::info) == 1); }

BOOST_AUTO_TEST_SUITE_END()
