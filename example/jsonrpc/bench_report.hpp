// SPDX-License-Identifier: BSL-1.0
// What a bench has measured, and how it is printed.
#pragma once

#include "latencies.hpp"
#include "output.hpp"

#include <cstdint>
#include <exception>
#include <map>
#include <string>

namespace tool {

// Calls that went wrong in the same way.
struct trouble
{
    trouble() = default;

    std::uint64_t count = 0;
    // What was said of the first of them.
    std::exception_ptr first;
};

struct measurement
{
    measurement() = default;

    void answered(std::chrono::nanoseconds taken, const rpc::response_data& answer);
    void failed(std::exception_ptr error);

    // All that have ended.
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    std::uint64_t warm_up_calls = 0;
    std::chrono::nanoseconds passed{0};
    // Of the calls that were answered, be it by an error object.
    latencies taken;
    // By their kinds: "error -32601", "timeout", "HTTP status 503".
    std::map<std::string, trouble> troubles;
    // What the errors call for.
    status ended = status::good;

private:
    trouble& count(std::string kind);
};

// On standard output as lines of "name: value", or as JSON on one line. An example of each kind of error goes to standard
// error.
void print(const measurement& measured, const options& given);

} // namespace tool
