// SPDX-License-Identifier: BSL-1.0
// What belongs to the whole process, changed for as long as a test runs.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace test {

// A variable of the environment; without a value it is unset.
class environment_scope
{
public:
    environment_scope(const char* name, const std::optional<std::string>& value) : name_(name)
    {
        if (auto* before = std::getenv(name))
            before_ = before;
        set(value);
    }
    ~environment_scope() { set(before_); }
    environment_scope(const environment_scope&) = delete;

private:
    void set(const std::optional<std::string>& value)
    {
        if (value)
            ::setenv(name_, value->c_str(), 1);
        else
            ::unsetenv(name_);
    }

    const char* name_;
    std::optional<std::string> before_;
};

// The current directory.
class directory_scope
{
public:
    explicit directory_scope(const std::filesystem::path& folder) : before_(std::filesystem::current_path())
    {
        std::filesystem::current_path(folder);
    }
    ~directory_scope()
    {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
    }
    directory_scope(const directory_scope&) = delete;

private:
    std::filesystem::path before_;
};

} // namespace test
