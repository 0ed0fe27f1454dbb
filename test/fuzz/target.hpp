// SPDX-License-Identifier: BSL-1.0
// The targets of fuzzing: functions that are given any bytes, and end the program if something does not hold.
#pragma once

#include <span>
#include <string_view>

namespace test::fuzz {

struct target
{
    // Also of its folder in corpus/.
    const char* name;
    void (*run)(std::string_view bytes);
};

std::span<const target> targets();

// Null if there is none of this name.
const target* find_target(std::string_view name);

// Ends the program, and says what did not hold.
[[noreturn]] void fail(std::string_view what);

inline void require(bool holds, std::string_view what)
{
    if (!holds)
        fail(what);
}

} // namespace test::fuzz
