// SPDX-License-Identifier: BSL-1.0
#include "rules/message_splitter.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

// A read takes no more than this.
constexpr std::size_t read_size = 65536;

} // namespace

message_splitter::message_splitter(const framing& framing, std::size_t max_message_size)
    : message_splitter(make_frame_scanner(framing, max_message_size), max_message_size)
{
}

message_splitter::message_splitter(std::unique_ptr<frame_scanner> scanner, std::size_t max_message_size)
    : scanner_(std::move(scanner)), max_message_size_(max_message_size)
{
}

std::span<char> message_splitter::prepare()
{
    messages_.clear();
    if (lost_)
        std::rethrow_exception(lost_);
    if (begin_ != 0)
    {
        std::memmove(buffer_.data(), buffer_.data() + begin_, used_ - begin_);
        used_ -= begin_;
        scanned_ -= begin_;
        begin_ = 0;
        if (spare_.is_due(largest_))
        {
            buffer_.resize(std::max(used_, read_size));
            buffer_.shrink_to_fit();
        }
        largest_ = 0;
    }
    // Doubling keeps the copying linear in the size of a message.
    if (used_ == buffer_.size())
        buffer_.resize(
            std::max(buffer_.size() + read_size, std::min(2 * buffer_.size(), max_message_size_ + read_size)));
    return {buffer_.data() + used_, buffer_.size() - used_};
}

std::span<const std::string_view> message_splitter::commit(std::size_t size)
{
    used_ += size;
    largest_ = std::max(largest_, used_);
    try
    {
        while (scanned_ != used_)
        {
            auto next = scanner_->scan({buffer_.data() + scanned_, used_ - scanned_});
            if (next.skip + next.body + next.tail == 0 && !next.is_complete)
                break;
            take(next);
        }
    }
    catch (const framing_error&)
    {
        // What came whole in front of it is not lost with it.
        if (messages_.empty())
            throw;
        lost_ = std::current_exception();
    }
    return messages_;
}

void message_splitter::take(const frame_scanner::piece& next)
{
    begin_ += next.skip;
    scanned_ += next.skip + next.body;
    std::string_view message(buffer_.data() + begin_, scanned_ - begin_);
    scanned_ += next.tail;

    // What is too large is handed over once, cut; the rest of it is skipped up to its end.
    bool oversized = !skipping_ && message.size() > max_message_size_;
    if (oversized)
        messages_.push_back(message.substr(0, max_message_size_ + 1));
    // Some servers send empty messages as signs of life.
    else if (next.is_complete && !skipping_ && !message.empty())
        messages_.push_back(message);
    skipping_ = !next.is_complete && (skipping_ || oversized);
    if (next.is_complete || skipping_)
        begin_ = scanned_;
}

} // namespace jsonrpcclient::detail
