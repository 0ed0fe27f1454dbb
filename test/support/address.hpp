// SPDX-License-Identifier: BSL-1.0
// Where a peer can be reached by a transport, on loopback or in the file system.
#pragma once

#include "support/temporary_folder.hpp"

#include <jsonrpcclient/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace test {

// A connected socket, of TCP or of the file system.
using stream_socket = boost::asio::generic::stream_protocol::socket;

// An address that the system chooses and that is this object's own. It refuses connections until it listens.
class address
{
public:
    using acceptor_type = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

    address(boost::asio::any_io_executor executor, std::string_view transport);

    // What connects from now on waits to be accepted.
    void listen() { acceptor_.listen(); }
    acceptor_type& acceptor() noexcept { return acceptor_; }

    // 0 for a unix socket.
    unsigned short port() const noexcept { return port_; }

    // Of the transport, whose host may also be "localhost".
    std::string url(std::string_view host = "127.0.0.1") const;
    // Empty for TCP.
    std::string socket_path() const;
    // With what a client needs beside the URL: framing, authority, path of the socket.
    jsonrpcclient::client_options options(jsonrpcclient::client_options base = {}) const;

private:
    std::string transport_;
    std::optional<temporary_folder> folder_;   // None for TCP.
    unsigned short port_ = 0;
    acceptor_type acceptor_;
};

} // namespace test
