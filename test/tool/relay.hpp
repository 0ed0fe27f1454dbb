// SPDX-License-Identifier: BSL-1.0
// A unix socket for a server that has none.
#pragma once

#include <boost/asio/io_context.hpp>

#include <string>

namespace test {

// Listens on a unix socket with this path and passes on what comes to a port of the loopback, and what comes back, as
// long as the context runs.
void relay(boost::asio::io_context& context, const std::string& path, unsigned short port);

} // namespace test
