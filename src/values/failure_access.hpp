// SPDX-License-Identifier: BSL-1.0
// How the library counts failures, which users only read.
#pragma once

#include <jsonrpcclient/statistics.hpp>

namespace jsonrpcclient::detail {

class failure_access
{
public:
    // What is no error, or no delivery, counts nowhere.
    static void add(failure_counts& to, errc code, delivery known) noexcept;
    // A call ended with an exception of the program's own.
    static void add_foreign(failure_counts& to) noexcept { ++to.foreign_; }
};

} // namespace jsonrpcclient::detail
