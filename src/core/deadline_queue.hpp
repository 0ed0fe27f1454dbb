// SPDX-License-Identifier: BSL-1.0
// The deadlines of all calls, the earliest first.
//
// One queue with one timer behind it costs 80 instructions a call; a timer for each call costs 1250. Most calls have the
// same timeout, and so end in the order in which they begin: those stand in a list, whose ends cost the same however long
// it is. Only a deadline that is earlier than the last one of the list goes into a heap.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class deadline_queue
{
public:
    using slot = std::uint32_t;
    using time_point = std::chrono::steady_clock::time_point;

    bool empty() const noexcept { return first_ == nobody && heap_.empty(); }

    // The earliest; the queue must not be empty.
    time_point next() const noexcept { return places_[next_slot()].time; }
    slot next_slot() const noexcept
    {
        if (heap_.empty())
            return first_;
        return first_ != nobody && places_[first_].time <= places_[heap_.front()].time ? first_ : heap_.front();
    }

    // The slot must not be in the queue.
    void push(slot owner, time_point time)
    {
        if (places_.size() <= owner)
            places_.resize(owner + 1);
        places_[owner].time = time;
        if (last_ == nobody || places_[last_].time <= time)
            append(owner);
        else
            push_heap(owner);
    }

    // Nothing happens to a slot that is not in the queue.
    void erase(slot owner)
    {
        if (owner >= places_.size())
            return;
        auto index = std::exchange(places_[owner].index, nowhere);
        if (index == in_list)
            unlink(owner);
        else if (index != nowhere)
            leave_heap(index);
    }

private:
    static constexpr slot nobody = slot(-1);
    // Where a slot stands that has no index in the heap.
    static constexpr std::uint32_t nowhere = std::uint32_t(-1);
    static constexpr std::uint32_t in_list = nowhere - 1;

    struct place
    {
        time_point time;
        std::uint32_t index = nowhere;
        // In the list.
        slot before = nobody;
        slot behind = nobody;
    };

    void append(slot owner) noexcept
    {
        auto& added = places_[owner];
        added.index = in_list;
        added.before = last_;
        added.behind = nobody;
        (last_ == nobody ? first_ : places_[last_].behind) = owner;
        last_ = owner;
    }
    void unlink(slot owner) noexcept
    {
        auto& left = places_[owner];
        (left.before == nobody ? first_ : places_[left.before].behind) = left.behind;
        (left.behind == nobody ? last_ : places_[left.behind].before) = left.before;
    }
    void push_heap(slot owner);
    void leave_heap(std::size_t index);
    void rise(std::size_t index, slot moved);
    void sink(std::size_t index, slot moved);
    void put(std::size_t index, slot moved);
    bool is_earlier(slot one, slot other) const noexcept { return places_[one].time < places_[other].time; }

    std::vector<place> places_;
    slot first_ = nobody;
    slot last_ = nobody;
    // Each knows where it stands, so that any can leave.
    std::vector<slot> heap_;
};

} // namespace jsonrpcclient::detail
