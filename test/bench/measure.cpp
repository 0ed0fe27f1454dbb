// SPDX-License-Identifier: BSL-1.0
#include "measure.hpp"

#include "heap.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <sys/resource.h>

namespace bench {
namespace {

std::size_t number(std::string_view digits) { return std::stoull(std::string(digits)); }

// What is behind `prefix`, if `text` begins so.
bool skip(std::string_view& text, std::string_view prefix)
{
    bool is_there = text.starts_with(prefix);
    if (is_there)
        text.remove_prefix(prefix.size());
    return is_there;
}

double seconds(const ::timeval& time) { return static_cast<double>(time.tv_sec) + time.tv_usec * 1e-6; }

double microseconds(meter::clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

} // namespace

scenario::scenario(std::string_view name)
{
    auto dash = name.find('-');
    if (dash == name.npos)
        throw std::invalid_argument("not a scenario");
    name.remove_prefix(dash);
    if (skip(name, "-batch-"))
        batch = number(name);
    else if (skip(name, "-held-"))
    {
        held = true;
        method = "hold";
        in_flight = number(name);
    }
    else if (name == "-large")
        method = "large";
    else
        in_flight = number(name.substr(1));
}

meter::meter(const scenario& what, std::size_t calls)
    : in_flight_(what.in_flight), batch_(what.batch),
      warm_up_(std::max(in_flight_ * batch_ * (what.held ? 1 : 4), calls / 10)), calls_(calls), next_(warm_up_),
      live_at_first_(heap.live)
{
    latencies_.reserve((warm_up_ + calls) / 16 / batch_ + 1);
    live_at_first_ = heap.live;
}

meter::reading meter::read()
{
    ::rusage used;
    ::getrusage(RUSAGE_SELF, &used);
    reading now;
    now.time = clock::now();
    now.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    now.allocations = heap.allocations;
    return now;
}

bool meter::advance()
{
    if (next_ == warm_up_)
    {
        next_ = warm_up_ + calls_;
        latencies_.clear();
        heap.peak = heap.live;
        from_ = read();
        return true;
    }
    if (!is_done_)
        to_ = read();
    is_done_ = true;
    return false;
}

double meter::percentile(double part) const
{
    if (latencies_.empty())
        return 0;
    auto nth = latencies_.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(latencies_.size() - 1));
    std::nth_element(latencies_.begin(), nth, latencies_.end());
    return microseconds(*nth);
}

void meter::print() const
{
    auto calls = static_cast<double>(calls_);
    std::printf("{\"calls\":%zu,\"seconds\":%.6f,\"cpu_us\":%.4f,\"allocations\":%.3f,\"p50_us\":%.1f,\"p99_us\":%.1f,"
                "\"bytes_in_flight\":%.0f,\"all_calls\":%zu,\"all_allocations\":%llu}\n",
                calls_, std::chrono::duration<double>(to_.time - from_.time).count(),
                (to_.cpu_seconds - from_.cpu_seconds) * 1e6 / calls,
                static_cast<double>(to_.allocations - from_.allocations) / calls, percentile(0.5), percentile(0.99),
                (static_cast<double>(heap.peak) - static_cast<double>(live_at_first_)) /
                    static_cast<double>(in_flight_ * batch_),
                next_, static_cast<unsigned long long>(to_.allocations));
}

} // namespace bench
