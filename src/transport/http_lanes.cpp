// SPDX-License-Identifier: BSL-1.0
#include "transport/http_lanes.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {

std::shared_ptr<http_lane> http_lanes::of(const http_plan& plan)
{
    for (auto& each : lanes_)
        if (each->to.key == plan.to.key)
            return each;
    // Those that nobody needs any more make room.
    std::erase_if(lanes_, [](auto& each) { return each.use_count() == 1 && !each->has_work() && each->idle.empty(); });
    return lanes_.emplace_back(std::make_shared<http_lane>(plan.to, plan.options));
}

std::shared_ptr<http_lane> http_lanes::next()
{
    for (std::size_t i = 0; i != lanes_.size(); ++i)
        if (auto& each = lanes_[turn_++ % lanes_.size()]; each->has_work())
            return each;
    return nullptr;
}

std::size_t http_lanes::waiting() const
{
    std::size_t count = 0;
    for (auto& each : lanes_)
        count += each->waiting();
    return count;
}

std::size_t http_lanes::queued() const
{
    std::size_t count = 0;
    for (auto& each : lanes_)
        count += each->queue.size();
    return count;
}

std::size_t http_lanes::queued_bytes() const
{
    std::size_t bytes = 0;
    for (auto& each : lanes_)
        bytes += each->queue.bytes();
    return bytes;
}

std::size_t http_lanes::idle() const
{
    std::size_t count = 0;
    for (auto& each : lanes_)
        count += each->idle.size();
    return count;
}

void http_lanes::withdraw(send_queue::slot owner)
{
    for (auto& each : lanes_)
    {
        each->queue.withdraw(owner);
        each->connecting.erase(owner);
    }
}

void http_lanes::close_idle_beyond(std::size_t most)
{
    std::size_t count = idle();
    for (auto& each : lanes_)
        for (; count > most && !each->idle.empty(); --count)
            each->idle.erase(each->idle.begin());
}

std::optional<std::chrono::steady_clock::time_point>
http_lanes::close_idle_since(std::chrono::steady_clock::time_point then)
{
    std::optional<std::chrono::steady_clock::time_point> oldest;
    for (auto& each : lanes_)
    {
        std::erase_if(each->idle, [&](auto& idle) { return idle->idle_since <= then; });
        for (auto& idle : each->idle)
            oldest = std::min(oldest.value_or(idle->idle_since), idle->idle_since);
    }
    return oldest;
}

void http_lanes::clear()
{
    for (auto& each : lanes_)
    {
        each->queue = send_queue();
        each->connecting.clear();
        for (auto& idle : each->idle)
            idle->over->close();
        each->idle.clear();
    }
}

} // namespace jsonrpcclient::detail
