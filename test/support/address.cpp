// SPDX-License-Identifier: BSL-1.0
#include "support/address.hpp"

#include "support/certificates.hpp"
#include "support/transports.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace test {

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

namespace {

constexpr const char* socket_name = "socket";

rpc::framing client_framing(std::string_view name)
{
    if (name == "content-length")
        return rpc::framing::content_length();
    if (name == "length-prefix")
        return rpc::framing::length_prefix();
    if (name == "netstring")
        return rpc::framing::netstring();
    if (name == "bare")
        return rpc::framing::bare();
    return name == "newline" ? rpc::framing::newline() : rpc::framing::delimiter('\x1e');
}

} // namespace

address::address(asio::any_io_executor executor, std::string_view transport)
    : transport_(transport), acceptor_(executor)
{
    if (is_over_unix(transport))
    {
        folder_.emplace();
        asio::local::stream_protocol::acceptor bound(executor, asio::local::stream_protocol());
        bound.bind(asio::local::stream_protocol::endpoint(folder_->path(socket_name)));
        acceptor_ = std::move(bound);
        return;
    }
    asio::ip::tcp::acceptor bound(executor, asio::ip::tcp::v4());
    bound.bind(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    port_ = bound.local_endpoint().port();
    acceptor_ = std::move(bound);
}

std::string address::url(std::string_view host) const
{
    std::string scheme(scheme_of(transport_));
    if (scheme == "unix")
        return "unix://" + socket_path();
    auto url = scheme + "://" + std::string(host);
    if (!folder_)
        url += ":" + std::to_string(port_);
    // As the client shows it.
    if (is_http(transport_) || is_websocket(transport_))
        url += "/";
    return url;
}

std::string address::socket_path() const { return folder_ ? folder_->path(socket_name) : std::string(); }

rpc::client_options address::options(rpc::client_options base) const
{
    if (is_secure(transport_))
        base.verify(certificates().authority);
    if (!is_http(transport_) && !is_websocket(transport_))
        base.framing(client_framing(framing_of(transport_)));
    else if (folder_)
        base.unix_socket(socket_path());
    return base;
}

} // namespace test
