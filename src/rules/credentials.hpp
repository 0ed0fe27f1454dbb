// SPDX-License-Identifier: BSL-1.0
// How a caller proves who he is, over HTTP.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

struct credentials
{
    enum class kind
    {
        basic,
        bearer,
        digest
    };

    credentials(credentials::kind scheme, std::string_view user, std::string_view secret)
        : scheme(scheme), user(user), secret(secret)
    {
    }

    credentials::kind scheme;
    // None of a bearer.
    std::string user;
    // A password, or a token.
    std::string secret;

    friend bool operator==(const credentials&, const credentials&) = default;
};

// The value of the header Authorization. Of digest it depends on what the server wants, and this gives none.
std::string authorization_of(const credentials& who);

} // namespace jsonrpcclient::detail
