// SPDX-License-Identifier: BSL-1.0
// What a target gets: bytes, which it takes apart.
#pragma once

#include <cstddef>
#include <string_view>

namespace test::fuzz {

// Taken from the front. Everything can be taken of any input: what is not there is empty, or zero.
class input
{
public:
    explicit input(std::string_view bytes) : rest_(bytes) {}

    bool empty() const noexcept { return rest_.empty(); }

    // Up to the next line feed, which goes with it.
    std::string_view line()
    {
        auto end = rest_.find('\n');
        auto taken = rest_.substr(0, end);
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        return taken;
    }

    char character()
    {
        if (rest_.empty())
            return 0;
        char taken = rest_.front();
        rest_.remove_prefix(1);
        return taken;
    }

    // Of a decimal digit its own value, so that inputs can be written by hand.
    std::size_t number() { return static_cast<unsigned char>(character() - '0'); }

    std::string_view rest() const noexcept { return rest_; }

private:
    std::string_view rest_;
};

} // namespace test::fuzz
