// SPDX-License-Identifier: BSL-1.0
#include "rules/event_stream.hpp"

#include "rules/spare_memory.hpp"

#include <algorithm>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Longer ones are none that is known: "retry" behind a byte order mark, and "message", are shorter.
constexpr std::size_t max_name = 16;

void append_bounded(std::string& text, std::string_view piece)
{
    text += piece.substr(0, max_name - std::min(max_name, text.size()));
}

} // namespace

event_stream::found event_stream::next(std::string_view& bytes)
{
    if (has_told_)
        end_event();
    if (is_too_large_)
        give_back(data_);
    while (!bytes.empty())
    {
        if (std::exchange(is_behind_return_, false) && bytes.front() == '\n')
        {
            bytes.remove_prefix(1);
            continue;
        }
        if (place_ == place::colon)
        {
            if (bytes.front() == ' ')
                bytes.remove_prefix(1);
            begin_value();
            continue;
        }
        auto size = std::min(bytes.find_first_of(place_ == place::name ? "\r\n:" : "\r\n"), bytes.size());
        take(bytes.substr(0, size));
        bytes.remove_prefix(size);
        if (has_become_too_large())
            return found::too_large;
        if (bytes.empty())
            break;
        char end = bytes.front();
        bytes.remove_prefix(1);
        is_behind_return_ = end == '\r';
        if (end == ':' && place_ == place::name)
            place_ = place::colon;
        else if (end_line())
        {
            has_told_ = true;
            return found::message;
        }
        else if (has_become_too_large())
            return found::too_large;
    }
    return found::nothing;
}

bool event_stream::is_message() const noexcept { return type_.empty() || type_ == "message"; }

// It is told at once: it may have no end. That a type follows which is another one, nobody writes.
bool event_stream::has_become_too_large()
{
    if (is_too_large_ || data_.size() <= max_size_)
        return false;
    is_too_large_ = true;
    data_.resize(max_size_);
    return is_message();
}

void event_stream::begin_value()
{
    if (std::exchange(is_first_line_, false) && name_.starts_with(byte_order_mark))
        name_.erase(0, byte_order_mark.size());
    place_ = name_ == "data" ? place::data : name_ == "event" ? place::type : place::skipped;
    if (place_ == place::type)
        type_.clear();
    // Lines are joined by a line feed.
    if (place_ == place::data && std::exchange(has_data_, true))
        take("\n");
}

void event_stream::take(std::string_view piece)
{
    if (place_ == place::name)
        append_bounded(name_, piece);
    else if (place_ == place::type)
        append_bounded(type_, piece);
    else if (place_ == place::data && !is_too_large_)
        data_ += piece.substr(0, max_size_ + 1 - data_.size());
}

bool event_stream::end_line()
{
    bool has_colon = place_ != place::name;
    if (!has_colon)
        begin_value();
    place_ = place::name;
    bool is_empty = name_.empty() && !has_colon;
    name_.clear();
    if (!is_empty)
        return false;
    bool is_told = !data_.empty() && !is_too_large_ && is_message();
    if (!is_told)
        end_event();
    return is_told;
}

void event_stream::end_event()
{
    if (spare_.is_due(data_.size()))
        give_back(data_);
    data_.clear();
    type_.clear();
    has_data_ = is_too_large_ = has_told_ = false;
}

} // namespace jsonrpcclient::detail
