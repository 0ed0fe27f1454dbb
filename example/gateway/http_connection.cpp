// SPDX-License-Identifier: BSL-1.0
#include "http_connection.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <array>

namespace gateway {

namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

using request = http::request<http::string_body>;

// Whether it is the fault of what was read, and not of the connection.
bool is_bad_request(error_code error)
{
    return error.category() == make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

http_answer refusal(error_code why)
{
    int status = why == http::error::body_limit ? 413 : why == http::error::header_limit ? 431 : 400;
    return http_answer(status, "text/plain", why.message() + '\n');
}

asio::awaitable<http_answer> answer_to(const request& asked, const http_handler& handler)
{
    if (asked.method() != http::verb::get && asked.method() != http::verb::head)
        co_return http_answer(405, "text/plain", "there are only GET and HEAD\n");
    http_answer failure(500, "text/plain", "something went wrong\n");
    try {
        co_return co_await handler(std::string(asked.target()));
    } catch (const std::exception&) {
    }
    co_return failure;
}

// False if the connection has ended.
asio::awaitable<bool> write(http_connection& self, http_answer answer, const request& asked, bool keep_alive)
{
    http::response<http::string_body> response(static_cast<http::status>(answer.status), asked.version());
    response.set(http::field::content_type, answer.type);
    if (response.result() == http::status::method_not_allowed)
        response.set(http::field::allow, "GET, HEAD");
    response.keep_alive(keep_alive);
    response.content_length(answer.body.size());
    if (asked.method() != http::verb::head)
        response.body() = std::move(answer.body);
    self.allow(writing_time);
    auto [error, size] = co_await http::async_write(self.socket, response, as_result);
    co_return !error;
}

// Closing with something unread would reset the connection, and the peer might not see the answer.
asio::awaitable<void> read_the_rest(http_connection& self)
{
    error_code ignored;
    self.socket.shutdown(tcp::socket::shutdown_send, ignored);
    self.allow(closing_time);
    std::array<char, 4096> rest;
    bool is_more = true;
    while (is_more) {
        auto [error, size] = co_await self.socket.async_read_some(asio::buffer(rest), as_result);
        is_more = !error;
    }
}

} // namespace

asio::awaitable<void> serve(std::shared_ptr<http_connection> self)
{
    boost::beast::flat_buffer buffer;
    bool goes_on = true;
    while (goes_on) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(longest_body);
        self->is_reading = true;
        if (self->server->is_ending)
            self->allow(parting_time);
        else
            self->allow(reading_time);
        auto [read_error, read_size] = co_await http::async_read(self->socket, buffer, parser, as_result);
        self->is_reading = false;
        self->allow_any_time();   // whoever makes the answer has a limit of its own
        if (read_error && !is_bad_request(read_error))
            break;

        const request& asked = parser.get();
        http_answer answer(500);
        if (read_error)
            answer = refusal(read_error);
        else
            answer = co_await answer_to(asked, self->server->handler);
        goes_on = !read_error && asked.keep_alive() && !self->server->is_ending;
        bool is_written = co_await write(*self, std::move(answer), asked, goes_on);
        if (is_written && !goes_on)
            co_await read_the_rest(*self);
        goes_on = goes_on && is_written;
    }
}

http_connection::http_connection(std::shared_ptr<http_state> state, tcp::socket accepted)
    : server(std::move(state)), socket(std::move(accepted)), limit(socket.get_executor())
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    server->connections.insert(this);
}

http_connection::~http_connection()
{
    server->connections.erase(this);
    server->room.cancel();
    server->gone.cancel();
}

void http_connection::allow(std::chrono::milliseconds time)
{
    limit.expires_after(time);
    limit.async_wait([weak = weak_from_this()](error_code) {
        auto self = weak.lock();
        if (self && self->limit.expiry() <= steady_clock::now())
            self->close();
    });
}

void http_connection::close()
{
    error_code ignored;
    socket.close(ignored);
}

} // namespace gateway
