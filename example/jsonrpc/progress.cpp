// SPDX-License-Identifier: BSL-1.0
#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace tool {
namespace {

using namespace std::chrono_literals;

// How many characters stand in the line. There is one terminal.
std::size_t drawn = 0;

// The last column is left alone: some terminals begin a new line behind it.
std::size_t width_of_terminal()
{
    winsize size{};
    bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return (is_known ? size.ws_col : 80) - 1;
}

// No escape sequence, which a simple terminal might not know.
void draw(const std::string& line)
{
    auto rest = drawn > line.size() ? std::string(drawn - line.size(), ' ') : std::string();
    std::cerr << '\r' + line + rest + std::string(rest.size(), '\b') << std::flush;
    drawn = line.size();
}

// 1:05
std::string clock_text(double seconds)
{
    auto whole = static_cast<std::uint64_t>(std::min(std::max(seconds, 0.0), 1e9));
    auto rest = std::to_string(whole % 60);
    return std::to_string(whole / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

std::string bar(double part, std::size_t width)
{
    auto full = static_cast<std::size_t>(std::floor(part * static_cast<double>(width)));
    return '[' + std::string(full, '#') + std::string(width - full, '.') + ']';
}

} // namespace

void hide_progress() noexcept
{
    if (drawn == 0)
        return;
    draw({});
    std::cerr << '\r' << std::flush;
}

progress::progress(const asio::any_io_executor& executor, std::string what, bool is_wanted,
                   std::function<progress_state()> state)
    : timer_(executor), what_(std::move(what)), state_(std::move(state))
{
    if (is_wanted && ::isatty(STDERR_FILENO))
        draw_later(500ms);
}

progress::~progress() { hide_progress(); }

void progress::draw_later(std::chrono::milliseconds delay)
{
    timer_.expires_after(delay);
    timer_.async_wait(
        [this, lives = std::weak_ptr(lives_)](boost::system::error_code error)
        {
            if (error || lives.expired())
                return;
            draw(line(state_(), width_of_terminal()));
            draw_later(200ms);
        });
}

std::string progress::line(const progress_state& state, std::size_t width) const
{
    auto passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    auto rate = static_cast<std::uint64_t>(std::llround(static_cast<double>(state.done) / passed));
    auto text = std::to_string(state.done) + ' ' + what_ + ", " + std::to_string(rate) + "/s, ";
    if (!state.part)
        text += clock_text(passed);
    else
    {
        auto part = std::clamp(*state.part, 0.0, 1.0);
        text += part > 0 ? clock_text(passed / part - passed) + " left" : clock_text(passed);
        auto percent = std::to_string(static_cast<int>(part * 100));
        text = std::string(4 - std::min<std::size_t>(percent.size(), 3), ' ') + percent + "%  " + text;
        constexpr std::size_t widest = 40, narrowest = 10;
        if (width >= text.size() + narrowest + 2)
            text = bar(part, std::min(widest, width - text.size() - 2)) + text;
    }
    return text.substr(0, width);
}

} // namespace tool
