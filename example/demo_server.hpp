// SPDX-License-Identifier: BSL-1.0
// A small JSON-RPC 2.0 server over HTTP, WebSocket and TCP, the peer of the examples and the tests.
#ifndef DEMO_SERVER_HPP
#define DEMO_SERVER_HPP

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace demo {

struct server_state;

// Serves the methods of demo_service.hpp on two loopback ports, which the system chooses where they are 0, until stop()
// or destruction. It has no thread of its own: it runs while the executor's context does, and handles
// one thing at a time there, so a pool of threads needs a strand. Destroy it before that context.
//
// HTTP: POST to any path, connections are kept alive. WebSocket: an upgrade on the port of HTTP, at any path;
// answers are text frames. TCP: a message is a line that ends in LF or CRLF. Over both, any number of messages
// may be sent ahead, and answers that are ready together leave together. A message of more than 64 MiB ends
// its connection.
class server {
public:
    // Throws system_error when it cannot listen.
    explicit server(boost::asio::any_io_executor executor, unsigned short http_port = 0, unsigned short tcp_port = 0);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    std::string http_url() const { return http_url_; }   // "http://127.0.0.1:PORT/"
    std::string tcp_url() const { return tcp_url_; }   // "tcp://127.0.0.1:PORT"
    std::string ws_url() const { return ws_url_; }   // "ws://127.0.0.1:PORT/"

    // Closes the ports and all connections, answers that are still due included. Any thread may call
    // it, at any time; it takes effect on the executor, at once when called there.
    void stop();

    // How many messages have come in so far; a batch is one.
    std::uint64_t received() const;

private:
    std::shared_ptr<server_state> state_;
    std::string http_url_;
    std::string tcp_url_;
    std::string ws_url_;
};

}   // namespace demo

#endif
