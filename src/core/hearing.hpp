// SPDX-License-Identifier: BSL-1.0
// What one message of a stream of events is to the call that waits for its answer there.
#pragma once

#include "core/unasked_message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

struct hearing
{
    hearing() {}

    // What of the text answers the call: all of it, one element of an array, or of a batch an array of some. Empty if
    // nothing does.
    std::string answer;
    // Nothing else is to come.
    bool is_whole = false;

    // The messages of the text that answer no call, and what stands there of those that are the server's own.
    std::vector<unasked_message> unasked;
    std::vector<std::string_view> beside;
    // What was odd, in words, for the log.
    std::vector<const char*> oddities;
};

} // namespace jsonrpcclient::detail
