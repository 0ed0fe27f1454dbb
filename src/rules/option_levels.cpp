// SPDX-License-Identifier: BSL-1.0
#include "rules/option_levels.hpp"

#include "rules/ascii.hpp"
#include "rules/option_table.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

// The topmost level in which something is set; the built-in one if it is set in none.
template <class IsSet>
const option_level& topmost(const std::vector<option_level>& levels, IsSet is_set)
{
    auto found = std::find_if(levels.rbegin(), levels.rend(), [&](auto& level) { return is_set(level.options); });
    return found == levels.rend() ? levels.front() : *found;
}

effective_option describe(std::string name, std::string value, const option_level& from)
{
    effective_option made;
    made.source = from.source;
    made.file = from.file;
    auto same_key = [&](auto& line) { return equal_names(line.first, name); };
    if (auto line = std::find_if(from.lines.begin(), from.lines.end(), same_key); line != from.lines.end())
        made.line = line->second;
    made.name = std::move(name);
    made.value = std::move(value);
    return made;
}

} // namespace

option_levels::option_levels()
    : levels_{option_level(option_source::built_in, built_in_options())},
      merged_(std::make_shared<const option_set>(levels_.front().options))
{
}

void option_levels::push(option_level added)
{
    auto changed = std::make_shared<option_set>(*merged_);
    merge(*changed, added.options);
    // Those that replace each other again and again are one level.
    if (added.source == option_source::set_defaults && levels_.back().source == added.source)
        merge(levels_.back().options, added.options);
    else
        levels_.push_back(std::move(added));
    merged_ = std::move(changed);
}

std::vector<effective_option> option_levels::effective() const
{
    std::vector<effective_option> made;
    for (auto& row : option_table())
        if (row.key.starts_with(header_prefix))
            for (auto& header : merged_->headers)
            {
                auto& from = topmost(levels_, [&](auto& options) { return has_header(options.headers, header.first); });
                made.push_back(describe(std::string(header_prefix) + header.first, std::string(secret), from));
            }
        else
        {
            // What other credentials have replaced is not there any more. Nobody goes to a unix socket by a proxy.
            bool is_there = row.is_set(*merged_);
            bool is_around = !is_there && !merged_->unix_socket && row.is_set(environment_.options);
            auto& from = is_there ? topmost(levels_, row.is_set) : is_around ? environment_ : levels_.front();
            made.push_back(
                describe(std::string(row.name), row.show(is_around ? environment_.options : *merged_), from));
        }
    return made;
}

} // namespace jsonrpcclient::detail

namespace jsonrpcclient {

const char* to_string(option_source value) noexcept
{
    switch (value)
    {
    case option_source::built_in:
        return "built_in";
    case option_source::environment:
        return "environment";
    case option_source::file:
        return "file";
    case option_source::client:
        return "client";
    case option_source::set_defaults:
        return "set_defaults";
    }
    return "unknown";
}

} // namespace jsonrpcclient
