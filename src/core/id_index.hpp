// SPDX-License-Identifier: BSL-1.0
// Finds what was filed under an id.
//
// Generated ids are consecutive integers: they find their place in a table by their last bits, which costs
// 2 ns where a hash map costs 14 to 44. An old integer that stands in the way of a new one moves to the map,
// so that one call without an answer does not make the table grow.
#pragma once

#include <jsonrpcclient/id.hpp>

#include <unordered_map>
#include <vector>

namespace jsonrpcclient::detail {

template <class Value>
class id_index
{
public:
    // Null if nothing was filed under the id.
    Value* find(const id& key) noexcept
    {
        if (auto* integer = key.if_int64())
            if (place& here = place_of(*integer); here.is_used && here.key == *integer)
                return &here.value;
        auto found = others_.empty() ? others_.end() : others_.find(key);
        return found == others_.end() ? nullptr : &found->second;
    }

    // The id must not be there yet.
    void insert(const id& key, Value value)
    {
        auto* integer = key.if_int64();
        if (!integer)
        {
            others_.emplace(key, value);
            return;
        }
        if (2 * (in_table_ + 1) > table_.size())
            grow();
        place& here = place_of(*integer);
        if (here.is_used)
            others_.emplace(id(here.key), here.value);
        else
            ++in_table_;
        here = place{*integer, value, true};
    }

    void erase(const id& key)
    {
        auto* integer = key.if_int64();
        if (integer)
            if (place& here = place_of(*integer); here.is_used && here.key == *integer)
            {
                here.is_used = false;
                --in_table_;
                return;
            }
        others_.erase(key);
    }

private:
    struct place
    {
        std::int64_t key = 0;
        Value value = {};
        bool is_used = false;
    };

    place& place_of(std::int64_t key) noexcept
    {
        return table_[static_cast<std::uint64_t>(key) & (table_.size() - 1)];
    }

    void grow()
    {
        std::vector<place> old(2 * table_.size());
        old.swap(table_);
        for (const place& moved : old)
            if (moved.is_used)
                place_of(moved.key) = moved;
    }

    std::vector<place> table_ = std::vector<place>(64);
    std::size_t in_table_ = 0;
    std::unordered_map<id, Value> others_;
};

} // namespace jsonrpcclient::detail
