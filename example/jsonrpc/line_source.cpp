// SPDX-License-Identifier: BSL-1.0
#include "line_source.hpp"

#include "files.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace tool {
namespace {

constexpr std::size_t longest_line = 64 << 20;
constexpr std::size_t block_size = 64 << 10;
constexpr int not_open = -1;
// What some editors write in front of a text.
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// What a plain file still has to give; 0 for anything else.
std::uint64_t size_of(int descriptor)
{
    struct stat found = {};
    if (::fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode))
        return 0;
    auto begin = ::lseek(descriptor, 0, SEEK_CUR);
    return begin < found.st_size ? static_cast<std::uint64_t>(found.st_size - std::max<off_t>(begin, 0)) : 0;
}

} // namespace

line_source::line_source(std::string file) : name_(std::move(file)), descriptor_(name_ == "-" ? STDIN_FILENO : not_open)
{
}

line_source::~line_source()
{
    reader_.join();
    if (name_ != "-" && descriptor_ != not_open)
        ::close(descriptor_);
}

asio::awaitable<line_source::block> line_source::read_block()
{
    // To open a named pipe may take as long as to read it.
    if (descriptor_ == not_open)
        descriptor_ = open_to_read(name_);
    block made;
    if (is_unread_)
        made.expected = size_of(descriptor_);
    made.text.resize(block_size);
    made.text.resize(read_some(descriptor_, name_, made.text.data(), made.text.size()));
    co_return made;
}

std::optional<line> line_source::cut_line()
{
    auto end = buffer_.find('\n', searched_);
    bool is_last = is_at_end_ && (begin_ < buffer_.size() || is_too_long_);
    if (end == buffer_.npos && !is_last)
    {
        buffer_.erase(0, begin_);
        begin_ = 0;
        if (buffer_.size() > longest_line)
        {
            is_too_long_ = true;
            buffer_.clear();
        }
        searched_ = buffer_.size();
        return std::nullopt;
    }
    auto text = buffer_.substr(begin_, end - begin_);
    if (number_ == 0 && text.starts_with(byte_order_mark))
        text.erase(0, byte_order_mark.size());
    begin_ = searched_ = end == buffer_.npos ? buffer_.size() : end + 1;
    if (text.ends_with('\r'))
        text.pop_back();
    bool is_too_long = std::exchange(is_too_long_, false) || text.size() > longest_line;
    return line(++number_, is_too_long ? std::string() : std::move(text), is_too_long);
}

asio::awaitable<std::optional<line>> line_source::next()
{
    while (true)
    {
        auto cut = cut_line();
        if (cut && (cut->is_too_long || cut->text.find_first_not_of(" \t") != cut->text.npos))
            co_return cut;
        if (cut)
            continue;
        if (is_at_end_)
            co_return std::nullopt;
        auto read = co_await asio::co_spawn(reader_, read_block(), asio::use_awaitable);
        take(std::move(read));
    }
}

void line_source::take(block&& taken)
{
    is_at_end_ = taken.text.empty();
    read_ += taken.text.size();
    if (std::exchange(is_unread_, false))
        expected_ = taken.expected;
    buffer_ += taken.text;
}

std::optional<double> line_source::part() const
{
    if (expected_ == 0)
        return std::nullopt;
    auto given = static_cast<double>(read_ - (buffer_.size() - begin_));
    return given / static_cast<double>(expected_);
}

} // namespace tool
