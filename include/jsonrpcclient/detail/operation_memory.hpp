// SPDX-License-Identifier: BSL-1.0
// Memory for one operation at a time, which whoever waits for it has already.
//
// The caches of an execution context, which hold two blocks, are too small for all that goes on with a call. A second block,
// or a larger one, comes from the heap.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace jsonrpcclient::detail {

class operation_memory
{
public:
    operation_memory() = default;
    operation_memory(const operation_memory&) = delete;

    void* take(std::size_t size)
    {
        if (size > sizeof storage_ || std::exchange(is_taken_, true))
            return ::operator new(size);
        return storage_;
    }
    void give_back(void* block) noexcept
    {
        if (block != storage_)
            return ::operator delete(block);
        is_taken_ = false;
    }

private:
    alignas(std::max_align_t) unsigned char storage_[384];
    bool is_taken_ = false;
};

// It shares the memory: who waits may be destroyed by the end of the operation, which takes place in there.
template <class T>
class operation_allocator
{
public:
    using value_type = T;

    explicit operation_allocator(std::shared_ptr<operation_memory> from) noexcept : from_(std::move(from)) {}
    template <class Other>
    operation_allocator(const operation_allocator<Other>& other) noexcept : from_(other.from_)
    {
    }

    T* allocate(std::size_t count) { return static_cast<T*>(from_->take(count * sizeof(T))); }
    void deallocate(T* block, std::size_t) noexcept { from_->give_back(block); }

    template <class Other>
    bool operator==(const operation_allocator<Other>& other) const noexcept
    {
        return from_ == other.from_;
    }

private:
    template <class Other>
    friend class operation_allocator;

    std::shared_ptr<operation_memory> from_;
};

} // namespace jsonrpcclient::detail
