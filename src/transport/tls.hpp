// SPDX-License-Identifier: BSL-1.0
// TLS over a connected socket. All of OpenSSL is compiled here; a build may leave it out.
#pragma once

#include "rules/endpoint.hpp"
#include "rules/option_set.hpp"
#include "transport/sockets.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace jsonrpcclient::detail {

// How the two ends of a connection prove who they are: whose signatures count, and the client's own certificate.
class tls_identity;

// Throws `errc::invalid_config` if a file cannot be used, and `errc::invalid_url` if this build has no TLS.
std::shared_ptr<tls_identity> make_tls_identity(const endpoint& where, const option_set& options);

// Shakes hands. Throws what went wrong, with the reason why a certificate is refused.
asio::awaitable<std::unique_ptr<stream>> start_tls(socket connected, std::shared_ptr<tls_identity> identity,
                                                   endpoint where);

} // namespace jsonrpcclient::detail
