// SPDX-License-Identifier: BSL-1.0
// The rules that an answer must keep (JSON-RPC 2.0, section 5), and the answer read by them.
#pragma once

#include <jsonrpcclient/response.hpp>

#include "rules/incoming.hpp"

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// An answer that was read: data, unless `rule` says what is wrong with it.
struct read_answer
{
    std::string rule;
    response_data data;
};

// Reads an answer. With `validate` off, the shapes of older servers are taken too: only what has neither a
// result nor an error cannot be understood.
read_answer read(incoming&& message, bool validate);

// Reads the text of a message that is sent as it is. Throws `errc::invalid_request` unless it is one
// request or notification; gives the id, if it has one.
std::optional<id> id_of_raw_request(std::string_view text);

} // namespace jsonrpcclient::detail
