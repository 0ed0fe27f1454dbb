// SPDX-License-Identifier: BSL-1.0
// Counts what the program takes from the heap, whoever in it asks: `new`, Asio's aligned memory, OpenSSL.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bench {

struct heap_counts
{
    std::uint64_t allocations = 0;
    std::size_t live = 0;   // In bytes, as the heap rounds them up.
    std::size_t peak = 0;
};

// Of a program with one thread.
extern heap_counts heap;

} // namespace bench
