// SPDX-License-Identifier: BSL-1.0
// A process whose standard output is read line by line.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <string>
#include <vector>

namespace test::gateway {

namespace asio = boost::asio;

// It is killed when this is destroyed, or when the test program ends.
class child
{
public:
    // A program and its arguments; nothing in its environment says what options its clients have.
    child(const asio::any_io_executor& executor, std::vector<std::string> words);
    ~child();
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    // The next line, without its end. Throws system_error when there is none.
    asio::awaitable<std::string> line();

    void signal(int number);

    // Waits until it has ended, and gives its exit status, or the number of the signal that has ended it, less than zero.
    asio::awaitable<int> ended();

private:
    asio::posix::stream_descriptor output_;
    std::string buffer_;
    int process_ = -1;
};

} // namespace test::gateway
