// SPDX-License-Identifier: BSL-1.0
// The demo server's ports: one coroutine for each connection over HTTP, a reader and a writer over TCP.
#include "demo_server.hpp"

#include "demo_connection.hpp"
#include "demo_service.hpp"
#include "demo_websocket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <string_view>
#include <utility>

namespace demo {

namespace http = boost::beast::http;

namespace {

struct line_connection : message_connection {
    using message_connection::message_connection;

    void send(std::string text) override { ready.append(text) += '\n'; }
};

// Takes all lines that have arrived, wakes the writer once, and reads on.
asio::awaitable<void> read_lines(std::shared_ptr<line_connection> self)
{
    std::string buffer;
    buffer.reserve(64 * 1024);   // Asio reads as much as there is room for
    while (true) {
        auto [ec, size] = co_await asio::async_read_until(self->socket, asio::dynamic_buffer(buffer, longest_message),
                                                          '\n', as_result);
        if (ec)
            break;
        std::size_t begin = 0;
        for (auto end = size - 1; end != std::string::npos; end = buffer.find('\n', begin)) {
            auto line = std::string_view(buffer).substr(begin, end - begin);
            if (!line.empty() && line != "\r")
                self->take(line);
            begin = end + 1;
            self->due.cancel();
            while (self->is_congested())
                co_await self->room.async_wait(as_result);
        }
        buffer.erase(0, begin);
    }
    self->is_reading = false;
    self->due.cancel();
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
        if (boost::beast::websocket::is_upgrade(request.get())) {
            serve_websocket(self->server, std::move(self->socket), request.get(),
                            boost::beast::buffers_to_string(buffer.data()));
            break;
        }

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

std::string address(const tcp::acceptor& port) { return "127.0.0.1:" + std::to_string(port.local_endpoint().port()); }

} // namespace

server::server(asio::any_io_executor executor, unsigned short http_port, unsigned short tcp_port)
    : state_(std::make_shared<server_state>(executor, http_port, tcp_port)),
      http_url_("http://" + address(state_->http_port) + "/"), tcp_url_("tcp://" + address(state_->tcp_port)),
      ws_url_("ws://" + address(state_->http_port) + "/")
{
    asio::co_spawn(executor, accept(state_, state_->http_port, serve_http), asio::detached);
    asio::co_spawn(executor, accept(state_, state_->tcp_port, serve_lines), asio::detached);
}

server::~server() { stop(); }

void server::stop()
{
    asio::dispatch(state_->http_port.get_executor(), [state = state_] { state->close(); });
}

std::uint64_t server::received() const { return state_->received; }

} // namespace demo
