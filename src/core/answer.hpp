// SPDX-License-Identifier: BSL-1.0
// What a call ends with when it ends well.
#pragma once

#include <jsonrpcclient/response.hpp>

#include <concepts>
#include <memory>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

struct batch_answer
{
    // One for each id, in the order of filing, holes among them.
    std::vector<response_data> data;
    // Of an exchange: answers that the batch did not ask for.
    std::vector<response_data> unmatched;
};

// It stands in a list with others: what only some have is elsewhere.
struct answer : response
{
    answer() = default;
    // With what `make` gives as its data.
    template <std::invocable Make>
    explicit answer(Make make) : response(std::move(make))
    {
    }

    // That of a batch, which has no `data`.
    std::unique_ptr<batch_answer> batch;
};

} // namespace jsonrpcclient::detail
