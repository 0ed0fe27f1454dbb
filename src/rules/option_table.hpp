// SPDX-License-Identifier: BSL-1.0
// The one table of options: what there is to know of each beside its value.
#pragma once

#include "rules/option_set.hpp"

#include <span>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

struct option_row
{
    // Of the setter.
    std::string_view name;
    // In a file; empty if it has no form as text.
    std::string_view key;
    // What a value in a file may be.
    std::string_view accepts;
    std::string_view meaning;
    // Whether a single call may have its own.
    bool is_of_call;
    // Whether it decides who is talked to and what he is told: taken only from a file that nobody else can write.
    bool is_of_security;
    // Whether it decides which connection a call needs, so that a call on a stream, which has its connection, cannot.
    bool is_of_connection;

    bool (*is_set)(const option_set& in);
    // Takes the value over where it is set.
    void (*merge)(option_set& into, const option_set& from);
    // Sets it to what a file says. Throws `errc::invalid_config`.
    void (*read)(client_options& into, std::string_view text);
    // As a file would say it, without secrets; empty if it is not set.
    std::string (*show)(const option_set& from);
};

std::span<const option_row> option_table();

// The option with this key. A header's is `header.` and its name. Null if there is none.
const option_row* find_option(std::string_view key);

// All keys, with commas between them.
std::string option_keys();

// Before the name of a header.
constexpr std::string_view header_prefix = "header.";

// In place of what may be secret.
constexpr std::string_view secret = "***";

} // namespace jsonrpcclient::detail
