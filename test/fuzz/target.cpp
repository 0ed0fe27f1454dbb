// SPDX-License-Identifier: BSL-1.0
#include "fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>

namespace test::fuzz {

// Each in a file of its name.
void messages(std::string_view);
void framing(std::string_view);
void multiplexer(std::string_view);
void config(std::string_view);
void urls(std::string_view);
void headers(std::string_view);
void codings(std::string_view);
void events(std::string_view);
void http(std::string_view);
void websocket(std::string_view);
void client(std::string_view);

std::span<const target> targets()
{
    static constexpr target all[] = {{"messages", messages},   {"framing", framing}, {"multiplexer", multiplexer},
                                     {"config", config},       {"urls", urls},       {"headers", headers},
                                     {"codings", codings},     {"events", events},   {"http", http},
                                     {"websocket", websocket}, {"client", client}};
    return all;
}

const target* find_target(std::string_view name)
{
    for (auto& each : targets())
        if (each.name == name)
            return &each;
    return nullptr;
}

void fail(std::string_view what)
{
    std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

} // namespace test::fuzz
