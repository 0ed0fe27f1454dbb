// SPDX-License-Identifier: BSL-1.0
// The demo server's connections: one coroutine for each over HTTP, a reader and a writer over TCP.
#include "demo_server.hpp"

#include "demo_service.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace demo {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

struct connection;

struct server_state {
    explicit server_state(const asio::any_io_executor& executor)
        : http_port(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          tcp_port(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
    }

    void close();

    tcp::acceptor http_port;
    tcp::acceptor tcp_port;
    std::unordered_set<connection*> connections;
    std::atomic<std::uint64_t> received{0};
};

// An open connection, which the server can close at any time: whatever awaits it then ends, and sees
// that the socket is not open any more.
struct connection {
    connection(std::shared_ptr<server_state> state, tcp::socket accepted)
        : server(std::move(state)), socket(std::move(accepted)), due(socket.get_executor()), room(socket.get_executor())
    {
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        server->connections.insert(this);
    }
    ~connection() { server->connections.erase(this); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void close()
    {
        boost::system::error_code ignored;
        socket.close(ignored);
        due.cancel();
        room.cancel();
    }

    std::shared_ptr<server_state> server;
    tcp::socket socket;
    asio::steady_timer due;    // the next answer that waits for its time
    asio::steady_timer room;   // TCP: never expires, cancelled when answers have been written
};

void server_state::close()
{
    boost::system::error_code ignored;
    http_port.close(ignored);
    tcp_port.close(ignored);
    for (auto* connection : connections)
        connection->close();
}

namespace {

constexpr std::size_t longest_message = 64 * 1024 * 1024;
constexpr std::size_t most_unsent = 16 * 1024 * 1024;   // bytes of answers; above, no more calls are read
constexpr auto as_result = asio::as_tuple(asio::deferred);   // an error is a value, not an exception

// What the reader and the writer of a TCP connection share.
struct line_connection : connection {
    using connection::connection;

    void take(std::string_view line)
    {
        if (line.empty() || line == "\r")
            return;
        ++server->received;
        auto reply = reply_to(line);
        if (reply.text.empty())
            return;
        reply.text += '\n';
        if (reply.delay.count() == 0)
            ready += reply.text;
        else
            later.emplace(std::chrono::steady_clock::now() + reply.delay, std::move(reply.text));
    }

    void gather_due()
    {
        auto end = later.upper_bound(std::chrono::steady_clock::now());
        for (auto entry = later.begin(); entry != end; entry = later.erase(entry))
            ready += entry->second;
    }

    std::string ready;   // to be written as soon as possible
    std::multimap<std::chrono::steady_clock::time_point, std::string> later;
    bool reading = true;
};

// Takes all lines that have arrived, wakes the writer once, and reads on.
asio::awaitable<void> read_lines(std::shared_ptr<line_connection> self)
{
    std::string buffer;
    buffer.reserve(64 * 1024);   // Asio reads as much as there is room for
    while (true) {
        auto [ec, size] = co_await asio::async_read_until(
            self->socket, asio::dynamic_buffer(buffer, longest_message), '\n', as_result);
        if (ec)
            break;
        std::size_t begin = 0;
        for (auto end = size - 1; end != std::string::npos; end = buffer.find('\n', begin)) {
            self->take(std::string_view(buffer).substr(begin, end - begin));
            begin = end + 1;
            self->due.cancel();
            while (self->ready.size() > most_unsent && self->socket.is_open())
                co_await self->room.async_wait(as_result);
        }
        buffer.erase(0, begin);
    }
    self->reading = false;
    self->due.cancel();
}

// Writes all that is ready in one go; ends when the peer has sent its last and got everything.
asio::awaitable<void> write_answers(std::shared_ptr<line_connection> self)
{
    std::string sending;
    while (self->socket.is_open()) {
        self->gather_due();
        if (!self->ready.empty()) {
            sending.swap(self->ready);
            auto [ec, size] = co_await asio::async_write(self->socket, asio::buffer(sending), as_result);
            if (ec)
                break;
            sending.clear();
            self->room.cancel();
        } else if (!self->later.empty() || self->reading) {
            self->due.expires_at(
                self->later.empty() ? std::chrono::steady_clock::time_point::max() : self->later.begin()->first);
            co_await self->due.async_wait(as_result);
        } else {
            break;
        }
    }
    self->close();
}

void serve_lines(std::shared_ptr<server_state> state, tcp::socket socket)
{
    auto self = std::make_shared<line_connection>(std::move(state), std::move(socket));
    asio::co_spawn(self->socket.get_executor(), read_lines(self), asio::detached);
    asio::co_spawn(self->socket.get_executor(), write_answers(self), asio::detached);
}

asio::awaitable<void> answer_posts(std::shared_ptr<connection> self)
{
    boost::beast::flat_buffer buffer;
    bool keep_alive = true;
    while (keep_alive) {
        http::request_parser<http::string_body> request;
        request.body_limit(longest_message);
        auto [read_error, read_size] = co_await http::async_read(self->socket, buffer, request, as_result);
        if (read_error)
            break;

        keep_alive = request.keep_alive();
        http::response<http::string_body> response(http::status::ok, request.get().version());
        response.keep_alive(keep_alive);
        if (request.get().method() != http::verb::post) {
            response.result(http::status::method_not_allowed);
            response.set(http::field::allow, "POST");
            response.prepare_payload();
        } else {
            ++self->server->received;
            auto reply = reply_to(request.get().body());
            if (reply.delay.count() > 0 && self->socket.is_open()) {
                self->due.expires_after(reply.delay);
                co_await self->due.async_wait(as_result);
            }
            if (reply.text.empty()) {
                response.result(http::status::no_content);
            } else {
                response.set(http::field::content_type, "application/json");
                response.body() = std::move(reply.text);
                response.prepare_payload();
            }
        }
        auto [write_error, write_size] = co_await http::async_write(self->socket, response, as_result);
        if (write_error)
            break;
    }
    self->close();
}

void serve_http(std::shared_ptr<server_state> state, tcp::socket socket)
{
    auto self = std::make_shared<connection>(std::move(state), std::move(socket));
    asio::co_spawn(self->socket.get_executor(), answer_posts(self), asio::detached);
}

using serve_function = void (*)(std::shared_ptr<server_state>, tcp::socket);

asio::awaitable<void> accept(std::shared_ptr<server_state> state, tcp::acceptor& port, serve_function serve)
{
    while (port.is_open()) {
        auto [ec, socket] = co_await port.async_accept(as_result);
        if (!ec && port.is_open())   // an error may pass, such as too many open files
            serve(state, std::move(socket));
    }
}

std::string address(const tcp::acceptor& port)
{
    return "127.0.0.1:" + std::to_string(port.local_endpoint().port());
}

} // namespace

server::server(asio::any_io_executor executor)
    : state_(std::make_shared<server_state>(executor)),
      http_url_("http://" + address(state_->http_port) + "/"),
      tcp_url_("tcp://" + address(state_->tcp_port))
{
    asio::co_spawn(executor, accept(state_, state_->http_port, serve_http), asio::detached);
    asio::co_spawn(executor, accept(state_, state_->tcp_port, serve_lines), asio::detached);
}

server::~server()
{
    stop();
}

void server::stop()
{
    asio::dispatch(state_->http_port.get_executor(), [state = state_] { state->close(); });
}

std::uint64_t server::received() const
{
    return state_->received;
}

} // namespace demo
