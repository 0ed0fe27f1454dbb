// SPDX-License-Identifier: BSL-1.0
// What kind of call the one with a certain number is; it follows from the seed and that number alone.
#pragma once

#include "soak/messages.hpp"

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/options.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace soak {

enum class call_kind
{
    request = 1,
    callback,
    typed,
    notification,
    batch,
    text,
    text_of_batch
};

struct plan
{
    plan(std::uint64_t seed, std::size_t call);

    rpc::request request() const;
    rpc::notification notification() const;
    rpc::batch batch() const;
    std::string text() const;
    std::string text_of_batch() const;

    // Whether this element of the batch has an answer.
    bool is_answered(std::size_t element) const { return kinds_of_elements[element]; }

    std::size_t call;
    call_kind kind;
    std::uint64_t first_number;
    std::vector<bool> kinds_of_elements;   // Of a batch: true for requests.
    std::optional<rpc::id> own_id;
    bool is_idempotent = false;
    std::chrono::microseconds timeout;
    // It is cancelled then, unless it has ended.
    std::optional<std::chrono::microseconds> canceled_after;
    rpc::call_options options;
};

} // namespace soak
