// SPDX-License-Identifier: BSL-1.0
#include "files.hpp"

#include "arguments.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tool {
namespace {

std::string shown(const std::string& name) { return name == "-" ? std::string("standard input") : '"' + name + '"'; }

[[noreturn]] void refuse(const std::string& name, int error)
{
    throw usage_error("cannot read " + shown(name) + ": " + std::strerror(error));
}

// Closes what it has opened.
class file
{
public:
    explicit file(const std::string& name) : descriptor_(name == "-" ? STDIN_FILENO : open_to_read(name)) {}
    ~file()
    {
        if (descriptor_ != STDIN_FILENO)
            ::close(descriptor_);
    }
    file(const file&) = delete;
    file& operator=(const file&) = delete;

    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

} // namespace

int open_to_read(const std::string& name)
{
    int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        refuse(name, errno);
    return descriptor;
}

std::size_t read_some(int descriptor, const std::string& name, char* buffer, std::size_t size)
{
    for (;;)
    {
        auto got = ::read(descriptor, buffer, size);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno == EAGAIN)
        {
            pollfd readable{descriptor, POLLIN, 0};
            ::poll(&readable, 1, -1);
        }
        else if (errno != EINTR)
            refuse(name, errno);
    }
}

std::string text_of_file(const std::string& name, std::size_t limit)
{
    file opened(name);
    std::string text;
    std::array<char, 16384> block;
    while (auto size = read_some(opened.descriptor(), name, block.data(), block.size()))
    {
        text.append(block.data(), size);
        if (text.size() > limit)
            throw usage_error(shown(name) + " is longer than " + std::to_string(limit) + " bytes");
    }
    return text;
}

} // namespace tool
