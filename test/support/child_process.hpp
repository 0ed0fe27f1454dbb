// SPDX-License-Identifier: BSL-1.0
// Child processes that are servers: the peer of the tests, see test/process_peer, and what is left of them.
#pragma once

#include "support/calls.hpp"
#include "support/client_test.hpp"

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/wait.h>

namespace test::child_process {

// A process that speaks this framing and does these things.
inline rpc::process process_in(std::string_view framing, const std::vector<std::string>& actions, const char* program)
{
    rpc::process made(program);
    made.argument(std::string(framing));
    for (auto& action : actions)
        made.argument(action);
    return made;
}

#ifdef PROCESS_PEER
inline rpc::process peer_in(std::string_view framing, const std::vector<std::string>& actions = {})
{
    return process_in(framing, actions, PROCESS_PEER);
}

// In lines. Its actions stand apart: g++ 12 takes no list in braces beside a co_await.
template <class... Actions>
rpc::process peer(const Actions&... actions)
{
    return peer_in("newline", std::vector<std::string>{actions...});
}
#endif

inline rpc::client_options options(std::string_view framing)
{
    return rpc::client_options().framing(rpc::framing::parse(framing));
}

// A process that never comes back when it has gone.
inline rpc::client_options once(std::string_view framing = "newline")
{
    return options(framing).reconnect(rpc::backoff::none());
}

// How many files this process has open.
inline std::size_t open_files()
{
    std::filesystem::directory_iterator files("/proc/self/fd");
    return std::distance(begin(files), end(files));
}

// Whether every child process has ended and was waited for.
inline bool has_no_children()
{
    return ::waitid(P_ALL, 0, nullptr, WEXITED | WNOHANG | WNOWAIT) == -1 && errno == ECHILD;
}

} // namespace test::child_process
