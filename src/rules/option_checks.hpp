// SPDX-License-Identifier: BSL-1.0
// What the setters of options refuse.
#pragma once

#include <jsonrpcclient/error.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {

[[noreturn]] inline void refuse(std::string what)
{
    throw client_error(errc::invalid_config, delivery::not_sent, std::move(what));
}

inline std::string file_name(std::string_view name, const char* option)
{
    if (name.empty() || name.find('\0') != name.npos)
        refuse(std::string(option) + " must name a file");
    return std::string(name);
}

inline std::size_t at_least_one(std::size_t value, const char* option)
{
    if (value == 0)
        refuse(std::string(option) + " must be at least 1");
    return value;
}

inline std::chrono::nanoseconds not_negative(std::chrono::nanoseconds value, const char* option)
{
    if (value.count() < 0)
        refuse(std::string(option) + " must not be negative");
    return value;
}

} // namespace jsonrpcclient::detail
