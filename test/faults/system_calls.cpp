// SPDX-License-Identifier: BSL-1.0
// Headers that check sizes would put functions of their own in front of ours.
#undef _FORTIFY_SOURCE

#include "faults/system_calls.hpp"

#include "faults/next_function.hpp"
#include "faults/repeated_events.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace test::system_calls {
namespace {

enum class kind
{
    connect,
    read,
    write
};

struct descriptor
{
    bool is_connected = false;
    // Until resume().
    bool is_stalled = false;
    // What reading finds.
    bool is_at_end = false;
    // What writing finds.
    bool is_broken = false;
    // What connecting ends with.
    int refusal = 0;
};

// Needed before and after all that is static: libraries close files of their own then.
std::unordered_map<int, descriptor>& descriptors()
{
    static auto& all = *new std::unordered_map<int, descriptor>;
    return all;
}

fault armed = fault::none;
bool is_armed = false;
bool has_happened = false;
std::size_t steps_left = 0;
std::function<void()> on_fault;
counts count;

descriptor* find(int handle)
{
    auto found = descriptors().find(handle);
    return found == descriptors().end() ? nullptr : &found->second;
}

bool can_happen(fault what, kind on)
{
    switch (what)
    {
    case fault::end:
    case fault::one_byte_read:
    case fault::half_read:
        return on == kind::read;
    case fault::one_byte_written:
    case fault::half_written:
        return on == kind::write;
    default:
        return true;
    }
}

bool can_still_happen(kind on) { return is_armed && !has_happened && can_happen(armed, on); }

// Whether this step is the one.
bool is_next(kind on) { return can_still_happen(on) && steps_left == 0; }

void step_done(kind on) { steps_left -= can_still_happen(on); }

void happened()
{
    has_happened = true;
    if (on_fault)
        on_fault();
}

int failure(int error)
{
    errno = error;
    return -1;
}

// What a fault that concerns the whole call makes of it; nothing if it goes on.
std::optional<ssize_t> strike(int handle, descriptor& mine, kind on)
{
    switch (armed)
    {
    case fault::error:
        mine.is_broken = true;
        mine.is_at_end = on == kind::read;
        return failure(on == kind::read ? ECONNRESET : EPIPE);
    case fault::end:
        mine.is_at_end = true;
        return 0;
    case fault::delay:
        repeat_events(handle);
        return failure(EAGAIN);
    case fault::stall:
        mine.is_stalled = true;
        return failure(EAGAIN);
    default:
        return std::nullopt;
    }
}

// Reads or writes by `move`, which is given how many bytes it may move.
template <class Move>
ssize_t transfer(int handle, kind on, std::size_t size, Move move)
{
    auto* mine = find(handle);
    if (!mine)
        return move(size);
    ++(on == kind::read ? count.reads : count.writes);
    if (mine->is_stalled)
        return failure(EAGAIN);
    if (on == kind::read && mine->is_at_end)
        return 0;
    if (on == kind::write && mine->is_broken)
        return failure(EPIPE);

    bool is_it = is_next(on);
    bool is_cut = armed == fault::half_read || armed == fault::half_written;
    bool is_short = is_cut || armed == fault::one_byte_read || armed == fault::one_byte_written;
    if (is_it && !is_short)
    {
        happened();
        if (auto result = strike(handle, *mine, on))
            return *result;
    }
    bool is_drop = is_armed && has_happened && armed == fault::single_bytes;
    if (is_drop || (is_it && is_short))
        size = is_cut ? (size + 1) / 2 : std::min<std::size_t>(size, 1);
    auto moved = move(size);
    if (moved > 0)
        (on == kind::read ? count.bytes_read : count.bytes_written) += static_cast<std::size_t>(moved);
    // Where nothing is to be read, nothing can be cut.
    if (is_short && moved <= 0)
        return moved;
    if (!is_it)
        step_done(on);
    else if (is_short)
    {
        happened();
        (on == kind::read ? mine->is_at_end : mine->is_broken) = is_cut;
    }
    // Asio takes it that there is no more where it gets less than it asked for.
    if (is_drop || is_it)
        repeat_events(handle);
    return moved;
}

// The same for a message, of whose buffers it may be the first bytes only.
template <class Function>
ssize_t transfer(int handle, kind on, const msghdr& message, int flags, Function move)
{
    std::size_t size = 0;
    for (std::size_t i = 0; i != message.msg_iovlen; ++i)
        size += message.msg_iov[i].iov_len;
    auto move_first = [&](std::size_t most)
    {
        std::vector<iovec> buffers;
        for (std::size_t i = 0; i != message.msg_iovlen && most != 0; ++i)
        {
            buffers.push_back(message.msg_iov[i]);
            buffers.back().iov_len = std::min(buffers.back().iov_len, most);
            most -= buffers.back().iov_len;
        }
        msghdr first = message;
        first.msg_iov = buffers.data();
        first.msg_iovlen = buffers.size();
        return move(handle, &first, flags);
    };
    return transfer(handle, on, size, move_first);
}

// Tells what becomes of one of the two calls by which Asio connects.
enum class way
{
    on,
    wait,
    refused
};

way next_way(int handle, descriptor& mine)
{
    ++count.connects;
    if (!is_next(kind::connect))
    {
        step_done(kind::connect);
        return way::on;
    }
    happened();
    if (armed == fault::error)
    {
        mine.refusal = ECONNREFUSED;
        return way::refused;
    }
    mine.is_stalled = armed == fault::stall;
    if (armed != fault::stall && armed != fault::delay)
        return way::on;
    repeat_events(handle);
    return way::wait;
}

} // namespace

void arm(fault what, std::size_t step, std::function<void()> told)
{
    armed = what;
    steps_left = step;
    on_fault = std::move(told);
    count = counts();
    has_happened = false;
    is_armed = true;
}

void disarm() noexcept
{
    is_armed = false;
    on_fault = nullptr;
}

bool is_reached() noexcept { return has_happened; }

void resume()
{
    for (auto& [handle, each] : descriptors())
        if (std::exchange(each.is_stalled, false))
            repeat_events(handle);
}

const counts& counted() noexcept { return count; }

std::size_t open_descriptors() noexcept { return descriptors().size(); }

} // namespace test::system_calls

using namespace test::system_calls;

extern "C" {

int connect(int handle, const sockaddr* address, socklen_t size)
{
    auto& mine = descriptors()[handle];
    auto becomes = next_way(handle, mine);
    if (becomes == way::refused)
        return failure(mine.refusal);
    auto result = NEXT(connect)(handle, address, size);
    mine.is_connected = becomes == way::on && result == 0;
    return mine.is_connected || result != 0 ? result : failure(EINPROGRESS);
}

// Asio asks by `poll` whether a connection has been made, and then for its error.
int poll(pollfd* handles, nfds_t size, int timeout)
{
    auto* mine = size == 1 ? find(handles->fd) : nullptr;
    if (!mine || mine->is_connected)
        return NEXT(poll)(handles, size, timeout);
    if (mine->is_stalled)
        return 0;
    auto becomes = next_way(handles->fd, *mine);
    if (becomes != way::on)
        return becomes == way::refused;
    auto result = NEXT(poll)(handles, size, timeout);
    mine->is_connected = result == 1;
    return result;
}

int getsockopt(int handle, int level, int name, void* value, socklen_t* size) noexcept
{
    auto* mine = find(handle);
    auto result = NEXT(getsockopt)(handle, level, name, value, size);
    if (mine && mine->refusal != 0 && level == SOL_SOCKET && name == SO_ERROR)
        *static_cast<int*>(value) = mine->refusal;
    return result;
}

ssize_t recv(int handle, void* buffer, std::size_t size, int flags)
{
    return transfer(handle, kind::read, size,
                    [&](std::size_t most) { return NEXT(recv)(handle, buffer, most, flags); });
}

// What `recv` becomes where sizes are checked.
ssize_t __recv_chk(int handle, void* buffer, std::size_t size, std::size_t, int flags)
{
    return recv(handle, buffer, size, flags);
}

ssize_t recvmsg(int handle, msghdr* message, int flags)
{
    return transfer(handle, kind::read, *message, flags, NEXT(recvmsg));
}

ssize_t send(int handle, const void* buffer, std::size_t size, int flags)
{
    return transfer(handle, kind::write, size,
                    [&](std::size_t most) { return NEXT(send)(handle, buffer, most, flags); });
}

ssize_t sendmsg(int handle, const msghdr* message, int flags)
{
    return transfer(handle, kind::write, *message, flags, NEXT(sendmsg));
}

int close(int handle)
{
    descriptors().erase(handle);
    test::forget_events(handle);
    return NEXT(close)(handle);
}

} // extern "C"
