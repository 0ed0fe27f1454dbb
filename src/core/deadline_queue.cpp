// SPDX-License-Identifier: BSL-1.0
#include "core/deadline_queue.hpp"

namespace jsonrpcclient::detail {
namespace {

// Children of one place in the heap: four lie in a cache line, and halve its height.
constexpr std::size_t arity = 4;

} // namespace

void deadline_queue::push_heap(slot owner)
{
    heap_.push_back(owner);
    rise(heap_.size() - 1, owner);
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
