// SPDX-License-Identifier: BSL-1.0
// The words of a dialect, which users only give.
#pragma once

#include <jsonrpcclient/dialect.hpp>

#include <string>

namespace jsonrpcclient::detail {

class dialect_access
{
public:
    static const std::string& progress_method(const dialect& how) noexcept { return how.method_; }
    static const std::string& progress_token(const dialect& how) noexcept { return how.token_; }
    static const std::string& progress_asked_by(const dialect& how) noexcept { return how.asked_by_; }
    // Whether a server may answer a POST by a stream of events.
    static bool has_event_streams(const dialect& how) noexcept { return how.has_event_streams_; }
};

} // namespace jsonrpcclient::detail
