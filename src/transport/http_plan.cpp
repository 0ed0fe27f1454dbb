// SPDX-License-Identifier: BSL-1.0
#include "transport/http_plan.hpp"

#include "rules/ascii.hpp"
#include "rules/dialect_access.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

// What any server may know.
constexpr std::string_view public_headers[] = {"Accept", "Accept-Encoding", "Accept-Language", "Content-Type",
                                               "User-Agent"};

bool is_public(std::string_view name)
{
    return std::any_of(std::begin(public_headers), std::end(public_headers),
                       [&](auto known) { return equal_names(known, name); });
}

// No server reads one of that length.
bool is_too_long(const std::pair<std::string, std::string>& header)
{
    constexpr std::size_t longest = 65535;
    return std::max(header.first.size(), header.second.size()) > longest;
}

} // namespace

bool is_same_origin(const endpoint& left, const endpoint& right)
{
    return left.is_secure == right.is_secure && equal_names(left.host, right.host) && left.port == right.port;
}

http_plan::http_plan(route way, std::shared_ptr<const option_set> set)
    : to(std::move(way)), options(std::move(set)), target(to.where.target), headers(options->headers),
      has_cookies(*options->cookies && !has_header(headers, "Cookie"))
{
    if (options->auth && options->auth->scheme != credentials::kind::digest)
        headers.emplace_back("Authorization", authorization_of(*options->auth));
    if (dialect_access::has_event_streams(*options->dialect) && !has_header(headers, "Accept"))
        headers.emplace_back("Accept", "application/json, text/event-stream");
    if (is_forwarded(to))
    {
        // RFC 9112, section 3.2.2.
        target = "http://" + to.where.authority + to.where.target;
        if (!to.proxy->authorization.empty())
            set_header(headers, "Proxy-Authorization", to.proxy->authorization);
    }
    // What is wrong with them the call is told, and not who makes its plan.
    if (std::none_of(headers.begin(), headers.end(), is_too_long))
        head = request_head(*this, {});
}

std::string request_head(const http_plan& plan, const header_list& later)
{
    header_list all;
    all.emplace_back("Host", plan.to.where.authority);
    all.emplace_back("User-Agent", "jsonrpcclient");
    all.emplace_back("Content-Type", "application/json");
    all.emplace_back("Accept", "application/json");
    all.emplace_back("Accept-Encoding", "gzip, deflate");
    for (auto* list : {&plan.headers, &later})
        for (auto& [name, value] : *list)
            set_header(all, name, value);
    if (std::any_of(all.begin(), all.end(), is_too_long))
        throw std::length_error("a header is too long");
    // What the body is and where it ends is not for the caller to say. A stream that is compressed cannot be read as it comes.
    auto reads_events = std::any_of(all.begin(), all.end(),
                                    [](auto& header)
                                    {
                                        return equal_names(header.first, "Accept") &&
                                               to_lower(header.second).find("text/event-stream") != std::string::npos;
                                    });
    bool is_compressed = !reads_events || has_header(plan.headers, "Accept-Encoding");
    std::erase_if(all,
                  [&](auto& header)
                  {
                      return equal_names(header.first, "Transfer-Encoding") ||
                             equal_names(header.first, "Content-Length") ||
                             (!is_compressed && equal_names(header.first, "Accept-Encoding"));
                  });
    std::string text = "POST " + plan.target + " HTTP/1.1\r\n";
    for (auto& [name, value] : all)
        ((text += name) += ": ") += value + "\r\n";
    return text + "Content-Length: ";
}

std::shared_ptr<const http_plan> make_plan(endpoint where, std::shared_ptr<const option_set> options,
                                           tls_identities& identities)
{
    auto to = make_route(std::move(where), *options, identities);
    return std::make_shared<const http_plan>(std::move(to), std::move(options));
}

std::shared_ptr<const http_plan> redirected(const http_plan& from, std::string_view location,
                                            tls_identities& identities, std::string& why)
{
    try
    {
        auto where = resolve_url(from.to.where, location);
        if (from.to.where.is_secure && !where.is_secure)
        {
            why = "it redirects from https to http";
            return nullptr;
        }
        auto options = std::make_shared<option_set>(*from.options);
        if (!is_same_origin(from.to.where, where))
        {
            options->auth.reset();
            options->cert.reset();
            options->cookies = false;
            std::erase_if(options->headers, [](auto& header) { return !is_public(header.first); });
        }
        return make_plan(std::move(where), std::move(options), identities);
    }
    catch (const std::exception& error)
    {
        why = std::string("it redirects to ") + error.what();
        return nullptr;
    }
}

} // namespace jsonrpcclient::detail
