// SPDX-License-Identifier: BSL-1.0
// How much memory the process has asked for and not given back.
#pragma once

#include <cstddef>
#include <optional>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#    include <malloc.h>
#    define SOAK_COUNTS_MEMORY
#endif

namespace soak {

// None where malloc does not tell, as with the sanitizers' own.
inline std::optional<std::size_t> allocated_bytes()
{
#ifdef SOAK_COUNTS_MEMORY
    auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return std::nullopt;
#endif
}

} // namespace soak
