// SPDX-License-Identifier: BSL-1.0
// The lines of a file or of standard input, read without holding up the io_context.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tool {

namespace asio = boost::asio;

struct line
{
    line(std::size_t number, std::string text, bool is_too_long)
        : number(number), text(std::move(text)), is_too_long(is_too_long)
    {
    }

    // "line 3: "
    std::string where() const { return "line " + std::to_string(number) + ": "; }

    // From 1 on.
    std::size_t number;
    // Nothing of it is kept if it is longer than 64 MiB.
    std::string text;
    bool is_too_long;
};

// A thread waits for what a terminal or a pipe has not got yet. The descriptor stays as it is: without blocking it
// would be so for every program that shares the terminal.
class line_source
{
public:
    // - is standard input.
    explicit line_source(std::string file);
    ~line_source();
    line_source(const line_source&) = delete;
    line_source& operator=(const line_source&) = delete;

    // The next line that is not blank, without its end; nothing at the end of the file. Throws usage_error if the file
    // cannot be read.
    asio::awaitable<std::optional<line>> next();

    // How much of the file has been handed out, from 0 to 1, if it is one whose size is known.
    std::optional<double> part() const;

private:
    // What one reading gave, and how much the file had to give when it was opened.
    struct block
    {
        block() = default;

        std::string text;
        std::uint64_t expected = 0;
    };

    // Cuts off a line that has been read to its end.
    std::optional<line> cut_line();
    // Runs on the thread of its own.
    asio::awaitable<block> read_block();
    void take(block&& taken);

    std::string name_;
    int descriptor_;
    asio::thread_pool reader_{1};
    // What has been read; lines before begin_ were handed out, and up to searched_ no further one ends.
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t searched_ = 0;
    std::size_t number_ = 0;
    std::uint64_t read_ = 0;
    std::uint64_t expected_ = 0;
    bool is_unread_ = true;
    bool is_too_long_ = false;
    bool is_at_end_ = false;
};

} // namespace tool
