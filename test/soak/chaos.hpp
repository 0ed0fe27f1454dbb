// SPDX-License-Identifier: BSL-1.0
// Random decisions from a seed, and what was done to calls by them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <string_view>

namespace soak {

// A number that depends on both, and looks like neither (splitmix64).
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t number) noexcept
{
    std::uint64_t mixed = seed + (number + 1) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

class dice
{
public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t end) { return engine_() % end; }
    bool one_in(std::uint64_t count) { return below(count) == 0; }
    std::chrono::microseconds up_to(std::chrono::microseconds longest)
    {
        return std::chrono::microseconds(below(static_cast<std::uint64_t>(longest.count()) + 1));
    }

private:
    std::mt19937_64 engine_;
};

// Decides which fault happens, and counts it. The names of faults are literals.
class chaos
{
public:
    explicit chaos(std::uint64_t seed) : random(seed) {}

    bool strikes(std::string_view fault, std::uint64_t one_in)
    {
        if (!random.one_in(one_in))
            return false;
        ++counts_[fault];
        return true;
    }

    const std::map<std::string_view, std::uint64_t>& counts() const noexcept { return counts_; }

    dice random;

private:
    std::map<std::string_view, std::uint64_t> counts_;
};

} // namespace soak
