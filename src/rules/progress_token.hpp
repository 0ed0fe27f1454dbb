// SPDX-License-Identifier: BSL-1.0
// How a request asks to be told of its progress.
#pragma once

#include <jsonrpcclient/dialect.hpp>
#include <jsonrpcclient/params.hpp>

#include <cstdint>

namespace jsonrpcclient::detail {

// These params with the token where the dialect has it. Throws `errc::invalid_request` if they cannot have one.
params with_progress_token(const dialect& how, const params& given, std::int64_t token);

// The token of a notification of progress; null if it has none.
const json::value* progress_token_of(const dialect& how, const json::value& params);

} // namespace jsonrpcclient::detail
