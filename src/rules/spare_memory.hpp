// SPDX-License-Identifier: BSL-1.0
// When memory that a large message took is given back: behind many small ones.
//
// At once would cost more than the message, if the next one is large as well: the system takes the pages, and gives them
// anew one by one. Over TCP a result of 1 MiB took 20 ms of CPU in that way, and takes 1 ms.
#pragma once

#include <cstddef>
#include <string>

namespace jsonrpcclient::detail {

class spare_memory
{
public:
    static constexpr std::size_t large = 1 << 17;
    static constexpr unsigned patience = 100;

    // Told of the size of each message, or of what was read at a time. Whether it is time.
    bool is_due(std::size_t size) noexcept
    {
        if (size > large)
            small_ones_ = patience;
        return small_ones_ != 0 && --small_ones_ == 0;
    }

private:
    // How many more must come; 0 if there is nothing to give back.
    unsigned small_ones_ = 0;
};

// Empties the string, and gives back what it has taken: an empty one that is assigned leaves that where it is.
inline void give_back(std::string& text) noexcept { std::string().swap(text); }

} // namespace jsonrpcclient::detail
