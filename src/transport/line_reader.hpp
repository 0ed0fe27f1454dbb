// SPDX-License-Identifier: BSL-1.0
// Reads a pipe line by line, for as long as it brings something.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

class line_reader
{
public:
    // Of a line that is longer come pieces.
    static constexpr std::size_t max_line_size = 65536;

    // Takes over the file descriptor. Each line goes to `tell`, without its end.
    line_reader(const boost::asio::any_io_executor& executor, int file, std::function<void(std::string_view)> tell);

    // Begins to read; holds `keep`, whose part this is, until the end.
    void start(std::shared_ptr<void> keep);

    // Whoever has written has ended: reads what is there already, and no more.
    void finish();

private:
    // Reads once; gives `would_block` if there is nothing yet.
    boost::system::error_code take_some();
    void take(std::string_view bytes);
    void end();

    boost::asio::posix::stream_descriptor file_;
    std::function<void(std::string_view)> tell_;
    std::array<char, 16384> bytes_;
    // What has come of a line whose end has not.
    std::string line_;
};

} // namespace jsonrpcclient::detail
