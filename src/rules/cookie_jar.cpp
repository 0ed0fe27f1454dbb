// SPDX-License-Identifier: BSL-1.0
#include "rules/cookie_jar.hpp"

#include "rules/ascii.hpp"
#include "rules/set_cookie.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

constexpr std::size_t max_cookies_of_host = 50;
constexpr std::size_t max_cookies = 300;

bool is_address(std::string_view host)
{
    return host.find(':') != host.npos || host.find_first_not_of("0123456789.") == host.npos;
}

// RFC 6265, section 5.1.3; both are in lower case.
bool domain_matches(std::string_view host, std::string_view domain)
{
    if (host == domain)
        return true;
    return !is_address(host) && host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

std::string_view path_of(const endpoint& where)
{
    return std::string_view(where.target).substr(0, where.target.find('?'));
}

// RFC 6265, section 5.1.4.
std::string_view default_path(std::string_view path)
{
    auto end = path.rfind('/');
    return path.starts_with('/') && end != 0 ? path.substr(0, end) : "/";
}

bool path_matches(std::string_view path, std::string_view of_cookie)
{
    return path.starts_with(of_cookie) &&
           (path.size() == of_cookie.size() || of_cookie.ends_with('/') || path[of_cookie.size()] == '/');
}

} // namespace

void cookie_jar::store(std::string_view text, const endpoint& from, time_point now)
{
    auto parsed = parse_set_cookie(text, now);
    if (!parsed || (parsed->is_secure && !from.is_secure))
        return;
    auto host = to_lower(from.host);
    if (!parsed->domain.empty() && !domain_matches(host, to_lower(parsed->domain)))
        return;
    auto path = parsed->path.empty() ? default_path(path_of(from)) : parsed->path;

    remove_expired(now);
    // RFC 6265bis, section 5.7: nobody on the way of an open connection may put a cookie in the place of a secure one,
    // nor in front of it.
    if (!from.is_secure && std::any_of(cookies_.begin(), cookies_.end(),
                                       [&](const cookie& other) {
                                           return other.is_secure && other.name == parsed->name && other.host == host &&
                                                  path_matches(path, other.path);
                                       }))
        return;

    auto same = std::find_if(cookies_.begin(), cookies_.end(),
                             [&](const cookie& other)
                             { return other.name == parsed->name && other.host == host && other.path == path; });
    if (parsed->expires <= now)
    {
        if (same != cookies_.end())
            cookies_.erase(same);
        return;
    }
    cookie made{std::string(parsed->name), std::string(parsed->value), host,
                std::string(path),         parsed->is_secure,          parsed->expires};
    if (same != cookies_.end())
    {
        *same = std::move(made);
        return;
    }
    make_room(host);
    cookies_.push_back(std::move(made));
}

void cookie_jar::remove_expired(time_point now)
{
    std::erase_if(cookies_, [&](const cookie& each) { return each.expires <= now; });
}

void cookie_jar::make_room(const std::string& host)
{
    auto is_of_host = [&](const cookie& each) { return each.host == host; };
    auto count = std::count_if(cookies_.begin(), cookies_.end(), is_of_host);
    if (static_cast<std::size_t>(count) >= max_cookies_of_host)
        cookies_.erase(std::find_if(cookies_.begin(), cookies_.end(), is_of_host));
    else if (cookies_.size() >= max_cookies)
        cookies_.erase(cookies_.begin());
}

std::string cookie_jar::header_for(const endpoint& to, time_point now) const
{
    auto host = to_lower(to.host);
    auto path = path_of(to);
    std::vector<const cookie*> sent;
    for (auto& each : cookies_)
        if (each.host == host && each.expires > now && (to.is_secure || !each.is_secure) &&
            path_matches(path, each.path))
            sent.push_back(&each);
    // Those of the longest path first, then the oldest.
    std::stable_sort(sent.begin(), sent.end(),
                     [](const cookie* a, const cookie* b) { return a->path.size() > b->path.size(); });
    std::string header;
    for (auto each : sent)
        header += (header.empty() ? "" : "; ") + each->name + "=" + each->value;
    return header;
}

} // namespace jsonrpcclient::detail
