// SPDX-License-Identifier: BSL-1.0
// The options of a client as they were set, level over level, and what they come to.
#pragma once

#include "rules/option_set.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

struct option_level
{
    explicit option_level(option_source source, option_set options = {}) : source(source), options(std::move(options))
    {
    }

    option_source source;
    option_set options;
    // Of a file: its path, and the lines of its keys.
    std::string file;
    std::map<std::string, std::size_t> lines;
};

class option_levels
{
public:
    // The built-in options alone.
    option_levels();

    // The proxy that the environment gives for the client's URL where no option says otherwise. Which one a call takes
    // is asked anew: a redirect may lead elsewhere.
    void set_environment_proxy(std::string shown) { environment_.options.proxy = std::move(shown); }

    // What is set in `added` wins over all below.
    void push(option_level added);

    // Every option that has a value.
    const std::shared_ptr<const option_set>& merged() const noexcept { return merged_; }

    // Each option, and where it comes from.
    std::vector<effective_option> effective() const;

private:
    std::vector<option_level> levels_;
    option_level environment_{option_source::environment};
    std::shared_ptr<const option_set> merged_;
};

} // namespace jsonrpcclient::detail
