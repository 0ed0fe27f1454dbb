// SPDX-License-Identifier: BSL-1.0
// Reads a text of messages with nothing unusual in them, as most are: the envelopes are read by hand, and only their values are
// parsed. For an answer to a small call that takes 600 instructions, where the parser's events take 1700.
#pragma once

#include "rules/incoming.hpp"

#include <boost/json/parser.hpp>

#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

struct plain_messages
{
    // Of one message, or of an array of some.
    std::vector<incoming>& messages;
    bool& is_array;
    bool keeps_params;
};

// Whether the text was read; if not, `into` is of no use, and the text is for the parser that knows all of JSON. `values` is
// kept for its memory; it may nest two levels less than the text.
bool read_plain(std::string_view text, json::parser& values, plain_messages into);

} // namespace jsonrpcclient::detail
