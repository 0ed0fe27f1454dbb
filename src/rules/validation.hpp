// SPDX-License-Identifier: BSL-1.0
// The rules that an answer must keep (JSON-RPC 2.0, section 5, or 1.0), and the answer read by them.
#pragma once

#include <jsonrpcclient/response.hpp>

#include "rules/incoming.hpp"
#include "values/rpc_version.hpp"

#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {

// Reads an answer. Unless `rule`, which lives as long as the program, says afterwards what is wrong with it, it is what is
// returned: made in its place, for to hand a response on costs 100 instructions.
//
// With `validate` off, the shapes of older servers are taken too: only what has neither a result nor an error cannot be
// understood, whatever the version. That the id is null breaks no rule here: the caller knows what was asked.
response_data read(incoming&& message, bool validate, rpc_version version, std::string_view& rule);

// The same as one.
struct read_answer
{
    explicit read_answer(incoming&& message, bool validate, rpc_version version = rpc_version::two)
        : data(read(std::move(message), validate, version, rule))
    {
    }

    std::string_view rule;
    response_data data;
};

} // namespace jsonrpcclient::detail
