// SPDX-License-Identifier: BSL-1.0
// What one message of a stream of events is to the call that waits for its answer there.
#pragma once

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

    // The messages of the text that are the server's own; they point into it.
    std::vector<std::string_view> beside;
    // What the server's requests are answered with; an array if they came in one. Empty if there were none.
    std::string reply;
    // What was odd, in words, for the log.
    std::vector<const char*> oddities;
};

} // namespace jsonrpcclient::detail
