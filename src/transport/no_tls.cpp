// SPDX-License-Identifier: BSL-1.0
// In place of tls.cpp in a build that leaves TLS out.
#include "transport/tls.hpp"

namespace jsonrpcclient::detail {

std::shared_ptr<tls_identity> make_tls_identity(const endpoint& where, const option_set&)
{
    throw client_error(errc::invalid_url, delivery::not_sent,
                       "\"" + where.shown + "\": this build of the library has no TLS");
}

asio::awaitable<std::unique_ptr<stream>> start_tls(socket, std::shared_ptr<tls_identity>, endpoint)
{
    // Nobody has an identity.
    co_return nullptr;
}

} // namespace jsonrpcclient::detail
