// SPDX-License-Identifier: BSL-1.0
// The latencies of a client's calls: a histogram for each method, for so many of them, and one for each other kind.
#pragma once

#include <jsonrpcclient/statistics.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class latency_table
{
public:
    static constexpr std::size_t max_methods = 100;
    static constexpr std::size_t max_method_size = 100;

    latency_table() = default;
    latency_table(const latency_table&) = delete;

    // What calls are counted by: the beginning of their method, or nothing, and the latencies.
    using row = std::pair<const std::string, latency_histogram>;

    // Where the latency of such a call is counted, for as long as the table lives. A method takes a place when it is
    // first asked for; asking again takes no memory.
    row& of_method(std::string_view method)
    {
        method = method.substr(0, max_method_size);
        // Often it is the one of the call before.
        if (last_ && last_->first == method)
            return *last_;
        auto found = methods_.find(method);
        if (found == methods_.end())
        {
            if (methods_.size() == max_methods)
                return of_kind(call_kind::other);
            found = methods_.try_emplace(std::string(method)).first;
        }
        return *(last_ = &*found);
    }
    row& of_kind(call_kind kind) noexcept { return kinds_[static_cast<std::size_t>(kind)]; }

    // Those that have counted something: methods in the order of the alphabet, then the kinds.
    std::vector<call_latency> counted() const
    {
        std::vector<call_latency> all;
        for (auto& [method, latency] : methods_)
            if (latency.count() != 0)
                all.emplace_back(call_kind::request, method, latency);
        std::sort(all.begin(), all.end(), [](auto& left, auto& right) { return left.method < right.method; });
        for (std::size_t i = 0; i != kinds_.size(); ++i)
            if (auto& latency = kinds_[i].second; latency.count() != 0)
                all.emplace_back(static_cast<call_kind>(i), std::string(), latency);
        return all;
    }

private:
    struct hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };

    using method_map = std::unordered_map<std::string, latency_histogram, hash, std::equal_to<>>;

    method_map methods_;
    row* last_ = nullptr;
    // By the value of call_kind.
    std::array<row, static_cast<std::size_t>(call_kind::other) + 1> kinds_;
};

} // namespace jsonrpcclient::detail
