// SPDX-License-Identifier: BSL-1.0
// An HTTP server that answers each request with what a function says, byte for byte, and remembers them all.
#pragma once

#include "support/listener.hpp"
#include "support/tls_setup.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct site_request
{
    site_request() {}

    // Of the header with this name, which must be written as the client writes it in any case; empty without one.
    std::string header(std::string_view name) const;
    bool has(std::string_view name) const;

    std::string method;
    std::string target;
    std::string head;
    std::string body;
    // Of the connection that it came on; the first is 1.
    std::size_t connection = 0;
    tls_facts tls;
};

class http_site
{
public:
    // Gives a whole answer; empty for none at all: the connection then stays as it is until the client ends it. Behind
    // an answer with "Connection: close" the server ends it.
    using handler = std::function<std::string(const site_request&)>;

    // "http", "https", "http over unix", "ws" or "wss".
    http_site(boost::asio::any_io_executor executor, std::string_view transport, handler answer, tls_setup tls = {});

    std::string url(std::string_view host = "127.0.0.1") const { return listener_.where().url(host); }
    std::string port() const { return std::to_string(listener_.where().port()); }
    std::string socket_path() const { return listener_.where().socket_path(); }
    jsonrpcclient::client_options options(jsonrpcclient::client_options base = {}) const
    {
        return listener_.where().options(std::move(base));
    }

    // What came, in its order.
    const std::vector<site_request>& requests() const;
    // How many connections were accepted, how many were open at a time, and how many are.
    std::size_t connections() const { return listener_.connections(); }
    std::size_t most_open() const;
    std::size_t open() const;
    std::size_t handshakes() const;

    void stop() { listener_.stop(); }

private:
    struct state;
    static boost::asio::awaitable<void> serve(std::shared_ptr<state> shared, stream_socket socket);

    std::shared_ptr<state> state_;
    listener listener_;
};

// "pong" for each call in the body, ready to be written; 204 where there is none. Each of the extra headers ends in
// CRLF.
std::string pong_to(const site_request& request, std::string_view extra_headers = {});

// The JSON text alone.
std::string pong_text(const site_request& request);

} // namespace test
