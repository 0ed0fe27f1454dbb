// SPDX-License-Identifier: BSL-1.0
// The words of the command line: which options are given, and how they were typed.
#pragma once

#include <boost/program_options/variables_map.hpp>

#include <map>
#include <string>
#include <vector>

namespace tool {

// Options are asked for by their long names.
class command_line
{
public:
    // Throws usage_error for an option that there is not, that lacks its value or stands there twice.
    command_line(int count, const char* const* words);

    bool has(const std::string& name) const;

    // The value; nothing if the option is not given.
    const std::string* text(const std::string& name) const;

    // The values of an option that may be repeated.
    std::vector<std::string> texts(const std::string& name) const;

    // The words that belong to no option.
    std::vector<std::string> words() const { return texts("word"); }

    // How a given option was typed, for messages: -t or --timeout.
    std::string typed(const std::string& name) const;

    // Throws usage_error, as both are given.
    [[noreturn]] void exclude_each_other(const char* left, const char* right) const;

private:
    boost::program_options::variables_map given_;
    std::map<std::string, std::string> typed_;
};

} // namespace tool
