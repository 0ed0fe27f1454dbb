// SPDX-License-Identifier: BSL-1.0
// URLs of servers, of redirects and of proxies, and the list no_proxy; a line for each of them, in this order.
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "rules/ascii.hpp"
#include "rules/endpoint.hpp"
#include "rules/proxy.hpp"

#include <jsonrpcclient/error.hpp>

#include <optional>
#include <string>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

// What the function gives, unless it refuses.
template <class Function>
auto attempt(rpc::errc refusal, Function function) -> std::optional<decltype(function())>
{
    try
    {
        return function();
    }
    catch (const rpc::client_error& refused)
    {
        require(refused.code() == refusal, "what is refused is refused as what it is");
        require(refused.delivery() == rpc::delivery::not_sent, "what is refused is not sent");
        return std::nullopt;
    }
}

void check(const endpoint& where)
{
    if (!where.socket_path.empty())
    {
        require(where.protocol == protocol::stream && where.socket_path.find('\0') == std::string::npos,
                "a path is one");
        return;
    }
    if (!where.command.empty())
    {
        require(where.protocol == protocol::stream && !where.command.front().empty() && where.host.empty(),
                "a command has a program, and no host");
        require(where.shown == "exec:" + where.command.front(), "of a command the program is shown");
        for (auto& word : where.command)
            require(word.find('\0') == std::string::npos, "a command has no zeros");
        return;
    }
    require(!where.host.empty() && is_port(where.port), "an endpoint has a host and a port");
    require(!has_control(where.authority) && !has_control(where.target) && !has_control(where.shown),
            "a URL has no control characters");
    require(where.authority.find('@') == std::string::npos, "what goes into Host has no user");
    if (where.protocol != protocol::stream)
        require(where.target.starts_with('/') && where.target.find(' ') == std::string::npos, "a target is one");

    auto again = attempt(rpc::errc::invalid_url, [&] { return parse_url(where.shown); });
    require(again && !again->user && again->host == where.host && again->port == where.port &&
                again->protocol == where.protocol && again->is_secure == where.is_secure && again->shown == where.shown,
            "what is shown of a URL is one of the same place, without a user");
}

void check(const proxy& through)
{
    require(!through.host.empty() && is_port(through.port), "a proxy has a host and a port");
    require(!has_control(through.host) && !has_control(through.authorization) && !has_control(through.shown),
            "a proxy has no control characters");
    auto again = attempt(rpc::errc::invalid_config, [&] { return parse_proxy(through.shown); });
    require(again && again->authorization.empty() && again->host == through.host && again->port == through.port,
            "what is shown of a proxy is the same one, without a user");
}

} // namespace

void urls(std::string_view bytes)
{
    input from(bytes);
    std::string url(from.line());
    std::string location(from.line());
    std::string proxy_url(from.line());
    std::string list(from.line());

    if (auto through = attempt(rpc::errc::invalid_config, [&] { return parse_proxy(proxy_url); }))
        check(*through);
    auto where = attempt(rpc::errc::invalid_url, [&] { return parse_url(url); });
    lists_host(list, where ? where->host : url, where ? where->port : "80");
    if (!where)
        return;
    check(*where);
    // An environment has no zeros.
    auto get = [&](const char* name) -> const char*
    { return std::string_view(name).ends_with("no_proxy") ? list.c_str() : proxy_url.c_str(); };
    if (auto through = attempt(rpc::errc::invalid_config, [&] { return environment_proxy(*where, get); });
        through && *through)
    {
        check(**through);
        require(!lists_host(list.c_str(), where->host, where->port), "who is in no_proxy has no proxy");
    }
    if (where->protocol != protocol::http)
        return;
    if (auto next = attempt(rpc::errc::invalid_url, [&] { return resolve_url(*where, location); }))
    {
        check(*next);
        require(next->protocol == protocol::http && !next->user, "a redirect leads to HTTP, and names no user");
    }
}

} // namespace test::fuzz
