// SPDX-License-Identifier: BSL-1.0
// Asio is told once that a descriptor has become ready (EPOLLET), and then reads until it would block. Where a test lies
// to it about that, it must be told again.
#pragma once

namespace test {

// Whatever the descriptor is ready for is told again.
void repeat_events(int handle);

// The descriptor is closed.
void forget_events(int handle);

} // namespace test
