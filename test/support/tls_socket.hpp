// SPDX-License-Identifier: BSL-1.0
// What the two files that compile TLS share.
#pragma once

#include "support/peer_protocols.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace test {

class tls_context
{
public:
    explicit tls_context(const tls_setup& setup);

    boost::asio::ssl::context context;
    bool closes_without_notify;
};

using tls_socket = boost::asio::ssl::stream<stream_socket>;

boost::asio::awaitable<void> shake_hands(tls_socket& socket, tls_facts& facts);

} // namespace test
