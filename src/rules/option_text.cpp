// SPDX-License-Identifier: BSL-1.0
#include "rules/option_text.hpp"

#include "rules/ascii.hpp"

#include <jsonrpcclient/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <locale>
#include <optional>
#include <sstream>

namespace jsonrpcclient::detail {
namespace {

using nanoseconds = std::chrono::nanoseconds;

struct time_unit
{
    std::string_view name;
    nanoseconds length;
};

constexpr time_unit time_units[] = {
    {"h", std::chrono::hours(1)},         {"m", std::chrono::minutes(1)},       {"s", std::chrono::seconds(1)},
    {"ms", std::chrono::milliseconds(1)}, {"us", std::chrono::microseconds(1)}, {"ns", nanoseconds(1)},
};

struct size_unit
{
    std::string_view name;
    std::size_t bytes;
};

constexpr size_unit size_units[] = {
    {"GiB", std::size_t(1) << 30}, {"MiB", std::size_t(1) << 20}, {"KiB", std::size_t(1) << 10}, {"", 1}};

[[noreturn]] void refuse_value(std::string_view text, std::string_view form)
{
    throw client_error(errc::invalid_config, delivery::not_sent,
                       "\"" + std::string(text) + "\" is not " + std::string(form));
}

// The number that the text begins with, and what stands behind it.
std::optional<std::size_t> leading_count(std::string_view text, std::string_view& rest)
{
    std::size_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return std::nullopt;
    rest = text.substr(end - text.data());
    return number;
}

// The parts between the separators, without the spaces around them.
std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();)
    {
        auto end = std::min(text.find(separator, begin), text.size());
        parts.push_back(trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

} // namespace

bool flag_of(std::string_view text)
{
    auto word = to_lower(text);
    for (auto* yes : {"true", "yes", "on", "1"})
        if (word == yes)
            return true;
    for (auto* no : {"false", "no", "off", "0"})
        if (word == no)
            return false;
    refuse_value(text, flag_form);
}

nanoseconds duration_of(std::string_view text)
{
    auto unit = text.find_first_not_of("0123456789.");
    // Of the C locale: from_chars for fractions is missing in clang's library.
    std::istringstream number((std::string(text.substr(0, unit))));
    number.imbue(std::locale::classic());
    double value = 0;
    number >> value;
    bool is_number = !number.fail() && number.eof();
    auto name = unit == text.npos ? std::string_view() : text.substr(unit);
    for (auto& known : time_units)
        if (is_number && name == known.name)
        {
            // As much as can be counted.
            auto wanted = value * static_cast<double>(known.length.count());
            return wanted < 9e18 ? nanoseconds(std::llround(wanted)) : nanoseconds::max();
        }
    // Of nothing there is no unit.
    if (is_number && value == 0 && name.empty())
        return nanoseconds(0);
    refuse_value(text, duration_form);
}

std::size_t count_of(std::string_view text)
{
    std::string_view rest;
    auto number = leading_count(text, rest);
    if (!number || !rest.empty())
        refuse_value(text, count_form);
    return *number;
}

std::size_t size_of(std::string_view text)
{
    std::string_view rest;
    if (auto number = leading_count(text, rest))
        for (auto& known : size_units)
            if (rest == known.name && *number <= SIZE_MAX / known.bytes)
                return *number * known.bytes;
    refuse_value(text, size_form);
}

backoff backoff_of(std::string_view text)
try
{
    if (text == "off")
        return backoff::none();
    auto parts = split(text, ',');
    if (parts.size() < 2 || parts.size() > 3)
        refuse_value(text, backoff_form);
    backoff read(duration_of(parts[0]), duration_of(parts[1]));
    return parts.size() == 3 ? read.attempts(count_of(parts[2])) : read;
}
catch (const client_error&)
{
    refuse_value(text, backoff_form);
}

std::vector<std::int64_t> codes_of(std::string_view text)
{
    std::vector<std::int64_t> codes;
    if (trimmed(text).empty())
        return codes;
    for (auto part : split(text, ','))
    {
        std::int64_t code = 0;
        auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), code);
        if (error != std::errc() || end != part.data() + part.size())
            refuse_value(text, codes_form);
        codes.push_back(code);
    }
    return codes;
}

std::string flag_text(bool value) { return value ? "true" : "false"; }

std::string duration_text(nanoseconds value)
{
    for (auto& known : time_units)
        if (value % known.length == nanoseconds(0) && value != nanoseconds(0))
            return std::to_string(value / known.length) + std::string(known.name);
    return "0s";
}

std::string size_text(std::size_t value)
{
    for (auto& known : size_units)
        if (value % known.bytes == 0 && value != 0)
            return std::to_string(value / known.bytes) + std::string(known.name);
    return "0";
}

std::string codes_text(const std::vector<std::int64_t>& value)
{
    std::string text;
    for (auto code : value)
        text.append(text.empty() ? "" : ", ").append(std::to_string(code));
    return text;
}

} // namespace jsonrpcclient::detail
