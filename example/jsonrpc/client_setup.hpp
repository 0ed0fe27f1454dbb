// SPDX-License-Identifier: BSL-1.0
// The options of the library that the command line sets.
#pragma once

#include "command_line.hpp"
#include "options.hpp"

#include <functional>
#include <string>

namespace tool {

// Sets an option of the library. What that says of its option is said of the one that was typed. Throws usage_error.
void set(options& made, const std::string& of_library, const std::string& typed, const std::function<void()>& set_it);

// Throws usage_error. What a URL has no use for, the library ignores or refuses.
void set_client(options& made, const command_line& given);

} // namespace tool
