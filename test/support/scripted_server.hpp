// SPDX-License-Identifier: BSL-1.0
// A TCP peer that does what a test's script says, for all that a well-behaved server never does.
#ifndef TEST_SUPPORT_SCRIPTED_SERVER_HPP
#define TEST_SUPPORT_SCRIPTED_SERVER_HPP

#include "support/listener.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace test {

using boost::asio::ip::tcp;

// What the server does with one connection; the connection is closed when it ends, or drops the socket.
// The function is kept as long as a script runs, so lambdas may capture.
using script = std::function<boost::asio::awaitable<void>(tcp::socket)>;

// Runs a script for each connection to a loopback port that the system chooses, as a listener does.
class scripted_server
{
public:
    scripted_server(boost::asio::any_io_executor executor, script for_every_connection);

    // The first script for the first connection, and so on; a connection too many is closed at once.
    scripted_server(boost::asio::any_io_executor executor, std::vector<script> one_for_each_connection);

    unsigned short port() const { return listener_.where().port(); }
    std::string tcp_url() const { return listener_.where().url(); }   // "tcp://127.0.0.1:PORT"
    std::string http_url() const;                                     // "http://127.0.0.1:PORT/"

    std::size_t connections() const { return listener_.connections(); }
    void stop() { listener_.stop(); }

private:
    listener listener_;
};

// What scripts are made of. All of these throw system_error when the peer goes away; `buffer` belongs to
// one connection and holds what was read too much.

// The next line, without its LF or CRLF.
boost::asio::awaitable<std::string> read_line(tcp::socket& socket, std::string& buffer);

struct http_request
{
    http_request() {}   // not an aggregate: g++ 12 would destroy an awaited one twice
    std::string head;   // with the empty line
    std::string body;
};

// What the field Content-Length says; 0 without one.
std::size_t content_length(std::string_view head);

// The next request; its body has as many bytes as Content-Length says, or none.
boost::asio::awaitable<http_request> read_http_request(tcp::socket& socket, std::string& buffer);

boost::asio::awaitable<void> write(tcp::socket& socket, std::string text);

// An HTTP answer, ready to be written. Each of the extra headers ends in CRLF.
std::string http_answer(std::string_view body, std::string_view status_line = "200 OK",
                        std::string_view extra_headers = "");

// Reads and drops everything until the peer has closed or reset the connection; does not throw for that.
boost::asio::awaitable<void> peer_closed(tcp::socket& socket);

// Ends only by cancellation, when the server stops.
boost::asio::awaitable<void> never();

} // namespace test

#endif
