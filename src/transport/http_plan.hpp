// SPDX-License-Identifier: BSL-1.0
// How messages are posted: where to, and with what beside their text. Calls with the same options share one plan.
#pragma once

#include "rules/option_set.hpp"
#include "transport/connect.hpp"

#include <memory>
#include <optional>
#include <string>

namespace jsonrpcclient::detail {

struct http_plan
{
    http_plan(route to, std::shared_ptr<const option_set> options);

    route to;
    // All that have a value.
    std::shared_ptr<const option_set> options;
    // Of the request line.
    std::string target;
    // Those of the user, of the proxy, and of who he is.
    header_list headers;
    // Whether Set-Cookie and Cookie are dealt with.
    bool has_cookies;
    // What a request begins with that has no headers of its own. Empty if one of these is too long.
    std::string head;
};

// What a request begins with, up to the number of Content-Length. The later headers win over those of the plan. Throws `std::length_error`.
std::string request_head(const http_plan& plan, const header_list& later);

// Whether host, port and TLS are the same.
bool is_same_origin(const endpoint& left, const endpoint& right);

// Throws `errc::invalid_config`.
std::shared_ptr<const http_plan> make_plan(endpoint where, std::shared_ptr<const option_set> options,
                                           tls_identities& identities);

// The plan for going where a redirect points. Null if it must not be followed, and why. Another origin is told nothing
// that may be secret.
std::shared_ptr<const http_plan> redirected(const http_plan& from, std::string_view location,
                                            tls_identities& identities, std::string& why);

} // namespace jsonrpcclient::detail
