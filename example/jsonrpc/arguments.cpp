// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include "files.hpp"
#include "json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

namespace tool {
namespace {

namespace json = boost::json;

constexpr std::string_view blanks = " \t";
constexpr std::size_t longest_params = 64 << 20;

json::parse_options deep()
{
    json::parse_options options;
    options.max_depth = 1000;
    return options;
}

std::optional<json::value> parse_json(std::string_view text)
{
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, deep());
    return error ? std::nullopt : std::optional(std::move(value));
}

// A JSON text if it is one, else a string.
json::value value_of(std::string_view text)
{
    if (auto value = parse_json(text))
        return std::move(*value);
    json::value string(text);
    if (!parse_json(json::serialize(string)))
        throw usage_error("an argument is not UTF-8");
    return string;
}

// Where the name of `name=ARGUMENT` ends, or npos.
std::size_t end_of_name(std::string_view argument)
{
    auto equals = argument.find('=');
    return equals == 0 || parse_json(argument) ? std::string_view::npos : equals;
}

// How long the JSON text is with which `text` begins, or 0.
std::size_t json_prefix(std::string_view text)
{
    if (text.empty() || std::string_view("{[\"").find(text.front()) == std::string_view::npos)
        return 0;
    json::stream_parser parser({}, deep());
    boost::system::error_code error;
    auto size = parser.write_some(text.data(), text.size(), error);
    while (size > 0 && blanks.find(text[size - 1]) != blanks.npos)
        --size;
    bool ends_word = size == text.size() || blanks.find(text[size]) != blanks.npos;
    return !error && parser.done() && ends_word ? size : 0;
}

// Cuts the next word off the line: up to a blank, but for JSON texts and what stands in single quotes.
std::string next_word(std::string_view& line)
{
    std::string word;
    bool may_begin_json = true;
    while (!line.empty() && blanks.find(line.front()) == blanks.npos)
    {
        if (auto size = may_begin_json ? json_prefix(line) : 0)
        {
            word += line.substr(0, size);
            line.remove_prefix(size);
            break;
        }
        if (line.front() == '\'')
        {
            auto end = line.find('\'', 1);
            if (end == line.npos)
                throw usage_error("a single quote is not closed");
            word += line.substr(1, end - 1);
            line.remove_prefix(end + 1);
            may_begin_json = false;
            continue;
        }
        // A value may be JSON behind its name too.
        may_begin_json = line.front() == '=' && word.find('=') == word.npos;
        word += line.front();
        line.remove_prefix(1);
    }
    return word;
}

void skip_blanks(std::string_view& line) { line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size())); }

} // namespace

rpc::params parse_arguments(const std::vector<std::string>& arguments)
{
    json::array positional;
    json::object named;
    for (std::string_view argument : arguments)
    {
        auto equals = end_of_name(argument);
        if (equals == argument.npos)
            positional.push_back(value_of(argument));
        else if (!named.emplace(argument.substr(0, equals), value_of(argument.substr(equals + 1))).second)
            throw usage_error("the argument " + std::string(argument.substr(0, equals)) + " is given twice");
    }
    if (!named.empty() && !positional.empty())
        throw usage_error("either all arguments have names or none; a string that holds = stands in quotes: '\"a=b\"'");
    if (!named.empty())
        return rpc::params(named);
    return positional.empty() ? rpc::params() : rpc::params(positional);
}

rpc::params parse_params(const std::string& word)
{
    auto value = parse_json(word.starts_with('@') ? text_of_file(word.substr(1), longest_params) : word);
    if (!value || !value->is_structured())
        throw usage_error("--params: \"" + word + "\" is no JSON array or object");
    return rpc::params(*value);
}

rpc::id parse_id(std::string_view text)
{
    auto value = parse_json(text).value_or(nullptr);
    if (auto* integer = value.if_int64())
        return *integer;
    if (auto* large = value.if_uint64())
        return *large;
    if (auto* string = value.if_string())
        return std::string_view(*string);
    throw usage_error("--id: \"" + std::string(text) + "\" is neither an integer nor a string in double quotes");
}

std::pair<std::string, json::value> parse_answer(std::string_view text)
{
    auto equals = std::min(text.find('='), text.size());
    if (equals == 0 || equals == text.size())
        throw usage_error("--answer has the form METHOD=JSON");
    auto value = parse_json(text.substr(equals + 1));
    if (!value)
        throw usage_error("--answer: \"" + std::string(text.substr(equals + 1)) +
                          "\" is no JSON; a string stands in double quotes");
    return {parse_method(std::string(text.substr(0, equals))), std::move(*value)};
}

std::string parse_method(std::string text)
{
    if (!parse_json(json::serialize(json::value(text))))
        throw usage_error("the method is not UTF-8");
    return text;
}

raw_message::raw_message(std::string_view text) : text(text)
{
    if (auto own = member(text, "id"); !own.empty() && own != "null")
        id.emplace(own);
}

message parse_line(std::string_view line)
{
    skip_blanks(line);
    if (line.starts_with('{'))
        return raw_message(line);
    if (line.starts_with('['))
        throw usage_error("a line holds one call, not an array");
    bool is_notification = line.starts_with('!');
    if (is_notification)
        line.remove_prefix(1);
    skip_blanks(line);
    auto method = parse_method(next_word(line));
    std::vector<std::string> arguments;
    for (skip_blanks(line); !line.empty(); skip_blanks(line))
        arguments.push_back(next_word(line));
    if (method.empty())
        throw usage_error("there is no method");
    auto params = parse_arguments(arguments);
    if (is_notification)
        return rpc::notification(method, params);
    return rpc::request(method, params);
}

} // namespace tool
