// SPDX-License-Identifier: BSL-1.0
#include "transport/event_answer.hpp"

#include <utility>

namespace jsonrpcclient::detail {
namespace {

std::string_view without_brackets(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    auto begin = text.find_first_not_of(space), end = text.find_last_not_of(space);
    bool is_array = begin != text.npos && text[begin] == '[' && text[end] == ']';
    return is_array ? text.substr(begin + 1, end - begin - 1) : text;
}

} // namespace

bool event_answer::take(std::string_view bytes)
{
    bool is_over = false;
    // Whoever hears may give the call up.
    while (!is_over && !told_.is_deaf())
        switch (events_.next(bytes))
        {
        case event_stream::found::nothing:
            return false;
        case event_stream::found::message:
            is_over = add(told_.hear(events_.data()));
            break;
        case event_stream::found::too_large:
            is_over = is_too_large_ = told_.hear_oversized(events_.data());
        }
    return true;
}

bool event_answer::add(hearing&& came)
{
    is_whole_ = came.is_whole;
    size_ += came.answer.size();
    is_too_large_ = size_ > max_size_;
    if (!came.answer.empty())
        parts_.push_back(std::move(came.answer));
    return is_whole_ || is_too_large_;
}

std::string event_answer::text() const
{
    // As it came, unless one answer might be taken for that to the whole batch.
    if (parts_.empty() || (is_whole_ && parts_.size() == 1))
        return parts_.empty() ? std::string() : parts_.front();
    std::string joined;
    for (auto& part : parts_)
        (joined += joined.empty() ? '[' : ',') += without_brackets(part);
    return joined + ']';
}

} // namespace jsonrpcclient::detail
