// SPDX-License-Identifier: BSL-1.0
// Messages one behind the other: whose they are, and their texts.
//
// Small texts share one string. A string for each of them costs an allocation, 250 instructions, and with a thousand calls
// in flight more memory than the processor's caches hold.
#pragma once

#include "rules/spare_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class message_list
{
public:
    using slot = std::uint32_t;

    bool empty() const noexcept { return items_.empty(); }
    std::size_t size() const noexcept { return items_.size(); }

    // Owner of a message that was dropped.
    static constexpr slot none = slot(-2);

    slot owner(std::size_t index) const noexcept { return items_[index].owner; }
    std::size_t size_of(std::size_t index) const noexcept { return text(index).size(); }

    // Valid until the list is changed.
    std::string_view text(std::size_t index) const noexcept
    {
        auto& item = items_[index];
        return item.size == large ? std::string_view(large_[item.begin])
                                  : std::string_view(small_.data() + item.begin, item.size);
    }

    // The same to keep; it is not in the list any more.
    std::string take_text(std::size_t index)
    {
        auto& item = items_[index];
        return item.size == large ? std::move(large_[item.begin]) : std::string(text(index));
    }

    // Of the small texts, with those that were dropped.
    std::size_t small_bytes() const noexcept { return small_.size(); }

    // A large text is moved; a small one stays where it is.
    void push(slot owner, std::string&& text)
    {
        if (text.size() < large)
            return append(owner, text);
        items_.push_back({large_.size(), large, owner});
        large_.push_back(std::move(text));
    }

    // Appends the message that stands at this place of another list, which has its text no longer.
    void push_from(message_list& other, std::size_t index)
    {
        if (other.items_[index].size == large)
            push(other.owner(index), other.take_text(index));
        else
            append(other.owner(index), other.text(index));
    }

    // Its place stays.
    void drop(std::size_t index)
    {
        items_[index].owner = none;
        if (items_[index].size == large)
            give_back(large_[items_[index].begin]);
    }

    // Leaves out those of which `is_kept`, which is asked once for each, in their order, says no.
    template <class Predicate>
    void keep_if(Predicate is_kept)
    {
        std::size_t kept = 0;
        for (std::size_t i = 0; i != items_.size(); ++i)
            if (is_kept(items_[i].owner, text(i)))
                items_[kept++] = items_[i];
        items_.resize(kept);
    }

    // Keeps the memory that most need.
    void clear()
    {
        constexpr std::size_t kept = 1 << 20;
        if (small_.capacity() > kept)
            give_back(small_);
        small_.clear();
        large_.clear();
        items_.clear();
    }

private:
    // The size of all texts that are this large, or larger.
    static constexpr std::uint32_t large = 4096;

    struct item
    {
        // In `small_`, or the index in `large_`.
        std::size_t begin = 0;
        std::uint32_t size = 0;
        slot owner = 0;
    };

    void append(slot owner, std::string_view text)
    {
        items_.push_back({small_.size(), static_cast<std::uint32_t>(text.size()), owner});
        small_ += text;
    }

    std::vector<item> items_;
    std::string small_;
    std::vector<std::string> large_;
};

} // namespace jsonrpcclient::detail
