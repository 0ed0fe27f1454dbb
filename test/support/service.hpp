// SPDX-License-Identifier: BSL-1.0
// A peer that answers what the demo server answers (demo_service.hpp), over any transport.
#pragma once

#include "support/text_peer.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace test {

// Answers until stop() or destruction; on one connection many calls at a time, over HTTP one after the other. Runs on
// the executor given, which must do one thing at a time; destroy it before that executor's context.
class service
{
public:
    service(boost::asio::any_io_executor executor, std::string_view transport, tls_setup tls = {});
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    std::string url() const { return server_->url(); }
    std::string socket_path() const { return server_->socket_path(); }
    jsonrpcclient::client_options options(jsonrpcclient::client_options base = {}) const
    {
        return server_->options(std::move(base));
    }

    // Closes the address and all connections. Any thread may call it; it takes effect on the executor, at once when
    // called there.
    void stop();

    // How many messages have come in so far; a batch is one.
    std::uint64_t received() const { return *received_; }

private:
    boost::asio::any_io_executor executor_;
    std::shared_ptr<std::atomic<std::uint64_t>> received_;
    std::shared_ptr<text_server> server_;
};

} // namespace test
