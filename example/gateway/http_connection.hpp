// SPDX-License-Identifier: BSL-1.0
// What the HTTP server and its connections share. Beast is compiled where they are served, and nowhere else.
#ifndef GATEWAY_HTTP_CONNECTION_HPP
#define GATEWAY_HTTP_CONNECTION_HPP

#include "http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unordered_set>

namespace gateway {

using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto as_result = asio::as_tuple(asio::deferred);   // an error is a value, not an exception
constexpr std::size_t most_connections = 1000;
constexpr std::size_t longest_body = 64 * 1024;
constexpr auto reading_time = 30s;   // for a whole request, and between two of them
constexpr auto writing_time = 30s;
constexpr auto parting_time = 250ms;   // for what is on its way when the server ends
constexpr auto closing_time = 1s;      // for the peer to have read the last answer

struct http_connection;

struct http_state {
    http_state(const asio::any_io_executor& executor, unsigned short port, http_handler handler);

    tcp::acceptor port;
    http_handler handler;
    std::unordered_set<http_connection*> connections;
    bool is_accepting = true;
    bool is_ending = false;
    asio::steady_timer room;   // for another connection; cancelled when one has ended
    asio::steady_timer gone;   // the same, for who waits until all are
};

struct http_connection : std::enable_shared_from_this<http_connection> {
    http_connection(std::shared_ptr<http_state> state, tcp::socket accepted);
    ~http_connection();
    http_connection(const http_connection&) = delete;
    http_connection& operator=(const http_connection&) = delete;

    // Closes the connection when so much time has gone, unless something else was said until then.
    void allow(std::chrono::milliseconds time);
    void allow_any_time() { limit.expires_at(std::chrono::steady_clock::time_point::max()); }
    void close();

    std::shared_ptr<http_state> server;
    tcp::socket socket;
    asio::steady_timer limit;
    bool is_reading = false;
};

// Reads requests and answers them, until there are no more.
asio::awaitable<void> serve(std::shared_ptr<http_connection> self);

} // namespace gateway

#endif
