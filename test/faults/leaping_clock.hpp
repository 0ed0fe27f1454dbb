// SPDX-License-Identifier: BSL-1.0
// Lets time leap, so that no test waits for a timeout.
#pragma once

#include <chrono>

namespace test {

// It is so much later, as the steady clock tells it. Asio learns of it when a timer becomes the first of all.
void leap(std::chrono::nanoseconds by) noexcept;

} // namespace test
