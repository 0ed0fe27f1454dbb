// SPDX-License-Identifier: BSL-1.0
// A message that answers no call.
#pragma once

#include "rules/incoming.hpp"

#include <cstddef>
#include <utility>

namespace jsonrpcclient::detail {

// A notification or a request of the server, or what is no JSON-RPC.
struct unasked_message
{
    // Of what is not an element of an array.
    static constexpr std::size_t whole = std::size_t(-1);

    unasked_message(message_kind kind, incoming&& message, std::size_t position)
        : kind(kind), message(std::move(message)), position(position)
    {
    }

    message_kind kind;
    incoming message;
    // Which element of the text it is.
    std::size_t position;
};

} // namespace jsonrpcclient::detail
