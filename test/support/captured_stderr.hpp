// SPDX-License-Identifier: BSL-1.0
// What goes to standard error while a test runs.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <string>
#include <unistd.h>

namespace test {

// What the function writes to the file descriptor of standard error.
template <class Function>
std::string written_to_stderr(Function&& function)
{
    std::FILE* file = std::tmpfile();
    BOOST_REQUIRE(file);
    std::fflush(stderr);
    int saved = ::dup(2);
    ::dup2(::fileno(file), 2);
    auto restore = [&]
    {
        std::fflush(stderr);
        ::dup2(saved, 2);
        ::close(saved);
    };
    try
    {
        function();
    }
    catch (...)
    {
        restore();
        std::fclose(file);
        throw;
    }
    restore();
    std::rewind(file);
    std::string text(65536, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

} // namespace test
