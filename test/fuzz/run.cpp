// SPDX-License-Identifier: BSL-1.0
#include "fuzz/run.hpp"

#include "fuzz/target.hpp"

#include <boost/asio/co_spawn.hpp>

namespace test::fuzz {

bool run(asio::io_context& context)
{
    // An input has some thousand bytes, which may come one by one.
    constexpr std::size_t many = 1'000'000;
    std::size_t steps = 0;
    context.restart();
    while (context.poll_one() != 0)
        require(++steps < many, "it ends after a number of steps");
    return context.stopped();
}

void run_to_end(asio::io_context& context, asio::awaitable<void> work)
{
    bool has_ended = false;
    asio::co_spawn(context, std::move(work),
                   [&](std::exception_ptr error)
                   {
                       require(!error, "no exception gets out");
                       has_ended = true;
                   });
    bool is_idle = run(context);
    require(has_ended, "it ends when the stream has ended");
    require(is_idle, "nothing is left to wait for");
}

std::vector<std::string> parts_of(std::string_view text)
{
    constexpr std::string_view between = "\n=\n";
    std::vector<std::string> parts;
    for (;;)
    {
        auto end = text.find(between);
        parts.emplace_back(text.substr(0, end));
        if (end == text.npos)
            return parts;
        text.remove_prefix(end + between.size());
    }
}

void check_cuts(const std::function<std::string(std::size_t)>& told_of)
{
    constexpr std::size_t cuts[] = {std::size_t(-1), 1, 7};
    auto first = told_of(cuts[0]);
    for (auto cut : cuts)
        if (auto told = told_of(cut); told != first)
            fail("what is read does not depend on how it arrives:\n" + first + "\n" + told);
}

} // namespace test::fuzz
