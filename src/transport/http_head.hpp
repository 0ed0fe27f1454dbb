// SPDX-License-Identifier: BSL-1.0
// What the header of an answer says, and what there is to say of an answer that Beast cannot read.
#pragma once

#include "transport/http_exchange.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>

namespace jsonrpcclient::detail {

bool is_event_stream(const boost::beast::http::fields& fields);

// An answer without its body.
http_answer take_head(boost::beast::http::response_header<>& from);

// Sets why there is no answer.
void explain(http_outcome& outcome, const boost::system::error_code& error, const option_set& options);

} // namespace jsonrpcclient::detail
