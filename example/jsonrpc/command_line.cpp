// SPDX-License-Identifier: BSL-1.0
#include "command_line.hpp"

#include "arguments.hpp"
#include "manual.hpp"

#include <boost/program_options/parsers.hpp>

namespace tool {
namespace {

namespace po = boost::program_options;
using style = po::command_line_style::style_t;

bool looks_like_a_number(const std::string& word)
{
    auto digit = word.find_first_not_of('.', 1);
    return word.size() > 1 && word[0] == '-' && digit <= 2 && word[digit] >= '0' && word[digit] <= '9';
}

// Asked before Program_options looks for options; what it gives back has no name, so it is an argument.
std::vector<po::option> take_number(std::vector<std::string>& words)
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

// Without its value, which may stand in the same word.
std::string name_as_typed(const po::option& given, const po::options_description& known)
{
    auto short_name = known.find(given.string_key, false).canonical_display_name(style::allow_dash_for_short);
    auto word = given.original_tokens.empty() ? std::string() : given.original_tokens.front();
    bool is_short = short_name.size() == 2 && !word.starts_with("--") && word.starts_with(short_name);
    return is_short ? short_name : "--" + given.string_key;
}

} // namespace

command_line::command_line(int count, const char* const* words)
{
    po::options_description all;
    all.add(described_options()).add_options()("word", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("word", -1);
    try
    {
        po::command_line_parser parser(count, words);
        parser.options(all).positional(positional).extra_style_parser(take_number);
        parser.style(style::unix_style & ~style::allow_guessing);
        auto parsed = parser.run();
        for (auto& each : parsed.options)
            if (!each.string_key.empty() && each.position_key == -1)
                typed_.emplace(each.string_key, name_as_typed(each, all));
        po::store(parsed, given_);
    }
    catch (const po::unknown_option& error)
    {
        // A value that may be a secret is not shown.
        auto option = error.get_option_name();
        throw usage_error("unrecognised option '" + option.substr(0, option.find('=')) + '\'');
    }
    catch (const po::error& error)
    {
        throw usage_error(error.what());
    }
}

bool command_line::has(const std::string& name) const
{
    if (!given_.count(name))
        return false;
    auto* is_on = boost::any_cast<bool>(&given_[name].value());
    return !is_on || *is_on;
}

const std::string* command_line::text(const std::string& name) const
{
    return has(name) ? &given_[name].as<std::string>() : nullptr;
}

std::vector<std::string> command_line::texts(const std::string& name) const
{
    return has(name) ? given_[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

std::string command_line::typed(const std::string& name) const
{
    auto found = typed_.find(name);
    return found == typed_.end() ? "--" + name : found->second;
}

void command_line::exclude_each_other(const char* left, const char* right) const
{
    throw usage_error(typed(left) + " and " + typed(right) + " exclude each other");
}

} // namespace tool
