// SPDX-License-Identifier: BSL-1.0
#include "line_source.hpp"

#include "arguments.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tool {
namespace {

constexpr std::size_t longest_line = 64 << 20;
constexpr std::size_t block_size = 64 << 10;
constexpr int not_open = -1;

[[noreturn]] void refuse(const std::string& name, int error)
{
    auto shown = name == "-" ? std::string("standard input") : '"' + name + '"';
    throw usage_error("cannot read " + shown + ": " + std::strerror(error));
}

} // namespace

line_source::line_source(std::string file)
    : name_(std::move(file)), descriptor_(name_ == "-" ? STDIN_FILENO : not_open)
{
}

line_source::~line_source()
{
    reader_.join();
    if (name_ != "-" && descriptor_ != not_open)
        ::close(descriptor_);
}

asio::awaitable<std::string> line_source::read_block()
{
    // To open a named pipe may take as long as to read it.
    if (descriptor_ == not_open && (descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC)) < 0)
        refuse(name_, errno);
    std::string block(block_size, '\0');
    auto size = ::read(descriptor_, block.data(), block.size());
    if (size < 0)
        refuse(name_, errno);
    block.resize(static_cast<std::size_t>(size));
    co_return block;
}

std::optional<line> line_source::cut_line()
{
    auto end = buffer_.find('\n', searched_);
    if (end == buffer_.npos && !(is_at_end_ && begin_ < buffer_.size()))
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
        auto block = co_await asio::co_spawn(reader_, read_block(), asio::use_awaitable);
        is_at_end_ = block.empty();
        buffer_ += block;
    }
}

} // namespace tool
