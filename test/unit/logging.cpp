// SPDX-License-Identifier: BSL-1.0
// The lines that go to standard error.
#include <jsonrpcclient/logging.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <unistd.h>

namespace logging = jsonrpcclient::logging;

namespace {

// What the function writes to the file descriptor of standard error.
template <class Function>
std::string written_to_stderr(Function&& function)
{
    std::FILE* file = std::tmpfile();
    BOOST_REQUIRE(file);
    std::fflush(stderr);
    int saved = ::dup(2);
    ::dup2(::fileno(file), 2);
    function();
    std::fflush(stderr);
    ::dup2(saved, 2);
    ::close(saved);
    std::rewind(file);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

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

BOOST_AUTO_TEST_SUITE(logging_to_stderr)

BOOST_AUTO_TEST_CASE(request_and_response_are_lines_with_arrows)
{
    auto text = written_to_stderr([] {
        logging::write_to_stderr(entry(request, R"({"method":"a"})"));
        logging::write_to_stderr(entry(response, R"({"result":1})"));
    });
    BOOST_TEST(text == "--> {\"method\":\"a\"}\n<-- {\"result\":1}\n");
}

BOOST_AUTO_TEST_CASE(http_status_stands_in_parentheses_with_its_reason_if_there_is_one)
{
    auto text = written_to_stderr([] {
        logging::write_to_stderr(entry(response, "{}", 200, "OK"));
        logging::write_to_stderr(entry(response, "{}", 404, ""));
    });
    BOOST_TEST(text == "<-- {} (200 OK)\n<-- {} (404)\n");
}

BOOST_AUTO_TEST_CASE(percent_signs_and_empty_messages_are_text_like_any_other)
{
    auto text = written_to_stderr([] {
        logging::write_to_stderr(entry(request, "%s%n"));
        logging::write_to_stderr(entry(response, ""));
    });
    BOOST_TEST(text == "--> %s%n\n<-- \n");
}

BOOST_AUTO_TEST_CASE(first_level_is_one)
{
    BOOST_TEST(static_cast<int>(logging::level::info) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
