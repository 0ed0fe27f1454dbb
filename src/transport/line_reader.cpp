// SPDX-License-Identifier: BSL-1.0
#include "transport/line_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <utility>

namespace jsonrpcclient::detail {

namespace asio = boost::asio;

line_reader::line_reader(const asio::any_io_executor& executor, int file, std::function<void(std::string_view)> tell)
    : file_(executor, file), tell_(std::move(tell))
{
}

// It waits for bytes and reads them in the same turn: none are under way when `finish` takes the rest.
void line_reader::start(std::shared_ptr<void> keep)
{
    file_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [this, keep = std::move(keep)](boost::system::error_code error) mutable
                     {
                         if (!file_.is_open())
                             return;
                         if (!error)
                             error = take_some();
                         if (error && error != asio::error::would_block)
                             return end();
                         start(std::move(keep));
                     });
}

void line_reader::finish()
{
    // Another process may have the same pipe, and fill it without end.
    constexpr int enough = 128;
    for (int i = 0; i != enough && file_.is_open() && !take_some(); ++i)
        ;
    end();
}

boost::system::error_code line_reader::take_some()
{
    boost::system::error_code error;
    file_.non_blocking(true, error);
    auto size = file_.read_some(asio::buffer(bytes_), error);
    if (!error)
        take(std::string_view(bytes_.data(), size));
    return error;
}

void line_reader::take(std::string_view bytes)
{
    line_ += bytes;
    std::string_view rest = line_;
    for (;;)
    {
        auto size = rest.find('\n');
        if (size > max_line_size)
        {
            if (rest.size() <= max_line_size)
                break;
            tell_(rest.substr(0, max_line_size));
            rest.remove_prefix(max_line_size);
            continue;
        }
        auto line = rest.substr(0, size);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        tell_(line);
        rest.remove_prefix(size + 1);
    }
    line_.erase(0, line_.size() - rest.size());
}

void line_reader::end()
{
    if (!file_.is_open())
        return;
    boost::system::error_code ignored;
    file_.close(ignored);
    if (!line_.empty())
        tell_(std::exchange(line_, std::string()));
}

} // namespace jsonrpcclient::detail
