// SPDX-License-Identifier: BSL-1.0
#include "hostile/memory.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> taken, peak;

// How many blocks there still are.
constexpr auto unlimited = static_cast<std::size_t>(-1);
std::atomic<std::size_t> left = unlimited;

void* take(std::size_t size) noexcept
{
    if (left == 0)
        return nullptr;
    if (left != unlimited)
        --left;
    auto* place = std::malloc(std::max<std::size_t>(size, 1));
    if (!place)
        return nullptr;
    auto now = taken += ::malloc_usable_size(place);
    if (now > peak)
        peak = now;
    return place;
}

void give_back(void* place) noexcept
{
    taken -= ::malloc_usable_size(place);
    std::free(place);
}

} // namespace

// All forms but those of types that ask for more alignment. AddressSanitizer has its own of each that is not here.
void* operator new(std::size_t size)
{
    if (auto* place = take(size))
        return place;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* place) noexcept { give_back(place); }
void operator delete[](void* place) noexcept { give_back(place); }
void operator delete(void* place, std::size_t) noexcept { give_back(place); }
void operator delete[](void* place, std::size_t) noexcept { give_back(place); }
void operator delete(void* place, const std::nothrow_t&) noexcept { give_back(place); }
void operator delete[](void* place, const std::nothrow_t&) noexcept { give_back(place); }

namespace hostile {

memory_watch::memory_watch() : before_(taken) { peak = before_; }

std::size_t memory_watch::most() const { return peak - before_; }

memory_shortage::memory_shortage(std::size_t blocks) { left = blocks; }
memory_shortage::~memory_shortage() { left = unlimited; }

} // namespace hostile
