// SPDX-License-Identifier: BSL-1.0
// From a URL to a connected stream: the socket, a tunnel through a proxy, and TLS over it.
#pragma once

#include "rules/endpoint.hpp"
#include "rules/proxy.hpp"
#include "transport/phase.hpp"
#include "transport/tls.hpp"

#include <jsonrpcclient/detail/stream.hpp>

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace jsonrpcclient::detail {

// All that has to be known for that.
struct route
{
    explicit route(endpoint where) : where(std::move(where)) {}

    endpoint where;
    std::optional<detail::proxy> proxy;
    // If `where` is secure.
    std::shared_ptr<tls_identity> identity;
    // The same for those whose connections can stand in for each other.
    std::string key;
};

// The identities that a client has in use: those of the same files are one, which reads them once.
class tls_identities
{
public:
    std::shared_ptr<tls_identity> get(const endpoint& where, const option_set& options);

private:
    std::map<std::string, std::weak_ptr<tls_identity>> made_;
};

// The way to this place, as the options want it. Throws `errc::invalid_config` and `errc::invalid_url`.
route make_route(endpoint where, const option_set& options, tls_identities& identities);

// Whether HTTP exchanges with this place are the proxy's to pass on, rather than go through a tunnel.
inline bool is_forwarded(const route& to)
{
    return to.proxy && to.where.protocol == protocol::http && !to.where.is_secure;
}

// Throws what went wrong. Each step has its own limit in the options. Keeps `now` at what it is doing.
asio::awaitable<std::unique_ptr<stream>> connect(route to, std::shared_ptr<const option_set> options,
                                                 std::shared_ptr<phase> now);

// What an exception of connecting, reading or writing says to the user.
std::string reason_of(std::exception_ptr error);

} // namespace jsonrpcclient::detail
