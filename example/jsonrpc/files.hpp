// SPDX-License-Identifier: BSL-1.0
// Files that are read as a whole.
#pragma once

#include <cstddef>
#include <string>

namespace tool {

// Of this file, or of standard input if it is -. Throws usage_error if it cannot be read or is longer than `limit`.
std::string text_of_file(const std::string& name, std::size_t limit);

// Waits for the next bytes of a descriptor, which another program may have made one that does not block. How many there
// are, 0 at the end. Throws usage_error, with the name, if there is an error.
std::size_t read_some(int descriptor, const std::string& name, char* buffer, std::size_t size);

// Throws usage_error.
int open_to_read(const std::string& name);

} // namespace tool
