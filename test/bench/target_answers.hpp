// SPDX-License-Identifier: BSL-1.0
// What the load target answers: it looks for ids and methods in the text and parses nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bench {

// The ids of one connection's calls of "hold", which wait for a notification "release".
using held_ids = std::vector<std::string>;

// Appends the answer to a message, an object or an array of them; nothing if it waits for its release.
void append_answer(std::string& out, std::string_view message, held_ids& held);

// Whether a message releases what is held; it is answered by nothing itself.
bool is_release(std::string_view message);

// Appends the answer to a call of "hold".
void append_held_answer(std::string& out, std::string_view id);

} // namespace bench
