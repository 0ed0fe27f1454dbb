// SPDX-License-Identifier: BSL-1.0
// Who calls: from the command line, a file or the environment, and hidden from those who list processes.
#pragma once

#include "command_line.hpp"

#include <optional>
#include <string>

namespace tool {

struct secret
{
    secret(std::string name, std::string value) : name(std::move(name)), value(std::move(value)) {}

    // What gives it, for messages: -u, --bearer, JSONRPC_USER.
    std::string name;
    std::string value;
};

// Not both of them.
struct identity
{
    identity() = default;

    std::optional<secret> user;
    std::optional<secret> token;
};

// The command line's, where @FILE stands for what a file holds, else the environment's. Throws usage_error.
identity identity_of(const command_line& given);

// Overwrites passwords and tokens among the words, which were copied before.
void hide_secrets(const command_line& given, int count, char** words);

} // namespace tool
