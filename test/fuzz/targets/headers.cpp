// SPDX-License-Identifier: BSL-1.0
// What the headers of an HTTP answer hold: challenges of Digest, cookies and dates.
//
//   http://host/path     the server, whose answer it is, and how many lines of what follows are of which kind
//   c NAME=VALUE         a cookie; d: a date; i: Authentication-Info; any other line: a challenge
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "rules/ascii.hpp"
#include "rules/challenge.hpp"
#include "rules/cookie_jar.hpp"
#include "rules/digest.hpp"
#include "rules/http_date.hpp"
#include "rules/set_cookie.hpp"

#include <jsonrpcclient/error.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;
using clock = std::chrono::system_clock;

// As of some day: what is found is found again.
constexpr clock::time_point today{std::chrono::hours(24 * 20'000)};

void check_cookie(cookie_jar& jar, std::string_view text, const endpoint& from)
{
    if (auto cookie = parse_set_cookie(text, today))
    {
        require(!cookie->name.empty() && !has_control(cookie->name) && !has_control(cookie->value),
                "a cookie has a name, and no control characters");
        require(cookie->name.size() + cookie->value.size() <= 4096, "a cookie is no larger than it may be");
        require(cookie->path.empty() || cookie->path.starts_with('/'), "a path is one");
    }
    jar.store(text, from, today);
}

void check_jar(const cookie_jar& jar, const endpoint& from)
{
    auto all = jar.header_for(from, today);
    require(!has_control(all), "a header has no control characters");
    require(std::count(all.begin(), all.end(), '=') == 0 || !all.starts_with("; "), "a header begins with a cookie");
    require(all.size() <= 50 * 4100, "the cookies of a host are bounded");
    auto other = from;
    other.host = "other." + other.host;
    require(jar.header_for(other, today).empty(), "a cookie goes to no other host");
}

void check_date(std::string_view text)
{
    if (auto date = parse_http_date(text))
        require(*date >= clock::time_point::min() && *date <= clock::time_point::max(), "a date is one");
}

void check_authorization(std::string_view header)
{
    require(header.starts_with("Digest ") && !has_control(header), "an Authorization has no control characters");
    auto parsed = parse_challenges(header);
    require(parsed.size() == 1 && !parsed.front().is_broken, "an Authorization can be read");
    for (auto* name : {"username", "username*"})
        if (auto* user = parsed.front().find(name))
            require(!user->empty(), "an Authorization has a user");
    require(parsed.front().find("response") && parsed.front().find("nonce"), "an Authorization has an answer");
}

void check_challenges(const std::vector<std::string_view>& lines, const std::vector<std::string_view>& infos)
{
    for (auto line : lines)
        for (auto& challenge : parse_challenges(line))
            for (auto& [name, value] : challenge.parameters)
                require(name == to_lower(name), "the names of parameters are in lower case");
    auto chosen = choose_digest(lines);
    if (!chosen)
        return;
    require(!has_control(chosen->realm) && !has_control(chosen->nonce), "a challenge has no control characters");
    digest_session session(*chosen, "us\"er", "p\xc3\xa4ss", "0a4f113b");
    check_authorization(session.authorization("POST", "/path?query"));
    for (auto line : infos)
        session.take_info(line);
    check_authorization(session.authorization("POST", "/path?query"));
    bool is_worth_it = session.renew(*chosen, true);
    require(is_worth_it == chosen->is_stale, "a refusal is final unless the nonce was stale");
    check_authorization(session.authorization("POST", "/"));
}

} // namespace

void headers(std::string_view bytes)
{
    input from(bytes);
    std::optional<endpoint> where;
    try
    {
        where = parse_url(from.line());
    }
    catch (const rpc::client_error&)
    {
        where = parse_url("https://host/path/file");
    }
    cookie_jar jar;
    std::vector<std::string_view> challenges;
    std::vector<std::string_view> infos;
    while (!from.empty())
    {
        auto line = from.line();
        auto value = line.substr(std::min<std::size_t>(line.size(), 2));
        if (line.starts_with("c "))
            check_cookie(jar, value, *where);
        else if (line.starts_with("d "))
            check_date(value);
        else if (line.starts_with("i "))
            infos.push_back(value);
        else
            challenges.push_back(line);
    }
    check_jar(jar, *where);
    check_challenges(challenges, infos);
}

} // namespace test::fuzz
