// SPDX-License-Identifier: BSL-1.0
// A folder that is gone when the test is.
#pragma once

#include <filesystem>
#include <string>

namespace test {

class temporary_folder
{
public:
    temporary_folder();
    ~temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    // Of a file in it, which need not exist.
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

} // namespace test
