// SPDX-License-Identifier: BSL-1.0
// How much memory the program takes from `operator new`, while something runs, and how it is when there is none.
#pragma once

#include <cstddef>

namespace hostile {

class memory_watch
{
public:
    memory_watch();

    // The most that was taken at a time since this was made, beyond what was taken then.
    std::size_t most() const;

private:
    std::size_t before_;
};

// As long as it lives, `operator new` gives so many blocks and no more.
class memory_shortage
{
public:
    explicit memory_shortage(std::size_t blocks);
    memory_shortage(const memory_shortage&) = delete;
    ~memory_shortage();
};

constexpr std::size_t MiB = 1 << 20;

} // namespace hostile
