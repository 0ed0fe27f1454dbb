// SPDX-License-Identifier: BSL-1.0
// The ids of calls that were given up while their answers may still come. Bounded: of more than
// `capacity` the oldest is forgotten.
#pragma once

#include <jsonrpcclient/id.hpp>

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>

namespace jsonrpcclient::detail {

class retired_ids
{
public:
    static constexpr std::size_t capacity = 1024;

    bool empty() const noexcept { return serials_.empty(); }
    bool contains(const id& value) const { return !serials_.empty() && serials_.contains(value); }

    // Whether some were forgotten: an id that is not here may have been.
    bool has_overflowed() const noexcept { return overflowed_; }

    void add(const id& value)
    {
        if (order_.size() >= 2 * capacity)
            std::erase_if(order_, [&](auto& entry) { return !is_current(entry); });
        if (serials_.size() == capacity)
        {
            while (!is_current(order_.front()))
                order_.pop_front();
            serials_.erase(order_.front().first);
            overflowed_ = true;
            order_.pop_front();
        }
        serials_[value] = ++last_serial_;
        order_.emplace_back(value, last_serial_);
    }

    bool erase(const id& value) { return !serials_.empty() && serials_.erase(value) != 0; }

    void clear()
    {
        serials_.clear();
        order_.clear();
        overflowed_ = false;
    }

private:
    // It may have been erased, and even added again, since.
    bool is_current(const std::pair<id, std::uint64_t>& entry) const
    {
        auto found = serials_.find(entry.first);
        return found != serials_.end() && found->second == entry.second;
    }

    std::unordered_map<id, std::uint64_t> serials_;
    std::deque<std::pair<id, std::uint64_t>> order_;
    std::uint64_t last_serial_ = 0;
    bool overflowed_ = false;
};

} // namespace jsonrpcclient::detail
