// SPDX-License-Identifier: BSL-1.0
// The entry for libFuzzer. Which target it runs the environment variable FUZZ_TARGET says.
#include "fuzz/target.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static auto* chosen = []
    {
        auto* name = std::getenv("FUZZ_TARGET");
        auto* found = test::fuzz::find_target(name ? name : "");
        if (!found)
        {
            std::fprintf(stderr, "FUZZ_TARGET must be one of:");
            for (auto& each : test::fuzz::targets())
                std::fprintf(stderr, " %s", each.name);
            std::fprintf(stderr, "\n");
            std::exit(2);
        }
        return found;
    }();
    chosen->run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
