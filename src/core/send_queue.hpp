// SPDX-License-Identifier: BSL-1.0
// The messages that wait to be written, in order. One whose call was given up leaves without a search.
#pragma once

#include "core/message_list.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class send_queue
{
public:
    using slot = message_list::slot;

    // Owner of a text that no call waits for: an answer to a request of the server.
    static constexpr slot nobody = slot(-1);

    struct item
    {
        item(slot owner, std::string&& text) noexcept : owner(owner), text(std::move(text)) {}

        slot owner;
        std::string text;
    };

    bool empty() const noexcept { return waiting_ == 0; }
    std::size_t size() const noexcept { return waiting_; }
    // Of the texts that wait.
    std::size_t bytes() const noexcept { return bytes_; }

    // A large text is moved; a small one stays where it is.
    void push(slot owner, std::string&& text)
    {
        count(owner, text.size());
        list_.push(owner, std::move(text));
    }

    // Those that were popped last, in front again.
    void put_back(std::vector<item> items) { renew(std::move(items)); }

    // Texts that no call waits for are of no use any more.
    void drop_of_nobody()
    {
        for (auto at = first_; at != list_.size(); ++at)
            if (list_.owner(at) == nobody)
                leave(at);
        tidy();
    }

    // Nothing leaves the queue if the slot's message has left it.
    void withdraw(slot owner)
    {
        if (owner >= serial_of_.size())
            return;
        auto serial = std::exchange(serial_of_[owner], 0);
        if (serial < first_serial_ + first_)
            return;
        leave(serial - first_serial_);
        tidy();
    }

    // The text of the oldest; the queue must not be empty.
    std::string_view front() const noexcept { return list_.text(first_); }
    item pop()
    {
        count_out(first_);
        item oldest(list_.owner(first_), list_.take_text(first_));
        list_.drop(first_);
        tidy();
        return oldest;
    }

    // Takes the oldest out until they have so many bytes. What `into` held is gone.
    void pop_into(message_list& into, std::size_t enough)
    {
        into.clear();
        popped_begin_ = first_serial_ + first_;
        if (list_.size() == waiting_ && bytes_ <= enough)
        {
            std::swap(into, list_);
            first_serial_ += into.size();
            popped_end_ = first_serial_;
            waiting_ = bytes_ = 0;
            return;
        }
        for (std::size_t bytes = 0; bytes < enough && waiting_ != 0; ++first_)
            if (list_.owner(first_) != message_list::none)
            {
                bytes += list_.size_of(first_);
                count_out(first_);
                into.push_from(list_, first_);
                list_.drop(first_);
            }
        popped_end_ = first_serial_ + first_;
        tidy();
    }

    // Takes back, for its memory, what `pop_into` has filled and nobody needs any more.
    void reuse(message_list& used)
    {
        used.clear();
        if (list_.empty())
            std::swap(used, list_);
    }

    // Whether the last message of this slot was one of those that `pop_into` took out last, and was not withdrawn since.
    bool was_popped_last(slot owner) const noexcept
    {
        return owner < serial_of_.size() && serial_of_[owner] >= popped_begin_ && serial_of_[owner] < popped_end_;
    }

private:
    // Of a message that is about to be appended.
    void count(slot owner, std::size_t size)
    {
        if (owner != nobody)
        {
            if (serial_of_.size() <= owner)
                serial_of_.resize(owner + 1);
            serial_of_[owner] = first_serial_ + list_.size();
        }
        bytes_ += size;
        ++waiting_;
    }

    void count_out(std::size_t at)
    {
        bytes_ -= list_.size_of(at);
        --waiting_;
    }

    void leave(std::size_t at)
    {
        count_out(at);
        list_.drop(at);
    }

    // The front is always one that waits, and those that have left do not pile up.
    void tidy()
    {
        while (first_ != list_.size() && list_.owner(first_) == message_list::none)
            ++first_;
        if (waiting_ == 0)
        {
            first_serial_ += list_.size();
            list_.clear();
            first_ = 0;
        }
        else if ((list_.size() > 64 && list_.size() > 2 * waiting_) || list_.small_bytes() > 2 * bytes_ + (1 << 20))
            renew({});
    }

    // Makes the list anew, of these and of those that wait; their numbers are new as well.
    void renew(std::vector<item> in_front)
    {
        auto old = std::exchange(list_, {});
        first_serial_ += old.size();
        waiting_ = bytes_ = 0;
        for (auto& each : in_front)
            push(each.owner, std::move(each.text));
        for (auto at = std::exchange(first_, 0); at != old.size(); ++at)
            if (auto owner = old.owner(at); owner != message_list::none)
            {
                count(owner, old.size_of(at));
                list_.push_from(old, at);
            }
    }

    message_list list_;
    // Where the front stands.
    std::size_t first_ = 0;
    // The messages that were ever pushed are numbered; this is the number of the list's first one. From 1, so that 0
    // in serial_of_ is behind it.
    std::uint64_t first_serial_ = 1;
    std::vector<std::uint64_t> serial_of_;
    // The numbers of those that were popped last.
    std::uint64_t popped_begin_ = 0;
    std::uint64_t popped_end_ = 0;
    std::size_t waiting_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace jsonrpcclient::detail
