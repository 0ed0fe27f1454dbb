// SPDX-License-Identifier: BSL-1.0
// By posix_spawn: a copy of the whole program's memory, as fork makes it, is not needed, and whatever runs between the two
// processes is the system library's.
#include "transport/launch.hpp"

#include <jsonrpcclient/error.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace jsonrpcclient::detail {
namespace {

struct failure
{
    int error;
};

void check(int error)
{
    if (error != 0)
        throw failure{error};
}

// For us alone, and not one of the three that the child gets in their places.
owned_file keep(int number)
{
    owned_file file(number);
    if (number > 2)
    {
        ::fcntl(number, F_SETFD, FD_CLOEXEC);
        return file;
    }
    owned_file other(::fcntl(number, F_DUPFD_CLOEXEC, 3));
    check(other.number() == -1 ? errno : 0);
    return other;
}

// Two ends: ours, and that of the child.
using ends = std::pair<owned_file, owned_file>;

ends keep(const int (&both)[2], bool is_first_ours)
{
    owned_file ours(both[is_first_ours ? 0 : 1]), theirs(both[is_first_ours ? 1 : 0]);
    auto kept = keep(ours.release());
    return ends(std::move(kept), keep(theirs.release()));
}

// The child's standard input is a socket: writing to one whose reader is gone raises no SIGPIPE if one says so, and what
// becomes of SIGPIPE is for the program to say.
ends open_input()
{
    int both[2];
#ifdef SOCK_CLOEXEC
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) == -1 ? errno : 0);
#else
    check(::socketpair(AF_UNIX, SOCK_STREAM, 0, both) == -1 ? errno : 0);
#endif
    return keep(both, true);
}

ends open_output()
{
    int both[2];
#ifdef __APPLE__
    check(::pipe(both) == -1 ? errno : 0);
#else
    check(::pipe2(both, O_CLOEXEC) == -1 ? errno : 0);
#endif
    return keep(both, true);
}

// What some systems have only by their own names, and some have not: the arguments are of a template's types, so that the
// names need not be known here.
template <class Actions>
int add_directory(Actions* actions, const char* path)
{
    if constexpr (requires { posix_spawn_file_actions_addchdir_np(actions, path); })
        return posix_spawn_file_actions_addchdir_np(actions, path);
    else if constexpr (requires { posix_spawn_file_actions_addchdir(actions, path); })
        return posix_spawn_file_actions_addchdir(actions, path);
    else
        return ENOTSUP;
}

// Where there is no such action, files that were opened without FD_CLOEXEC, as Asio's sockets are, stay open in the child.
template <class Actions>
int add_closing_others(Actions* actions)
{
    if constexpr (requires { posix_spawn_file_actions_addclosefrom_np(actions, 3); })
        return posix_spawn_file_actions_addclosefrom_np(actions, 3);
    else
        return 0;
}

// What is done between the two processes.
class file_actions
{
public:
    file_actions() { check(::posix_spawn_file_actions_init(&actions_)); }
    file_actions(const file_actions&) = delete;
    ~file_actions() { ::posix_spawn_file_actions_destroy(&actions_); }

    void put(const owned_file& file, int standard)
    {
        check(::posix_spawn_file_actions_adddup2(&actions_, file.number(), standard));
    }
    void close_others() { check(add_closing_others(&actions_)); }
    void go_to(const std::string& directory) { check(add_directory(&actions_, directory.c_str())); }

    const ::posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    ::posix_spawn_file_actions_t actions_;
};

// Every signal at its default, and none blocked.
class fresh_signals
{
public:
    fresh_signals()
    {
        check(::posix_spawnattr_init(&attributes_));
        ::sigset_t none, all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::sigdelset(&all, SIGKILL);
        ::sigdelset(&all, SIGSTOP);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    fresh_signals(const fresh_signals&) = delete;
    ~fresh_signals() { ::posix_spawnattr_destroy(&attributes_); }

    const ::posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    ::posix_spawnattr_t attributes_;
};

// The program's own environment, with what is set in it.
std::vector<std::string> environment_of(const process& what)
{
    std::vector<std::string> made;
    auto is_set = [&](std::string_view variable)
    {
        for (auto& each : what.environment())
            if (variable.substr(0, variable.find('=')) == each.first)
                return true;
        return false;
    };
    for (char** variable = ::environ; variable && *variable; ++variable)
        if (!is_set(*variable))
            made.push_back(*variable);
    for (auto& each : what.environment())
        made.push_back(each.first + "=" + each.second);
    return made;
}

// As C wants them, as long as the texts live.
std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> made;
    made.reserve(texts.size() + 1);
    for (auto& text : texts)
        made.push_back(text.data());
    made.push_back(nullptr);
    return made;
}

launched start(const process& what)
{
    auto [our_input, their_input] = open_input();
    auto [our_output, their_output] = open_output();
    ends error;
    file_actions actions;
    actions.put(their_input, STDIN_FILENO);
    actions.put(their_output, STDOUT_FILENO);
    if (what.on_standard_error())
    {
        error = open_output();
        actions.put(error.second, STDERR_FILENO);
    }
    actions.close_others();
    if (!what.directory().empty())
        actions.go_to(what.directory());
    fresh_signals attributes;
    auto words = what.words();
    auto variables = environment_of(what);
    ::pid_t number = 0;
    check(::posix_spawnp(&number, words.front().c_str(), actions.get(), attributes.get(), pointers(words).data(),
                         pointers(variables).data()));
    launched made;
    made.process = owned_process(number);
    made.input = std::move(our_input);
    made.output = std::move(our_output);
    made.error = std::move(error.first);
    return made;
}

bool can_enter(const std::string& directory)
{
    std::error_code error;
    return std::filesystem::is_directory(directory, error) && ::access(directory.c_str(), X_OK) == 0;
}

} // namespace

owned_file::~owned_file()
{
    if (number_ != -1)
        ::close(number_);
}

owned_process& owned_process::operator=(owned_process&& other) noexcept
{
    std::swap(number_, other.number_);
    return *this;
}

owned_process::~owned_process()
{
    if (number_ == 0)
        return;
    ::kill(number_, SIGKILL);
    while (::waitpid(number_, nullptr, 0) == -1 && errno == EINTR)
        ;
}

std::optional<process_exit> owned_process::reap() noexcept
{
    int status = 0;
    ::pid_t ended = 0;
    while ((ended = ::waitpid(number_, &status, WNOHANG)) == -1 && errno == EINTR)
        ;
    if (ended == 0)
        return std::nullopt;
    number_ = 0;
    if (ended == -1)
        return process_exit();
    return WIFSIGNALED(status) ? process_exit::by_signal(WTERMSIG(status))
                               : process_exit::with_status(WEXITSTATUS(status));
}

launched launch(const process& what)
{
    try
    {
        return start(what);
    }
    catch (const failure& failed)
    {
        // Which step has failed is not told.
        bool is_place = !what.directory().empty() && !can_enter(what.directory());
        throw client_error(errc::not_connected, delivery::not_sent,
                           "cannot start " + what.words().front() +
                               (is_place ? " in the directory " + what.directory() : "") + ": " +
                               std::error_code(failed.error, std::generic_category()).message());
    }
}

} // namespace jsonrpcclient::detail
