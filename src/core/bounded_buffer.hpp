// SPDX-License-Identifier: BSL-1.0
// The events that wait for their reader, and what happens to those that find no room.
#pragma once

#include <jsonrpcclient/when_full.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace jsonrpcclient::detail {

template <class Event>
class bounded_buffer
{
public:
    bounded_buffer(when_full policy, std::size_t max_events, std::size_t max_bytes) noexcept
        : policy_(policy), max_events_(policy == when_full::keep_latest ? 1 : max_events), max_bytes_(max_bytes)
    {
    }

    bool empty() const noexcept { return events_.empty(); }
    std::size_t size() const noexcept { return events_.size(); }
    std::uint64_t dropped() const noexcept { return dropped_; }
    when_full policy() const noexcept { return policy_; }

    // Whether the next event finds no room. What is kept takes none.
    bool is_full() const noexcept { return events_.size() - kept_ >= max_events_ || bytes_ >= max_bytes_; }

    // False if there is no room, and the policy is `close`. With `wait` there is always room: who asks `is_full` in time
    // does not push.
    bool push(Event&& event, std::size_t bytes)
    {
        if (is_full() && policy_ == when_full::close)
            return false;
        if (is_full() && policy_ == when_full::drop_newest)
        {
            ++dropped_;
            return true;
        }
        if (policy_ != when_full::wait)
            while (is_full() && drop_oldest())
                ;
        add(std::move(event), bytes, false);
        return true;
    }

    // An event that is never dropped. One that follows another such one takes its place.
    void push_kept(Event&& event)
    {
        if (!events_.empty() && events_.back().is_kept)
        {
            events_.pop_back();
            --kept_;
        }
        add(std::move(event), 0, true);
    }

    // The oldest; there must be one.
    Event pop()
    {
        Event first = std::move(events_.front().event);
        bytes_ -= events_.front().bytes;
        kept_ -= events_.front().is_kept;
        events_.pop_front();
        return first;
    }

    void clear() noexcept
    {
        events_.clear();
        bytes_ = 0;
        kept_ = 0;
    }

private:
    struct item
    {
        Event event;
        std::size_t bytes;
        bool is_kept;
    };

    void add(Event&& event, std::size_t bytes, bool is_kept)
    {
        events_.push_back({std::move(event), bytes, is_kept});
        bytes_ += bytes;
        kept_ += is_kept;
    }

    bool drop_oldest()
    {
        auto oldest = std::find_if(events_.begin(), events_.end(), [](const item& each) { return !each.is_kept; });
        if (oldest == events_.end())
            return false;
        bytes_ -= oldest->bytes;
        ++dropped_;
        auto next = events_.erase(oldest);
        // Of two kept ones that have become neighbours the later one counts.
        if (next != events_.begin() && next != events_.end() && next->is_kept && std::prev(next)->is_kept)
        {
            events_.erase(std::prev(next));
            --kept_;
        }
        return true;
    }

    when_full policy_;
    std::size_t max_events_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::size_t kept_ = 0;
    std::uint64_t dropped_ = 0;
    std::deque<item> events_;
};

} // namespace jsonrpcclient::detail
