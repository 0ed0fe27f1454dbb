// SPDX-License-Identifier: BSL-1.0
// How far long work is: a line on standard error that is drawn over again, where that is a terminal.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tool {

namespace asio = boost::asio;

struct progress_state
{
    progress_state(std::uint64_t done, std::optional<double> part) : done(done), part(part) {}

    std::uint64_t done;
    // Of all there is to do, from 0 to 1, if that is known.
    std::optional<double> part;
};

// Takes the line away until it is drawn the next time. For whoever writes something else to the terminal.
void hide_progress() noexcept;

// Draws while it lives, once the work has taken half a second.
class progress
{
public:
    // `what` is done, such as "lines". Who logs to standard error is shown nothing.
    progress(const asio::any_io_executor& executor, std::string what, bool is_wanted,
             std::function<progress_state()> state);
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

private:
    void draw_later(std::chrono::milliseconds delay);
    std::string line(const progress_state& state, std::size_t width) const;

    asio::steady_timer timer_;
    std::string what_;
    std::function<progress_state()> state_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    // The timer may have run out when this is destroyed.
    std::shared_ptr<const bool> lives_ = std::make_shared<bool>(true);
};

} // namespace tool
