// SPDX-License-Identifier: BSL-1.0
// Values of options as a configuration file and the command line write them.
#pragma once

#include <jsonrpcclient/backoff.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// What is accepted, for error messages and the manual.
constexpr std::string_view flag_form = "true or false, yes or no, on or off, 1 or 0";
constexpr std::string_view duration_form = "a duration such as 500ms, 5s, 1.5m, 2h";
constexpr std::string_view count_form = "a number";
constexpr std::string_view size_form = "a number of bytes such as 65536, 512KiB, 64MiB, 1GiB";
constexpr std::string_view backoff_form = "off, or FIRST, LONGEST[, ATTEMPTS] such as 100ms, 30s, 3";
constexpr std::string_view codes_form = "error codes with commas between them";

// They throw errc::invalid_config, and say what is accepted.
bool flag_of(std::string_view text);
std::chrono::nanoseconds duration_of(std::string_view text);
std::size_t count_of(std::string_view text);
std::size_t size_of(std::string_view text);
backoff backoff_of(std::string_view text);
std::vector<std::int64_t> codes_of(std::string_view text);

// The reverse.
std::string flag_text(bool value);
std::string duration_text(std::chrono::nanoseconds value);
std::string size_text(std::size_t value);
std::string codes_text(const std::vector<std::int64_t>& value);

} // namespace jsonrpcclient::detail
