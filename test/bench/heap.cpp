// SPDX-License-Identifier: BSL-1.0
// The functions of the heap, each of which counts and then asks glibc's own.
#include "heap.hpp"

#include <cerrno>
#include <malloc.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace bench {

heap_counts heap;

namespace {

void* count(void* memory)
{
    ++heap.allocations;
    heap.live += ::malloc_usable_size(memory);
    if (heap.live > heap.peak)
        heap.peak = heap.live;
    return memory;
}

} // namespace
} // namespace bench

extern "C" {

void* malloc(std::size_t size) { return bench::count(__libc_malloc(size)); }

void* calloc(std::size_t count, std::size_t size) { return bench::count(__libc_calloc(count, size)); }

void* realloc(void* memory, std::size_t size)
{
    bench::heap.live -= ::malloc_usable_size(memory);
    return bench::count(__libc_realloc(memory, size));
}

void* memalign(std::size_t alignment, std::size_t size) { return bench::count(__libc_memalign(alignment, size)); }

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, std::size_t alignment, std::size_t size)
{
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void* memory)
{
    bench::heap.live -= ::malloc_usable_size(memory);
    __libc_free(memory);
}
}
