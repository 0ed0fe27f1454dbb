// SPDX-License-Identifier: BSL-1.0
#include "rules/message_splitter.hpp"

#include <algorithm>
#include <cstring>

namespace jsonrpcclient::detail {
namespace {

// A read takes no more than this; a buffer that grew beyond it for one large message is given back.
constexpr std::size_t piece = 65536;

} // namespace

message_splitter::message_splitter(framing framing, std::size_t max_message_size)
    : framing_(framing), max_message_size_(max_message_size)
{
}

std::span<char> message_splitter::prepare()
{
    messages_.clear();
    if (begin_ != 0)
    {
        std::memmove(buffer_.data(), buffer_.data() + begin_, used_ - begin_);
        used_ -= begin_;
        searched_ -= begin_;
        begin_ = 0;
        if (buffer_.size() > 2 * piece && used_ < piece)
        {
            buffer_.resize(piece);
            buffer_.shrink_to_fit();
        }
    }
    // Doubling keeps the copying linear in the size of a message.
    if (used_ == buffer_.size())
        buffer_.resize(std::max(buffer_.size() + piece, std::min(2 * buffer_.size(), max_message_size_ + piece)));
    return {buffer_.data() + used_, buffer_.size() - used_};
}

std::span<const std::string_view> message_splitter::commit(std::size_t size)
{
    used_ += size;
    std::string_view bytes(buffer_.data(), used_);
    for (;;)
    {
        auto end = bytes.find(*framing_.delimiter(), searched_);
        bool complete = end != bytes.npos;
        auto message = bytes.substr(begin_, complete ? end - begin_ : bytes.npos);
        searched_ = complete ? end + 1 : used_;
        if (complete && framing_ == framing::newline() && message.ends_with('\r'))
            message.remove_suffix(1);

        // What is too large is handed over once, cut; the rest of it is skipped up to its delimiter.
        bool oversized = !skipping_ && message.size() > max_message_size_ + !complete;
        if (oversized)
            messages_.push_back(message.substr(0, max_message_size_ + 1));
        // Some servers send empty lines as signs of life.
        else if (complete && !skipping_ && !message.empty())
            messages_.push_back(message);
        skipping_ = !complete && (skipping_ || oversized);
        if (complete || skipping_)
            begin_ = searched_;
        if (!complete)
            return messages_;
    }
}

void message_splitter::frame(std::string& bytes, std::string_view message) const
{
    bytes += message;
    bytes += *framing_.delimiter();
}

} // namespace jsonrpcclient::detail
