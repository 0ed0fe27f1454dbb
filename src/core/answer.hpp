// SPDX-License-Identifier: BSL-1.0
// What a call ends with when it ends well.
#pragma once

#include <jsonrpcclient/response.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

// Of a batch `data` is empty, and these are not.
struct answer : response
{
    answer() = default;
    // With what `make` gives as its data.
    template <std::invocable Make>
    explicit answer(Make make) : response(std::move(make))
    {
    }

    // One for each id, in the order of filing, holes among them.
    std::vector<response_data> batch;
    // Of an exchange: answers that the batch did not ask for.
    std::vector<response_data> unmatched;
};

} // namespace jsonrpcclient::detail
