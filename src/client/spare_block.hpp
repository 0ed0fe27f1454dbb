// SPDX-License-Identifier: BSL-1.0
// A block of memory that a thread keeps for its next object of a type.
//
// It is for objects that come one after the other. The caches of an execution context hold two blocks, which others need: a
// call that is alone in flight would allocate twice more.
#pragma once

#include <new>
#include <utility>

namespace jsonrpcclient::detail {

template <class T>
class spare_block
{
public:
    static void* take()
    {
        auto* block = std::exchange(kept_, nullptr);
        return block ? block : ::operator new(sizeof(T));
    }
    static void give_back(void* block) noexcept
    {
        if (kept_ || end_.has_come())
            return ::operator delete(block);
        kept_ = block;
    }

private:
    // Other objects of the thread, and static ones, may be destroyed behind it.
    struct end
    {
        ~end()
        {
            ::operator delete(std::exchange(kept_, nullptr));
            has_come_ = true;
        }
        bool has_come() const noexcept { return has_come_; }
    };

    // These have no destructor, and so are there until the thread is gone.
    static inline constinit thread_local void* kept_ = nullptr;
    static inline constinit thread_local bool has_come_ = false;
    static inline thread_local end end_;
};

} // namespace jsonrpcclient::detail
