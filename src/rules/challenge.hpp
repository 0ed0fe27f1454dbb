// SPDX-License-Identifier: BSL-1.0
// Takes apart what a server says about authentication.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

// How a server wants to be told who asks (RFC 9110, section 11.3).
struct challenge
{
    // As it came; may be compared without regard to case.
    std::string scheme;
    // Names in lower case; values without their quotation marks and escapes.
    std::vector<std::pair<std::string, std::string>> parameters;
    // Not to be used: a quoted string has no end, or there is something that is no parameter.
    bool is_broken = false;

    // The first of that name, or nullptr.
    const std::string* find(std::string_view name) const;
};

// The challenges of one WWW-Authenticate or Proxy-Authenticate header, in their order. Parameters in front of any
// scheme make one without a scheme: a header such as Authentication-Info has no other. A token68 is passed over.
std::vector<challenge> parse_challenges(std::string_view header);

} // namespace jsonrpcclient::detail
