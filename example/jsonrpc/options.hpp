// SPDX-License-Identifier: BSL-1.0
// The command line, understood.
#pragma once

#include <jsonrpcclient/options.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tool {

namespace rpc = jsonrpcclient;

enum class form
{
    call,
    notification,
    batch,
    lines,
    listen,
    bench
};

struct options
{
    options() = default;

    tool::form form = form::call;
    std::string url;
    // Of a call or a notification. Who listens may have none.
    bool has_method = false;
    std::string method;
    std::vector<std::string> arguments;
    std::optional<std::string> params;
    std::optional<rpc::id> id;
    // Of a batch or of lines.
    std::string file;
    // Of lines and of a bench: how many at once.
    std::size_t in_flight = 64;
    // Of a bench: it ends with whatever is over first.
    std::optional<std::size_t> calls;
    std::optional<std::chrono::nanoseconds> duration;
    // Of listening: after how many messages it ends, and whether a lost connection is made again.
    std::optional<std::size_t> count;
    bool reconnects = true;
    // What the server's requests are answered with, by their methods.
    std::map<std::string, boost::json::value> answers;
    // The whole response object instead of its result.
    bool full = false;
    // On one line.
    bool compact = false;
    // The counters at the end.
    bool stats = false;
    // What is given; the rest is left to the configuration files.
    rpc::client_options client;
    // Names of options in the library, and what was typed to set them.
    std::map<std::string, std::string> typed;

    // A message of the library that begins with the name of an option, with what was typed in its place.
    std::string as_typed(std::string message) const;

    // The URL is that of HTTP, where nothing comes but beside an answer.
    bool is_over_http() const;
};

// Throws usage_error and what the library throws. Nothing if the manual or the version was asked for, which is then
// printed. Overwrites what is secret among the words.
std::optional<options> parse_command_line(int count, char** words);

} // namespace tool
