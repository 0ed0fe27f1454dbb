// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "arguments.hpp"
#include "manual.hpp"

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <limits>

namespace tool {
namespace {

namespace po = boost::program_options;
using text = std::string;

bool looks_like_a_number(const text& word)
{
    auto digit = word.find_first_not_of('.', 1);
    return word.size() > 1 && word[0] == '-' && digit <= 2 && word[digit] >= '0' && word[digit] <= '9';
}

// Asked before Program_options looks for options; what it gives back has no name, so it is an argument.
std::vector<po::option> take_number(std::vector<text>& words)
{
    std::vector<po::option> taken;
    if (looks_like_a_number(words.front()))
    {
        taken.resize(1);
        taken.front().value.push_back(words.front());
        taken.front().original_tokens.push_back(words.front());
        words.erase(words.begin());
    }
    return taken;
}

std::size_t parse_count(const text& word)
{
    std::size_t count = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (error != std::errc() || end != word.data() + word.size() || count == 0)
        throw usage_error("--in-flight: \"" + word + "\" is no number from 1 on");
    return count;
}

std::chrono::nanoseconds parse_duration(const text& word)
{
    double number = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, std::chars_format::fixed);
    std::string_view unit(end, static_cast<std::size_t>(word.data() + word.size() - end));
    double seconds = unit == "ms" ? number / 1000 : unit == "m" ? number * 60 : unit == "h" ? number * 3600 : number;
    bool is_known = unit == "ms" || unit == "s" || unit == "m" || unit == "h";
    constexpr double most = 1e9;
    if (error != std::errc() || !is_known || !(seconds >= 0 && seconds <= most))
        throw usage_error("--timeout: \"" + word + "\" is no duration, such as 500ms, 5s or 1m");
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

void add_header(rpc::client_options& client, std::string_view header)
{
    auto colon = header.find(':');
    if (colon == header.npos)
        throw usage_error("--header: \"" + text(header) + "\" has no colon behind the name");
    auto value = header.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    client.header(header.substr(0, colon), value.substr(0, value.find_last_not_of(" \t") + 1));
}

// The form, and the options that it does not have.
form form_of(const po::variables_map& given)
{
    std::vector<const char*> forms;
    for (auto name : {"notify", "batch", "lines"})
        if (given.count(name) && (text(name) != "notify" || given[name].as<bool>()))
            forms.push_back(name);
    if (forms.size() > 1)
        throw usage_error("--" + text(forms[0]) + " and --" + forms[1] + " exclude each other");
    auto chosen = forms.empty() ? text() : text(forms[0]);
    auto refuse = [&](const char* name, bool is_refused)
    {
        if (is_refused && given.count(name))
            throw usage_error("--" + text(name) + " has no meaning " +
                              (chosen.empty() ? text("with one call") : "with --" + chosen));
    };
    bool reads_file = chosen == "batch" || chosen == "lines";
    refuse("params", reads_file);
    refuse("id", !chosen.empty());
    refuse("in-flight", chosen != "lines");
    return chosen == "batch" ? form::batch : chosen == "lines" ? form::lines : chosen.empty() ? form::call
                                                                                              : form::notification;
}

// Its text, if the option is given.
const text* word(const po::variables_map& given, const char* name)
{
    return given.count(name) ? &given[name].as<text>() : nullptr;
}

// What concerns the connection. What a URL has no use for, the library ignores or refuses.
void set_connection(rpc::client_options& client, const po::variables_map& given)
{
    bool is_insecure = given["insecure"].as<bool>();
    auto* authorities = word(given, "cacert");
    auto* certificate = word(given, "cert");
    auto* key = word(given, "key");
    if (is_insecure && authorities)
        throw usage_error("--insecure and --cacert exclude each other");
    if (key && !certificate)
        throw usage_error("--key needs --cert, the certificate that the key belongs to");
    if (key && key->empty())
        throw usage_error("--key must name a file");
    if (is_insecure)
        client.verify(false);
    if (authorities)
        client.verify(*authorities);
    if (certificate)
        client.cert(*certificate, key ? *key : text());
    if (auto* path = word(given, "unix-socket"))
        client.unix_socket(*path);
    if (auto* name = word(given, "framing"))
        client.framing(rpc::framing::parse(*name));
    if (auto* name = word(given, "subprotocol"))
        client.subprotocol(*name);
}

void set_client(options& made, const po::variables_map& given)
{
    auto& client = made.client;
    if (auto* name = word(given, "id-generator"))
        made.generate_id = rpc::id_generators::by_name(*name);
    client.id_generator(made.generate_id);
    if (auto* duration = word(given, "timeout"))
        client.timeout(parse_duration(*duration));
    set_connection(client, given);
    if (given.count("header"))
        for (auto& header : given["header"].as<std::vector<text>>())
            add_header(client, header);
    client.validate_against_schema(!given["no-validate"].as<bool>());
    client.lenient_ids(given["lenient-ids"].as<bool>());
    client.basic_logging(given["verbose"].as<bool>());
    if (made.form == form::lines)
    {
        // What is in flight is limited here, and each of it has a connection of its own over HTTP.
        client.max_connections(made.in_flight).max_in_flight(made.in_flight);
        client.max_queued_bytes(std::numeric_limits<std::size_t>::max());
    }
}

} // namespace

std::optional<options> parse_command_line(int count, const char* const* words)
{
    po::options_description all;
    all.add(described_options()).add_options()("word", po::value<std::vector<text>>());
    po::positional_options_description positional;
    positional.add("word", -1);
    po::variables_map given;
    try
    {
        using style = po::command_line_style::style_t;
        po::command_line_parser parser(count, words);
        parser.options(all).positional(positional).extra_style_parser(take_number);
        parser.style(style::unix_style & ~style::allow_guessing);
        po::store(parser.run(), given);
    }
    catch (const po::error& error)
    {
        throw usage_error(error.what());
    }

    if (given["help"].as<bool>())
        return print_manual(), std::nullopt;
    if (given["version"].as<bool>())
        return std::cout << "jsonrpc " JSONRPC_VERSION "\n", std::nullopt;

    options made;
    made.form = form_of(given);
    auto rest = given.count("word") ? given["word"].as<std::vector<text>>() : std::vector<text>();
    bool reads_file = made.form == form::batch || made.form == form::lines;
    if (rest.size() < (reads_file ? 1 : 2))
        throw usage_error(rest.empty() ? "no URL is given; see --help" : "no METHOD is given; see --help");
    if (reads_file && rest.size() > 1)
        throw usage_error("\"" + rest[1] + "\": a METHOD or ARGUMENT has no meaning with a file of calls");
    made.url = rest[0];
    if (reads_file)
        made.file = given[made.form == form::batch ? "batch" : "lines"].as<text>();
    else
    {
        made.method = rest[1];
        made.arguments.assign(rest.begin() + 2, rest.end());
    }
    if (given.count("params"))
        made.params = given["params"].as<text>();
    if (made.params && !made.arguments.empty())
        throw usage_error("--params and ARGUMENTs exclude each other");
    if (given.count("id"))
        made.id = parse_id(given["id"].as<text>());
    if (given.count("in-flight"))
        made.in_flight = parse_count(given["in-flight"].as<text>());
    made.full = given["full"].as<bool>();
    made.compact = given["compact"].as<bool>();
    made.stats = given["stats"].as<bool>();
    set_client(made, given);
    return made;
}

} // namespace tool
