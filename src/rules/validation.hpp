// SPDX-License-Identifier: BSL-1.0
// The rules that an answer must keep (JSON-RPC 2.0, section 5, or 1.0), and the answer read by them.
#pragma once

#include <jsonrpcclient/response.hpp>

#include "rules/incoming.hpp"
#include "values/rpc_version.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {

// An answer that was read: data, unless `rule`, which lives as long as the program, says what is wrong with it.
struct read_answer
{
    explicit read_answer(const char* rule) : rule(rule) {}
    // Made in its place: to hand a response on costs 160 instructions.
    template <class Content>
    read_answer(std::optional<id>&& id, Content&& content) : data(std::move(id), std::forward<Content>(content))
    {
    }

    std::string_view rule;
    response_data data;
};

// Reads an answer. With `validate` off, the shapes of older servers are taken too: only what has neither a
// result nor an error cannot be understood, whatever the version. That the id is null breaks no rule here: the caller
// knows what was asked.
read_answer read(incoming&& message, bool validate, rpc_version version = rpc_version::two);

} // namespace jsonrpcclient::detail
