// SPDX-License-Identifier: BSL-1.0
// What all client programs of the benchmarks share: the scenario they are told, and the figures they print.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// How calls are made. Its name begins with a transport, and goes on with
//   -64             so many calls in flight, each of which is followed by another one
//   -batch-100      one message with so many calls in flight
//   -large          one call in flight, whose result has 1 MiB
//   -held-100000    all are in flight before the first is answered, again and again
struct scenario
{
    explicit scenario(std::string_view name);

    std::string_view method = "ping";
    std::size_t in_flight = 1;   // Messages.
    std::size_t batch = 1;       // Calls in a message.
    bool held = false;           // After the last of them the notification "release" has to be sent.
};

// Takes the time and counts, from the end of a warm-up to the last call.
class meter
{
public:
    using clock = std::chrono::steady_clock;

    meter(const scenario& what, std::size_t calls);

    // Called before a message is built. Every 16th call is timed: a clock for each would be a twentieth of it.
    clock::time_point begin() { return ++begun_ % 16 == 0 ? clock::now() : clock::time_point(); }

    // Called with what `begin` gave when the message is answered. False when no more is to be sent.
    bool end(clock::time_point begun)
    {
        if (begun != clock::time_point())
            latencies_.push_back(clock::now() - begun);
        done_ += batch_;
        return done_ < next_ || advance();
    }

    bool is_done() const { return is_done_; }

    // One line of JSON. What begins with "all" is of the warm-up, too, and of the program's start.
    void print() const;

private:
    struct reading
    {
        clock::time_point time;
        double cpu_seconds = 0;
        std::uint64_t allocations = 0;
    };

    static reading read();
    bool advance();
    double percentile(double part) const;

    std::size_t in_flight_;
    std::size_t batch_;
    std::size_t warm_up_;
    std::size_t calls_;
    std::size_t next_;   // Calls after which something is read.
    std::size_t begun_ = 0;
    std::size_t done_ = 0;
    bool is_done_ = false;
    reading from_;
    reading to_;
    std::size_t live_at_first_;
    mutable std::vector<clock::duration> latencies_;
};

} // namespace bench
