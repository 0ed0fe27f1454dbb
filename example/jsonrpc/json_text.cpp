// SPDX-License-Identifier: BSL-1.0
#include "json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tool {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view marks = "{}[],:";

std::string_view cut(std::string_view& rest, std::size_t size)
{
    auto taken = rest.substr(0, size);
    rest.remove_prefix(taken.size());
    return taken;
}

// Cuts off a mark, a string, a number or a word; empty at the end.
std::string_view next_token(std::string_view& rest)
{
    cut(rest, rest.find_first_not_of(blanks));
    if (rest.empty())
        return rest;
    if (marks.find(rest.front()) != marks.npos)
        return cut(rest, 1);
    if (rest.front() != '"')
        return cut(rest, rest.find_first_of(" \t\r\n{}[],:\""));
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != '"')
        end += rest[end] == '\\' ? 2 : 1;
    return cut(rest, end + 1);
}

bool opens(std::string_view token) { return token == "{" || token == "["; }
bool closes(std::string_view token) { return token == "}" || token == "]"; }

// Cuts off a value with all that is in it; empty at the end.
std::string_view next_value(std::string_view& rest)
{
    auto first = next_token(rest);
    auto* end = first.data() + first.size();
    for (int depth = opens(first) ? 1 : 0; depth > 0;)
    {
        auto inner = next_token(rest);
        if (inner.empty())
            return {};
        depth += opens(inner) ? 1 : closes(inner) ? -1 : 0;
        end = inner.data() + inner.size();
    }
    return {first.data(), static_cast<std::size_t>(end - first.data())};
}

// Behind this token: whether a name comes to its end here.
bool is_name(std::string_view rest) { return next_token(rest) == ":"; }

std::string shown(std::string_view token)
{
    boost::system::error_code error;
    if (token.front() == '"' && token.find("\\u") != token.npos)
        if (auto value = boost::json::parse(token, error); !error)
            return boost::json::serialize(value);
    return std::string(token);
}

const char* colour_of(std::string_view token, bool is_name)
{
    if (token.front() == '"')
        return is_name ? "\033[1;34m" : "\033[32m";
    return token == "null" ? "\033[2m" : "\033[36m";
}

} // namespace

std::string_view member(std::string_view object, std::string_view name)
{
    auto rest = object;
    if (next_token(rest) != "{")
        return {};
    int depth = 1;
    for (auto token = next_token(rest); !token.empty() && depth > 0; token = next_token(rest))
    {
        depth += opens(token) ? 1 : closes(token) ? -1 : 0;
        bool is_found = depth == 1 && token.size() == name.size() + 2 && token.substr(1, name.size()) == name &&
                        token.front() == '"' && is_name(rest);
        if (!is_found)
            continue;
        next_token(rest);
        return next_value(rest);
    }
    return {};
}

std::vector<std::string_view> elements(std::string_view array)
{
    std::vector<std::string_view> found;
    auto rest = array;
    for (auto before = next_token(rest); before == "[" || before == ","; before = next_token(rest))
        if (auto value = next_value(rest); !value.empty() && value != "]")
            found.push_back(value);
    return found;
}

std::string lay_out(std::string_view text, layout style)
{
    std::string made;
    std::size_t depth = 0;
    auto new_line = [&]
    {
        if (style.is_indented)
            made += '\n' + std::string(2 * depth, ' ');
    };
    std::string_view before;
    auto rest = text;
    for (auto token = next_token(rest); !token.empty(); before = token, token = next_token(rest))
    {
        if (closes(token))
        {
            depth -= depth > 0 ? 1 : 0;
            if (!opens(before))
                new_line();
            made += token;
        }
        else if (token == "," || token == ":")
        {
            made += token;
            if (token == ",")
                new_line();
            else if (style.is_indented)
                made += ' ';
        }
        else
        {
            if (opens(before))
                new_line();
            depth += opens(token) ? 1 : 0;
            bool is_coloured = style.is_coloured && !opens(token);
            made += is_coloured ? colour_of(token, is_name(rest)) : "";
            made += shown(token);
            made += is_coloured ? "\033[0m" : "";
        }
    }
    return made;
}

} // namespace tool
