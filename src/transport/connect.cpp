// SPDX-License-Identifier: BSL-1.0
#include "transport/connect.hpp"

#include "transport/http_tunnel.hpp"
#include "transport/sockets.hpp"
#include "transport/within.hpp"

namespace jsonrpcclient::detail {

namespace {

std::optional<proxy> proxy_of(const endpoint& where, const option_set& options)
{
    if (!options.proxy)
        return environment_proxy(where);
    if (options.proxy->empty() || where.protocol == protocol::stream)
        return std::nullopt;
    return parse_proxy(*options.proxy);
}

// The parts as one text, from which they could be had again.
template <class... Parts>
std::string join(const Parts&... parts)
{
    std::string text;
    ((text += parts, text += '\0'), ...);
    return text;
}

std::string identity_key(const option_set& options)
{
    auto* path = std::get_if<std::string>(&*options.verify);
    auto files = options.cert ? *options.cert : std::pair<std::string, std::string>();
    return join(path                              ? "path"
                : std::get<bool>(*options.verify) ? "true"
                                                  : "false",
                path ? *path : "", files.first, files.second);
}

std::string route_key(const route& to, const option_set& options)
{
    return join(to.where.host, to.where.port, to.where.socket_path, to.proxy ? to.proxy->shown : "",
                to.proxy ? to.proxy->authorization : "", to.where.is_secure ? identity_key(options) : "");
}

} // namespace

std::shared_ptr<tls_identity> tls_identities::get(const endpoint& where, const option_set& options)
{
    std::erase_if(made_, [](auto& each) { return each.second.expired(); });
    auto key = identity_key(options);
    if (auto known = made_[key].lock())
        return known;
    auto made = make_tls_identity(where, options);
    made_[key] = made;
    return made;
}

route make_route(endpoint where, const option_set& options, tls_identities& identities)
{
    if (options.unix_socket)
    {
        if (where.protocol == protocol::stream)
            throw client_error(errc::invalid_config, delivery::not_sent,
                               "unix_socket is for http, https, ws and wss; for " + where.shown +
                                   " there is unix:///path");
        if (options.proxy && !options.proxy->empty())
            throw client_error(errc::invalid_config, delivery::not_sent,
                               "unix_socket and proxy: a server is reached by one of them");
        where.socket_path = *options.unix_socket;
    }
    route made(std::move(where));
    made.proxy = proxy_of(made.where, options);
    made.key = route_key(made, options);
    if (made.where.is_secure)
        made.identity = identities.get(made.where, options);
    return made;
}

asio::awaitable<std::unique_ptr<stream>> connect(route to, std::shared_ptr<const option_set> options,
                                                 std::shared_ptr<phase> now)
{
    endpoint first = to.where;
    if (to.proxy)
    {
        first.host = to.proxy->host;
        first.port = to.proxy->port;
    }
    auto connected = co_await connect_socket(std::move(first), *options, now);
    if (to.proxy && !is_forwarded(to))
    {
        *now = phase::proxy;
        connected =
            co_await within(*options->handshake_timeout, open_tunnel(std::move(connected), to.where, *to.proxy));
    }
    if (!to.identity)
        co_return make_stream(std::move(connected));
    *now = phase::tls;
    co_return co_await within(*options->tls_timeout, start_tls(std::move(connected), to.identity, to.where));
}

std::string reason_of(std::exception_ptr error)
{
    try
    {
        std::rethrow_exception(std::move(error));
    }
    catch (const client_error& known)
    {
        return known.what();
    }
    catch (const boost::system::system_error& known)
    {
        return known.code().message();
    }
    catch (const std::exception& known)
    {
        return known.what();
    }
    catch (...)
    {
        return "an unknown exception";
    }
}

} // namespace jsonrpcclient::detail
