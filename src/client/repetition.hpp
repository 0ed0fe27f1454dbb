// SPDX-License-Identifier: BSL-1.0
// What a call keeps that may be sent more than once, and when that is to be.
#pragma once

#include "core/backoff_delay.hpp"
#include "core/outgoing.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace jsonrpcclient::detail {

struct repetition
{
    using time_point = std::chrono::steady_clock::time_point;

    repetition(const outgoing& message, reading_rules rules, bool is_idempotent, const backoff& retry,
               std::vector<std::int64_t> codes)
        : message(message), rules(rules), is_idempotent(is_idempotent), retry(retry), codes(std::move(codes))
    {
    }

    // Whether the answer is a reason to try again. Of a batch, what is answered is answered.
    bool is_reason(const response_data& answer) const
    {
        return !answer.ok() && !answer.missing() &&
               std::find(codes.begin(), codes.end(), answer.error().code()) != codes.end();
    }

    // When the next try begins: not before `earliest`, and in time for the deadline. None if there is to be no other.
    std::optional<time_point> next(time_point now, time_point earliest, time_point deadline, double fraction) const
    {
        if (!allows_try(retry, tries))
            return std::nullopt;
        auto then = std::max(now + delay_before(retry, tries + 1, fraction), earliest);
        return then < deadline ? std::optional(then) : std::nullopt;
    }

    outgoing message;
    reading_rules rules;
    bool is_idempotent;
    backoff retry;
    // Error codes that are a reason to try again.
    std::vector<std::int64_t> codes;
    // How often it was tried again.
    std::size_t tries = 0;
    // An earlier try may have been executed.
    bool may_have_run = false;
    // It waits for the next try.
    bool is_pausing = false;
};

// A status by which a server says that it could not do it now (RFC 6585, section 4; RFC 9110, section 15.6).
constexpr bool is_passing(int http_status) noexcept
{
    return http_status == 429 || http_status == 502 || http_status == 503 || http_status == 504;
}

} // namespace jsonrpcclient::detail
