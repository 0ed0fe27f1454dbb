// SPDX-License-Identifier: BSL-1.0
// An HTTP proxy: it passes requests on, and opens tunnels; to ports of loopback, whatever the host.
#pragma once

#include "support/http_site.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

namespace test {

class test_proxy
{
public:
    // Lets in only who brings this as Proxy-Authorization, unless it is empty.
    explicit test_proxy(boost::asio::any_io_executor executor, std::string authorization = "");

    // "http://USER@127.0.0.1:PORT"
    std::string url(std::string user = "") const;

    // The heads of what it was asked for itself; not what went through tunnels.
    const std::vector<site_request>& requests() const;
    std::size_t connections() const { return listener_.connections(); }

    void stop() { listener_.stop(); }

private:
    struct state;
    using tcp = boost::asio::ip::tcp;
    static boost::asio::awaitable<void> serve(std::shared_ptr<state> shared, stream_socket socket);
    static boost::asio::awaitable<void> tunnel(stream_socket& near, std::string rest, std::string port);
    static boost::asio::awaitable<void> forward(stream_socket& near, site_request request);

    std::shared_ptr<state> state_;
    listener listener_;
};

} // namespace test
