// SPDX-License-Identifier: BSL-1.0
// A server that keeps a ledger of what it executes, and answers late, in another order, twice, in part, strangely or
// never; and ends connections before and behind what it does.
#pragma once

#include "soak/chaos.hpp"
#include "support/text_peer.hpp"

namespace soak {

namespace asio = boost::asio;

class ledger;

class server
{
public:
    server(asio::any_io_executor executor, std::string_view transport, ledger& book, chaos& faults);

    std::string url() const { return server_.url(); }
    std::string socket_path() const { return server_.socket_path(); }

    void stop() { server_.stop(); }

private:
    test::text_server server_;
};

} // namespace soak
