// SPDX-License-Identifier: BSL-1.0
// What the demo server's transports have in common: its state, its open connections, and the writer of answers.
#ifndef DEMO_CONNECTION_HPP
#define DEMO_CONNECTION_HPP

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

namespace demo {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t longest_message = 64 * 1024 * 1024;
constexpr std::size_t most_unsent = 16 * 1024 * 1024;   // bytes of answers; above, no more calls are read
constexpr auto as_result = asio::as_tuple(asio::deferred);   // an error is a value, not an exception

struct connection;

struct server_state {
    server_state(const asio::any_io_executor& executor, unsigned short http, unsigned short tcp);

    void close();

    tcp::acceptor http_port;
    tcp::acceptor tcp_port;
    std::unordered_set<connection*> connections;
    std::atomic<std::uint64_t> received{0};
};

// An open connection, which the server can close at any time: whatever awaits it then ends, and sees
// that the socket is not open any more.
struct connection {
    connection(std::shared_ptr<server_state> state, tcp::socket accepted);
    virtual ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void close();

    std::shared_ptr<server_state> server;
    tcp::socket socket;
    asio::steady_timer due;    // the next answer that waits for its time
    asio::steady_timer room;   // never expires, cancelled when answers have been written
};

// A connection with any number of calls in flight: what its reader and its writer share.
struct message_connection : connection {
    using connection::connection;

    // Answers a message, now or when it is due. The reader then wakes the writer by due.cancel().
    void take(std::string_view message);

    bool is_congested() const { return ready.size() > most_unsent && socket.is_open(); }

    // Adds an answer to `ready`, in the form that it has on the wire.
    virtual void send(std::string text) = 0;

    std::string ready;   // to be written as soon as possible
    std::multimap<std::chrono::steady_clock::time_point, std::string> later;
    bool has_more = false;   // the reader is not done with what has arrived: the writer waits for more to write
    bool is_reading = true;
};

// Writes all that is ready in one go; ends when the peer has sent its last and got everything.
asio::awaitable<void> write_answers(std::shared_ptr<message_connection> self);

} // namespace demo

#endif
