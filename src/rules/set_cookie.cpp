// SPDX-License-Identifier: BSL-1.0
#include "rules/set_cookie.hpp"

#include "rules/ascii.hpp"
#include "rules/http_date.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

using std::chrono::system_clock;

constexpr std::size_t max_cookie_size = 4096;
constexpr std::size_t max_attribute_size = 1024;

// Takes the text up to the delimiter off, and the delimiter.
std::string_view take_until(std::string_view& text, char delimiter)
{
    auto end = std::min(text.find(delimiter), text.size());
    auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

// RFC 6265, section 5.2.2. None if it is to be ignored.
std::optional<system_clock::time_point> parse_max_age(std::string_view text, system_clock::time_point now)
{
    bool is_negative = text.starts_with('-');
    if (is_negative)
        text.remove_prefix(1);
    else if (text.empty())
        return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), is_digit))
        return std::nullopt;
    // Far more than the clock has left is as long as the session.
    auto left = std::chrono::floor<std::chrono::seconds>(system_clock::time_point::max() -
                                                         std::max(now, system_clock::time_point()));
    std::int64_t seconds = 0;
    for (char digit : text)
        if ((seconds = 10 * seconds + (digit - '0')) >= left.count())
            return is_negative ? system_clock::time_point::min() : system_clock::time_point::max();
    if (is_negative || seconds == 0)
        return system_clock::time_point::min();
    return now + std::chrono::seconds(seconds);
}

bool keeps_promise(const set_cookie& cookie)
{
    if (equal_names(cookie.name.substr(0, 9), "__secure-"))
        return cookie.is_secure;
    if (equal_names(cookie.name.substr(0, 7), "__host-"))
        return cookie.is_secure && !cookie.has_domain && cookie.path == "/";
    return true;
}

} // namespace

std::optional<set_cookie> parse_set_cookie(std::string_view text, system_clock::time_point now)
{
    // A tab is white space, and allowed between the parts.
    if (std::any_of(text.begin(), text.end(), [](char each) { return is_control(each) && each != '\t'; }))
        return std::nullopt;
    set_cookie made;
    auto pair = take_until(text, ';');
    if (pair.find('=') == pair.npos)
        return std::nullopt;
    made.name = trimmed(take_until(pair, '='));
    made.value = trimmed(pair);
    if (made.name.empty() || made.name.size() + made.value.size() > max_cookie_size || has_control(made.name) ||
        has_control(made.value))
        return std::nullopt;

    std::optional<system_clock::time_point> by_date;
    std::optional<system_clock::time_point> by_age;
    while (!text.empty())
    {
        auto value = take_until(text, ';');
        auto name = trimmed(take_until(value, '='));
        value = trimmed(value);
        if (value.size() > max_attribute_size)
            continue;
        // The last one of a name counts.
        if (equal_names(name, "expires"))
        {
            if (auto date = parse_http_date(value))
                by_date = date;
        }
        else if (equal_names(name, "max-age"))
        {
            if (auto age = parse_max_age(value, now))
                by_age = age;
        }
        else if (equal_names(name, "domain"))
        {
            made.has_domain = true;
            made.domain = value.starts_with('.') ? value.substr(1) : value;
        }
        else if (equal_names(name, "path"))
            made.path = value.starts_with('/') ? value : std::string_view();
        else if (equal_names(name, "secure"))
            made.is_secure = true;
    }
    if (by_age || by_date)
        made.expires = by_age ? *by_age : *by_date;
    if (!keeps_promise(made))
        return std::nullopt;
    return made;
}

} // namespace jsonrpcclient::detail
