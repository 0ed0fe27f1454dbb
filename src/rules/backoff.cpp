// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/backoff.hpp>

#include "rules/option_text.hpp"

namespace jsonrpcclient {

std::string to_string(const backoff& value)
{
    if (value.is_none())
        return "off";
    auto text = detail::duration_text(value.first()) + ", " + detail::duration_text(value.longest());
    return value.attempts() == 0 ? text : text + ", " + std::to_string(value.attempts());
}

} // namespace jsonrpcclient
