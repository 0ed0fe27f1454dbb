// SPDX-License-Identifier: BSL-1.0
// Reads a text that is one message with nothing unusual in it, as most are: the envelope is read by hand, and only its values
// are parsed. For an answer to a small call that takes 500 instructions, where the parser's events take 1700.
#pragma once

#include "rules/incoming.hpp"

#include <boost/json/parser.hpp>

#include <string_view>

namespace jsonrpcclient::detail {

// Whether the text was read; if not, `message` is of no use, and the text is for the parser that knows all of JSON. `values`
// is kept for its memory; it may nest one level less than the text.
bool read_plain_message(std::string_view text, json::parser& values, bool keeps_params, incoming& message);

} // namespace jsonrpcclient::detail
