// SPDX-License-Identifier: BSL-1.0
// What is printed, and the exit status.
#pragma once

#include "options.hpp"

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/response.hpp>
#include <jsonrpcclient/statistics.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace tool {

// The exit status of the program.
enum class status
{
    good = 0,
    refused = 1,
    bad_usage = 2,
    no_answer = 3,
    timed_out = 4,
    // By SIGINT and by SIGTERM, as shells have it.
    interrupted = 130,
    terminated = 143
};

status status_of_signal(int number) noexcept;

// The larger trouble of the two.
status worse(status left, status right) noexcept;

// Says on standard error what has happened, and gives the status that it calls for. `where` stands before it.
status report(std::exception_ptr error, std::string_view where = {});

// What an answer calls for, and what a failure does.
status status_of(const rpc::response_data& answer);
status status_of(const rpc::client_error& error);

// Prints the result, or the response object if all of it is asked for. An error object goes to standard error.
status print(const rpc::response& answer, const options& given);

// The response object on one line.
std::string to_line(const rpc::response& answer);

// What stands in place of a response that did not come. The id is JSON text.
std::string missing_line(std::string_view id, std::string_view reason);

// One line on standard error.
void say(std::string line);

// One line on standard output.
void print_line(std::string_view line);
void print(const rpc::statistics& counted);

// Flushes standard output; `ended`, or what it calls for that nobody could read it.
status end_of_output(status ended);

} // namespace tool
