// SPDX-License-Identifier: BSL-1.0
// Options out of configuration files: INI with one section, [general], whose line may be missing.
#pragma once

#include "rules/option_levels.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

// The name of the files that are read unless others are named.
constexpr const char* config_file_name = ".jsonrpcclientrc";

// The options of these files, in this order; if none are named, of those in the home directory and in the current one
// that are there. Throws `errc::invalid_config` that names file and line.
std::vector<option_level> read_config_files(const std::optional<std::vector<std::string>>& named);

// The options of a file's text. Unless `is_trusted`, those of security are refused.
option_level parse_config(const std::string& path, const std::string& text, bool is_trusted);

} // namespace jsonrpcclient::detail
