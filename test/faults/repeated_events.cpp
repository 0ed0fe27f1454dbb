// SPDX-License-Identifier: BSL-1.0
#include "faults/repeated_events.hpp"

#include "faults/next_function.hpp"

#include <sys/epoll.h>

#include <unordered_map>

namespace test {
namespace {

// Where and how a descriptor waits for events.
struct registration
{
    int epoll;
    epoll_event events;
};

// Needed before and after all that is static: libraries close files of their own then.
std::unordered_map<int, registration>& registrations()
{
    static auto& all = *new std::unordered_map<int, registration>;
    return all;
}

} // namespace

void repeat_events(int handle)
{
    auto known = registrations().find(handle);
    if (known != registrations().end())
        NEXT(epoll_ctl)(known->second.epoll, EPOLL_CTL_MOD, handle, &known->second.events);
}

void forget_events(int handle) { registrations().erase(handle); }

} // namespace test

extern "C" int epoll_ctl(int epoll, int operation, int handle, epoll_event* events) noexcept
{
    if (operation == EPOLL_CTL_DEL)
        test::registrations().erase(handle);
    else
        test::registrations().insert_or_assign(handle, test::registration{epoll, *events});
    return NEXT(epoll_ctl)(epoll, operation, handle, events);
}
