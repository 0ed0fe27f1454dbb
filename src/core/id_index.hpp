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
            if (place& here = place_of(*integer); here.key == *integer)
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
        if (is_used(here))
            others_.emplace(id(here.key), here.value);
        else
            ++in_table_;
        here = place{*integer, value};
    }

    void erase(const id& key)
    {
        auto* integer = key.if_int64();
        if (integer)
            if (place& here = place_of(*integer); here.key == *integer)
            {
                here.key = elsewhere(*integer);
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
    };

    // A place that is free has a key that belongs to another place, so that it needs no mark: this one, of the next.
    static std::int64_t elsewhere(std::int64_t key) noexcept { return key ^ 1; }
    bool is_used(const place& which) noexcept { return &place_of(which.key) == &which; }

    static std::vector<place> free_places(std::size_t count)
    {
        std::vector<place> made(count);
        for (std::size_t i = 0; i != count; ++i)
            made[i].key = elsewhere(static_cast<std::int64_t>(i));
        return made;
    }

    place& place_of(std::int64_t key) noexcept { return table_[static_cast<std::uint64_t>(key) & (table_.size() - 1)]; }

    void grow()
    {
        auto larger = free_places(2 * table_.size());
        for (const place& moved : table_)
            if (is_used(moved))
                larger[static_cast<std::uint64_t>(moved.key) & (larger.size() - 1)] = moved;
        table_ = std::move(larger);
    }

    std::vector<place> table_ = free_places(64);
    std::size_t in_table_ = 0;
    std::unordered_map<id, Value> others_;
};

} // namespace jsonrpcclient::detail
