// SPDX-License-Identifier: BSL-1.0
#include "core/deadline_queue.hpp"

#include <utility>

namespace jsonrpcclient::detail {
namespace {

// Children of one place in the heap: four lie in a cache line, and halve its height.
constexpr std::size_t arity = 4;

} // namespace

void deadline_queue::push(slot owner, time_point time)
{
    if (places_.size() <= owner)
        places_.resize(owner + 1);
    places_[owner].time = time;
    if (last_ == nobody || places_[last_].time <= time)
        return append(owner);
    heap_.push_back(owner);
    rise(heap_.size() - 1, owner);
}

void deadline_queue::erase(slot owner)
{
    if (owner >= places_.size())
        return;
    auto index = std::exchange(places_[owner].index, nowhere);
    if (index == in_list)
        unlink(owner);
    else if (index != nowhere)
        leave_heap(index);
}

void deadline_queue::append(slot owner)
{
    auto& added = places_[owner];
    added.index = in_list;
    added.before = last_;
    added.behind = nobody;
    (last_ == nobody ? first_ : places_[last_].behind) = owner;
    last_ = owner;
}

void deadline_queue::unlink(slot owner)
{
    auto& left = places_[owner];
    (left.before == nobody ? first_ : places_[left.before].behind) = left.behind;
    (left.behind == nobody ? last_ : places_[left.behind].before) = left.before;
}

void deadline_queue::leave_heap(std::size_t index)
{
    slot last = heap_.back();
    heap_.pop_back();
    if (index == heap_.size())
        return;
    if (index != 0 && is_earlier(last, heap_[(index - 1) / arity]))
        rise(index, last);
    else
        sink(index, last);
}

void deadline_queue::rise(std::size_t index, slot moved)
{
    while (index != 0)
    {
        auto parent = (index - 1) / arity;
        if (!is_earlier(moved, heap_[parent]))
            break;
        put(index, heap_[parent]);
        index = parent;
    }
    put(index, moved);
}

void deadline_queue::sink(std::size_t index, slot moved)
{
    for (;;)
    {
        auto first = index * arity + 1;
        if (first >= heap_.size())
            break;
        auto earliest = first;
        for (auto child = first + 1; child < heap_.size() && child < first + arity; ++child)
            if (is_earlier(heap_[child], heap_[earliest]))
                earliest = child;
        if (!is_earlier(heap_[earliest], moved))
            break;
        put(index, heap_[earliest]);
        index = earliest;
    }
    put(index, moved);
}

void deadline_queue::put(std::size_t index, slot moved)
{
    heap_[index] = moved;
    places_[moved].index = static_cast<std::uint32_t>(index);
}

} // namespace jsonrpcclient::detail
