// SPDX-License-Identifier: BSL-1.0
// Starts a child process, as the system does it: what comes of it is a number and file descriptors.
#pragma once

#include <jsonrpcclient/process.hpp>

#include <optional>
#include <utility>

#include <sys/types.h>

namespace jsonrpcclient::detail {

// A file descriptor, closed with this.
class owned_file
{
public:
    explicit owned_file(int number = -1) noexcept : number_(number) {}
    owned_file(owned_file&& other) noexcept : number_(other.release()) {}
    owned_file& operator=(owned_file&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~owned_file();

    int number() const noexcept { return number_; }
    int release() noexcept { return std::exchange(number_, -1); }

private:
    int number_;
};

// A child process that has to be waited for: at the latest its destruction ends it and does so.
class owned_process
{
public:
    // Zero: none.
    explicit owned_process(::pid_t number = 0) noexcept : number_(number) {}
    owned_process(owned_process&& other) noexcept : number_(std::exchange(other.number_, 0)) {}
    owned_process& operator=(owned_process&& other) noexcept;
    ~owned_process();

    ::pid_t number() const noexcept { return number_; }
    // How it has ended, if it has; after that it has no number.
    std::optional<process_exit> reap() noexcept;

private:
    ::pid_t number_;
};

struct launched
{
    owned_process process;
    // Our ends. None for standard error that is inherited.
    owned_file input;
    owned_file output;
    owned_file error;
};

// Throws `errc::not_connected` with the program and the reason.
launched launch(const process& what);

} // namespace jsonrpcclient::detail
