// SPDX-License-Identifier: BSL-1.0
#include "transport/connect.hpp"

#include "transport/sockets.hpp"

namespace jsonrpcclient::detail {

route make_route(endpoint where, const option_set& options)
{
    if (options.unix_socket)
    {
        if (where.protocol == protocol::stream)
            throw client_error(errc::invalid_config, delivery::not_sent,
                               "unix_socket is for http, https, ws and wss; for " + where.shown +
                                   " there is unix:///path");
        where.socket_path = *options.unix_socket;
    }
    route made(std::move(where));
    if (made.where.is_secure)
        made.identity = make_tls_identity(made.where, options);
    return made;
}

asio::awaitable<std::unique_ptr<stream>> connect(route to, std::shared_ptr<phase> now)
{
    auto connected = co_await connect_socket(to.where, now);
    if (!to.identity)
        co_return make_stream(std::move(connected));
    *now = phase::tls;
    co_return co_await start_tls(std::move(connected), to.identity, to.where);
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
