// SPDX-License-Identifier: BSL-1.0
// The words of a command, as a POSIX shell would take it apart (IEEE Std 1003.1, Shell Command Language, 2.2 Quoting).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// What is wrong with a command. It does not show the command, whose arguments may be secret.
class command_error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// The program and its arguments. Nothing is expanded, and operators are characters like any other. Throws command_error.
std::vector<std::string> split_command(std::string_view command);

} // namespace jsonrpcclient::detail
