// SPDX-License-Identifier: BSL-1.0
// Lets the system calls of a client fail, while those of the server in the same program stay as they are.
//
// Asio is compiled into the test program, which therefore decides what `connect`, `recv`, `send` and the like are: it
// has functions of these names, which pass on to those of the C library. A descriptor is a client's from the time when
// somebody connects it until it is closed; only servers get theirs by `accept`.
//
// Each of these calls on a client's descriptor is a step. One step of a run can be made to fail.
#pragma once

#include <cstddef>
#include <functional>

namespace test::system_calls {

enum class fault
{
    // Connecting is refused, the peer has reset the connection, the pipe is broken; and so it stays.
    error,
    // Reading finds the end, now and later.
    end,
    // A single byte is read or written.
    one_byte_read,
    one_byte_written,
    // This one and all behind it move single bytes.
    single_bytes,
    // Half of the bytes are read, and then comes the end; or they are written, and then nothing can be.
    half_read,
    half_written,
    // The call would block, once.
    delay,
    // It would block, and so will all others on the descriptor, until resume().
    stall,
    // It goes well.
    none
};

// Begins a run. Steps are counted from 0 on, but only those on which the fault could happen. At the one given it does,
// and `told` is called, in the middle of Asio's work: all it may do is post something.
void arm(fault what, std::size_t step, std::function<void()> told);

// No fault happens from now on.
void disarm() noexcept;

bool is_reached() noexcept;

// Lets what was stalled go on.
void resume();

struct counts
{
    counts() = default;

    std::size_t connects = 0;
    std::size_t reads = 0;
    std::size_t writes = 0;
    std::size_t bytes_read = 0;
    std::size_t bytes_written = 0;
};

// Since the run began.
const counts& counted() noexcept;

// Descriptors of clients that are open now.
std::size_t open_descriptors() noexcept;

} // namespace test::system_calls
