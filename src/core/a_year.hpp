// SPDX-License-Identifier: BSL-1.0
// The longest time that is waited for.
#pragma once

#include <chrono>

namespace jsonrpcclient::detail {

// So far in the future that nobody sees its end, and near enough that a sum with it does not overflow.
inline constexpr std::chrono::nanoseconds a_year = std::chrono::hours(24 * 365);

} // namespace jsonrpcclient::detail
