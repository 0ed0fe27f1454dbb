// SPDX-License-Identifier: BSL-1.0
#include "rules/http_date.hpp"

#include "rules/ascii.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

using std::chrono::system_clock;

bool is_delimiter(char character)
{
    auto byte = static_cast<unsigned char>(character);
    return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) ||
           (byte >= 0x5b && byte <= 0x60) || (byte >= 0x7b && byte <= 0x7e);
}

// Takes the number in front of the text off it, if it has that many digits and no more.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most)
{
    int number = 0;
    std::size_t size = 0;
    for (; size != text.size() && is_digit(text[size]); ++size)
    {
        if (size == most)
            return std::nullopt;
        number = 10 * number + (text[size] - '0');
    }
    if (size < least)
        return std::nullopt;
    text.remove_prefix(size);
    return number;
}

struct time_of_day
{
    int hour;
    int minute;
    int second;
};

std::optional<time_of_day> time_of(std::string_view token)
{
    int parts[3];
    for (auto& part : parts)
    {
        if (&part != parts)
        {
            if (token.empty() || token.front() != ':')
                return std::nullopt;
            token.remove_prefix(1);
        }
        auto number = take_number(token, 1, 2);
        if (!number)
            return std::nullopt;
        part = *number;
    }
    return time_of_day{parts[0], parts[1], parts[2]};
}

std::optional<int> month_of(std::string_view token)
{
    constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                           "jul", "aug", "sep", "oct", "nov", "dec"};
    for (auto& month : months)
        if (equal_names(token.substr(0, 3), month))
            return static_cast<int>(&month - months) + 1;
    return std::nullopt;
}

system_clock::time_point clamped(std::chrono::sys_seconds when)
{
    using std::chrono::ceil;
    using std::chrono::floor;
    using std::chrono::seconds;
    if (when > floor<seconds>(system_clock::time_point::max()))
        return system_clock::time_point::max();
    if (when < ceil<seconds>(system_clock::time_point::min()))
        return system_clock::time_point::min();
    return when;
}

} // namespace

std::optional<system_clock::time_point> parse_http_date(std::string_view text)
{
    std::optional<time_of_day> time;
    std::optional<int> day;
    std::optional<int> month;
    std::optional<int> year;
    // The first token that can be one of them is it.
    while (!text.empty())
    {
        auto end = std::find_if(text.begin(), text.end(), is_delimiter);
        auto token = text.substr(0, end - text.begin());
        text.remove_prefix(std::min(token.size() + 1, text.size()));
        if (!time && (time = time_of(token)))
            continue;
        auto rest = token;
        if (!day && (day = take_number(rest, 1, 2)))
            continue;
        if (!month && (month = month_of(token)))
            continue;
        if (!year)
            year = take_number(rest, 2, 4);
    }
    if (!time || !day || !month || !year)
        return std::nullopt;
    if (*year < 100)
        *year += *year < 70 ? 2000 : 1900;
    // A leap second is the first one of the next minute.
    if (*year < 1601 || time->hour > 23 || time->minute > 59 || time->second > 60)
        return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return clamped(std::chrono::sys_days(date) + std::chrono::hours(time->hour) + std::chrono::minutes(time->minute) +
                   std::chrono::seconds(time->second));
}

} // namespace jsonrpcclient::detail
