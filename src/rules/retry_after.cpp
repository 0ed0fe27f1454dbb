// SPDX-License-Identifier: BSL-1.0
#include "rules/retry_after.hpp"

#include "rules/ascii.hpp"
#include "rules/http_date.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {

std::optional<std::chrono::nanoseconds> parse_retry_after(std::string_view value,
                                                          std::chrono::system_clock::time_point now)
{
    using std::chrono::seconds;
    constexpr seconds a_year = std::chrono::hours(24 * 365);
    value = trimmed(value);
    if (value.empty())
        return std::nullopt;
    if (value.find_first_not_of("0123456789") == value.npos)
    {
        seconds wait(0);
        for (char digit : value)
            wait = std::min(wait * 10 + seconds(digit - '0'), a_year);
        return wait;
    }
    auto date = parse_http_date(value);
    if (!date)
        return std::nullopt;
    if (*date <= now)
        return seconds(0);
    // Compared in seconds, which do not overflow.
    auto wait =
        std::chrono::floor<seconds>(*date).time_since_epoch() - std::chrono::floor<seconds>(now).time_since_epoch();
    return std::min(wait, a_year);
}

} // namespace jsonrpcclient::detail
