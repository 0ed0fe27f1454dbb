// SPDX-License-Identifier: BSL-1.0
#include "core/deadline_queue.hpp"

namespace jsonrpcclient::detail {
namespace {

// Children of one place in the heap: four lie in one or two cache lines, and halve its height.
constexpr std::size_t arity = 4;

} // namespace

void deadline_queue::push(slot owner, time_point time)
{
    if (index_of_.size() <= owner)
        index_of_.resize(owner + 1, nowhere);
    heap_.emplace_back();
    rise(heap_.size() - 1, {time, owner});
}

void deadline_queue::erase(slot owner)
{
    if (owner >= index_of_.size() || index_of_[owner] == nowhere)
        return;
    std::size_t index = index_of_[owner];
    index_of_[owner] = nowhere;
    deadline last = heap_.back();
    heap_.pop_back();
    if (index == heap_.size())
        return;
    if (index != 0 && last.time < heap_[(index - 1) / arity].time)
        rise(index, last);
    else
        sink(index, last);
}

void deadline_queue::rise(std::size_t index, deadline moved)
{
    while (index != 0)
    {
        auto parent = (index - 1) / arity;
        if (heap_[parent].time <= moved.time)
            break;
        put(index, heap_[parent]);
        index = parent;
    }
    put(index, moved);
}

void deadline_queue::sink(std::size_t index, deadline moved)
{
    for (;;)
    {
        auto first = index * arity + 1;
        if (first >= heap_.size())
            break;
        auto earliest = first;
        for (auto child = first + 1; child < heap_.size() && child < first + arity; ++child)
            if (heap_[child].time < heap_[earliest].time)
                earliest = child;
        if (moved.time <= heap_[earliest].time)
            break;
        put(index, heap_[earliest]);
        index = earliest;
    }
    put(index, moved);
}

void deadline_queue::put(std::size_t index, deadline moved)
{
    heap_[index] = moved;
    index_of_[moved.owner] = static_cast<std::uint32_t>(index);
}

} // namespace jsonrpcclient::detail
