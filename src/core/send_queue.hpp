// SPDX-License-Identifier: BSL-1.0
// The messages that wait to be written, in order. One whose call was given up leaves without a search.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class send_queue
{
public:
    using slot = std::uint32_t;

    // Owner of a text that no call waits for: an answer to a request of the server.
    static constexpr slot nobody = slot(-1);

    struct item
    {
        item(slot owner, std::string&& text) noexcept : owner(owner), text(std::move(text)) {}

        slot owner;
        std::string text;
        bool is_withdrawn = false;
    };

    bool empty() const noexcept { return waiting_ == 0; }
    std::size_t size() const noexcept { return waiting_; }
    // Of the texts that wait.
    std::size_t bytes() const noexcept { return bytes_; }

    void push(slot owner, std::string&& text)
    {
        if (owner != nobody)
        {
            if (serial_of_.size() <= owner)
                serial_of_.resize(owner + 1);
            serial_of_[owner] = first_serial_ + items_.size();
        }
        bytes_ += text.size();
        ++waiting_;
        items_.emplace_back(owner, std::move(text));
    }

    // Those that were popped last, in front again.
    void put_back(std::vector<item> items)
    {
        while (!items.empty())
        {
            auto& last = items.back();
            if (last.owner != nobody)
            {
                if (serial_of_.size() <= last.owner)
                    serial_of_.resize(last.owner + 1);
                serial_of_[last.owner] = first_serial_ - 1;
            }
            --first_serial_;
            bytes_ += last.text.size();
            ++waiting_;
            items_.push_front(std::move(last));
            items.pop_back();
        }
    }

    // Texts that no call waits for are of no use any more.
    void drop_of_nobody()
    {
        for (auto& each : items_)
            if (each.owner == nobody && !each.is_withdrawn)
                withdraw(each);
        drop_withdrawn();
        compact();
    }

    // Nothing happens if the slot's message has left the queue.
    void withdraw(slot owner)
    {
        if (owner >= serial_of_.size() || serial_of_[owner] < first_serial_)
            return;
        auto index = serial_of_[owner] - first_serial_;
        if (index >= items_.size() || items_[index].owner != owner || items_[index].is_withdrawn)
            return;
        withdraw(items_[index]);
        drop_withdrawn();
        if (items_.size() > 64 && items_.size() > 2 * waiting_)
            compact();
    }

    // The oldest; the queue must not be empty.
    const item& front() const noexcept { return items_.front(); }
    item pop()
    {
        item first = std::move(items_.front());
        items_.pop_front();
        ++first_serial_;
        bytes_ -= first.text.size();
        --waiting_;
        drop_withdrawn();
        return first;
    }

private:
    void withdraw(item& given_up)
    {
        bytes_ -= given_up.text.size();
        --waiting_;
        given_up.is_withdrawn = true;
        given_up.text = std::string();
    }

    // The front is never withdrawn.
    void drop_withdrawn()
    {
        while (!items_.empty() && items_.front().is_withdrawn)
        {
            items_.pop_front();
            ++first_serial_;
        }
    }

    // What is withdrawn behind a front that stays would pile up otherwise.
    void compact()
    {
        first_serial_ += items_.size();
        std::erase_if(items_, [](const item& each) { return each.is_withdrawn; });
        for (std::size_t i = 0; i != items_.size(); ++i)
            if (items_[i].owner != nobody)
                serial_of_[items_[i].owner] = first_serial_ + i;
    }

    std::deque<item> items_;
    // The items that were ever pushed are numbered; this is the number of the front. From 1, so that 0
    // in serial_of_ is behind it.
    std::uint64_t first_serial_ = 1;
    std::vector<std::uint64_t> serial_of_;
    std::size_t waiting_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace jsonrpcclient::detail
