// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "arguments.hpp"
#include "client_setup.hpp"
#include "manual.hpp"
#include "secrets.hpp"

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/version.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>

namespace tool {
namespace {

using text = std::string;

// The form, and the options that it does not have.
form form_of(const command_line& given)
{
    const char* chosen = nullptr;
    for (auto name : {"notify", "batch", "lines", "listen", "bench"})
        if (given.has(name))
        {
            if (chosen)
                given.exclude_each_other(chosen, name);
            chosen = name;
        }
    auto refuse = [&](const char* name, bool is_refused)
    {
        if (is_refused && given.has(name))
            throw usage_error(given.typed(name) + " has no meaning " +
                              (chosen ? "with " + given.typed(chosen) : text("with one call")));
    };
    auto made = !chosen                    ? form::call
                : chosen == text("batch")  ? form::batch
                : chosen == text("lines")  ? form::lines
                : chosen == text("listen") ? form::listen
                : chosen == text("bench")  ? form::bench
                                           : form::notification;
    refuse("params", made == form::batch || made == form::lines);
    refuse("id", made != form::call && made != form::listen);
    refuse("in-flight", made != form::lines && made != form::bench);
    refuse("calls", made != form::bench);
    refuse("duration", made != form::bench);
    refuse("full", made == form::bench);
    refuse("count", made != form::listen);
    refuse("no-reconnect", made != form::listen);
    // What is printed is what log handlers are told.
    refuse("trim", made == form::listen);
    return made;
}

std::size_t parse_count(const text& word, const text& typed)
{
    std::size_t count = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (error != std::errc() || end != word.data() + word.size() || count == 0)
        throw usage_error(typed + ": \"" + word + "\" is no number from 1 on");
    return count;
}

// Of which there is some.
std::chrono::nanoseconds parse_duration(options& made, const text& word, const text& typed)
{
    // What a duration looks like, the library says.
    set(made, "timeout", typed, [&] { rpc::client_options().set("timeout", word); });
    char* unit = nullptr;
    auto number = std::strtod(word.c_str(), &unit);
    const std::map<text, double> units{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    auto known = units.find(unit);
    auto length = known == units.end() ? 0 : number * known->second;
    if (length < 1)
        throw usage_error(typed + ": \"" + word + "\" is no time at all");
    constexpr double longest = 365 * 24 * 3600e9;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(length, longest)));
}

// The words that belong to no option.
void take_words(options& made, const command_line& given)
{
    auto rest = given.words();
    bool reads_file = made.form == form::batch || made.form == form::lines;
    if (rest.empty())
        throw usage_error("no URL is given; see --help");
    made.url = rest[0];
    made.has_method = rest.size() > 1;
    if (reads_file && made.has_method)
        throw usage_error("\"" + rest[1] + "\": a METHOD or ARGUMENT has no meaning with a file of calls");
    if (reads_file)
        made.file = *given.text(made.form == form::batch ? "batch" : "lines");
    else if (made.has_method)
    {
        made.method = rest[1];
        made.arguments.assign(rest.begin() + 2, rest.end());
    }
    else if (made.form != form::listen)
        throw usage_error("no METHOD is given; see --help");
    else if (made.is_over_http())
        throw usage_error("--listen needs a METHOD over HTTP, where nothing comes but with the answer to a call");
    else
        for (auto name : {"params", "id"})
            if (given.has(name))
                throw usage_error(given.typed(name) + " has no meaning without a METHOD");
}

// It can be read once.
void refuse_two_readers(const command_line& given)
{
    const char* reader = nullptr;
    auto look_at = [&](const char* name, const text& word, const char* standard_input)
    {
        if (word != standard_input)
            return;
        if (reader)
            throw usage_error(given.typed(reader) + " and " + given.typed(name) + " would both read standard input");
        reader = name;
    };
    for (auto* name : {"batch", "lines"})
        if (auto* word = given.text(name))
            look_at(name, *word, "-");
    for (auto* name : {"params", "user", "bearer"})
        if (auto* word = given.text(name))
            look_at(name, *word, "@-");
    for (auto& word : given.texts("header"))
        look_at("header", word, "@-");
}

void take_answers(options& made, const command_line& given)
{
    for (auto& answer : given.texts("answer"))
        if (auto taken = made.answers.insert(parse_answer(answer)); !taken.second)
            throw usage_error("--answer: the method " + taken.first->first + " is given twice");
}

} // namespace

std::string options::as_typed(std::string message) const
{
    auto end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    auto found = typed.find(message.substr(0, end));
    return found == typed.end() ? message : found->second + message.substr(std::min(end, message.size()));
}

bool options::is_over_http() const
{
    // Letters of a scheme may be of either case.
    return boost::algorithm::istarts_with(url, "http:") || boost::algorithm::istarts_with(url, "https:");
}

std::optional<options> parse_command_line(int count, char** words)
{
    command_line given(count, words);
    hide_secrets(given, count, words);
    if (given.has("help"))
        return print_manual(), std::nullopt;
    if (given.has("version"))
        return std::cout << "jsonrpc " JSONRPCCLIENT_VERSION "\n", std::nullopt;

    options made;
    made.form = form_of(given);
    refuse_two_readers(given);
    take_words(made, given);
    take_answers(made, given);
    if (auto* params = given.text("params"))
        made.params = *params;
    if (made.params && !made.arguments.empty())
        throw usage_error("--params and ARGUMENTs exclude each other");
    if (auto* id = given.text("id"))
        made.id = parse_id(*id);
    if (auto* in_flight = given.text("in-flight"))
        made.in_flight = parse_count(*in_flight, given.typed("in-flight"));
    if (auto* count = given.text("count"))
        made.count = parse_count(*count, given.typed("count"));
    if (auto* calls = given.text("calls"))
        made.calls = parse_count(*calls, given.typed("calls"));
    if (auto* duration = given.text("duration"))
        made.duration = parse_duration(made, *duration, given.typed("duration"));
    made.reconnects = !given.has("no-reconnect");
    made.full = given.has("full");
    made.compact = given.has("compact");
    made.stats = given.has("stats");
    set_client(made, given);
    return made;
}

} // namespace tool
