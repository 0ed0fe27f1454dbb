// SPDX-License-Identifier: BSL-1.0
#include "rules/credentials.hpp"

#include "rules/base64.hpp"

namespace jsonrpcclient::detail {

std::string authorization_of(const credentials& who)
{
    switch (who.scheme)
    {
    case credentials::kind::basic:
        return "Basic " + base64(who.user + ":" + who.secret);
    case credentials::kind::bearer:
        return "Bearer " + who.secret;
    case credentials::kind::digest:
        break;
    }
    return {};
}

} // namespace jsonrpcclient::detail
