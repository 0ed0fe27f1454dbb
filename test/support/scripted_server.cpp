// SPDX-License-Identifier: BSL-1.0
// Runs the scripts, and the few things that they are made of.
#include "scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <deque>
#include <utility>

namespace test {

namespace asio = boost::asio;

namespace {

bool says_that_peer_is_gone(const boost::system::error_code& ec)
{
    return ec == asio::error::eof || ec == asio::error::connection_reset || ec == asio::error::broken_pipe
        || ec == asio::error::connection_aborted || ec == asio::error::not_connected
        || ec == asio::error::operation_aborted;
}

} // namespace

struct scripted_server::state {
    state(const asio::any_io_executor& executor, std::vector<script> list, bool again)
        : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port(acceptor.local_endpoint().port()),
          scripts(std::move(list)),
          repeat(again)
    {
    }

    tcp::acceptor acceptor;
    unsigned short port;
    std::vector<script> scripts;   // never changed: running scripts use what they have captured
    bool repeat;                   // the only script is for every connection
    std::size_t connections = 0;
    std::deque<asio::cancellation_signal> signals;   // one for each script that was started
};

namespace {

template <class State>
asio::awaitable<void> perform(std::shared_ptr<State> state, std::size_t index, tcp::socket socket)
{
    try {
        co_await state->scripts[index](std::move(socket));
    } catch (const boost::system::system_error& error) {
        if (!says_that_peer_is_gone(error.code()))
            throw;
    }
}

} // namespace

asio::awaitable<void> scripted_server::accept(std::shared_ptr<state> state)
{
    while (state->acceptor.is_open()) {
        auto [ec, socket] = co_await state->acceptor.async_accept(asio::as_tuple(asio::deferred));
        if (ec || !state->acceptor.is_open())
            continue;
        auto index = state->repeat ? 0 : state->connections;
        ++state->connections;
        if (index >= state->scripts.size())
            continue;
        asio::co_spawn(state->acceptor.get_executor(), perform(state, index, std::move(socket)),
            asio::bind_cancellation_slot(state->signals.emplace_back().slot(), [](std::exception_ptr error) {
                if (error)
                    std::rethrow_exception(error);
            }));
    }
}

scripted_server::scripted_server(asio::any_io_executor executor, script for_every_connection)
    : state_(std::make_shared<state>(executor, std::vector<script>(1, std::move(for_every_connection)), true))
{
    asio::co_spawn(executor, accept(state_), asio::detached);
}

scripted_server::scripted_server(asio::any_io_executor executor, std::vector<script> one_for_each_connection)
    : state_(std::make_shared<state>(executor, std::move(one_for_each_connection), false))
{
    asio::co_spawn(executor, accept(state_), asio::detached);
}

scripted_server::~scripted_server()
{
    stop();
}

unsigned short scripted_server::port() const
{
    return state_->port;
}

std::string scripted_server::tcp_url() const
{
    return "tcp://127.0.0.1:" + std::to_string(port());
}

std::string scripted_server::http_url() const
{
    return "http://127.0.0.1:" + std::to_string(port()) + "/";
}

std::size_t scripted_server::connections() const
{
    return state_->connections;
}

void scripted_server::stop()
{
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (auto& signal : state_->signals)
        signal.emit(asio::cancellation_type::terminal);
}

asio::awaitable<std::string> read_line(tcp::socket& socket, std::string& buffer)
{
    auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), '\n', asio::deferred);
    auto line = buffer.substr(0, size - 1);
    buffer.erase(0, size);
    if (line.ends_with('\r'))
        line.pop_back();
    co_return line;
}

asio::awaitable<http_request> read_http_request(tcp::socket& socket, std::string& buffer)
{
    http_request request;
    auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", asio::deferred);
    request.head = buffer.substr(0, size);
    buffer.erase(0, size);

    constexpr std::string_view name = "\r\ncontent-length:";
    auto found = std::search(request.head.begin(), request.head.end(), name.begin(), name.end(),
        [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
    std::size_t length = 0;
    if (found != request.head.end())
        length = std::stoul(std::string(found + name.size(), request.head.end()));

    if (buffer.size() < length)
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
            asio::transfer_at_least(length - buffer.size()), asio::deferred);
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    co_return request;
}

asio::awaitable<void> write(tcp::socket& socket, std::string text)
{
    co_await asio::async_write(socket, asio::buffer(text), asio::deferred);
}

std::string http_answer(std::string_view body, std::string_view status_line, std::string_view extra_headers)
{
    std::string text = "HTTP/1.1 ";
    text += status_line;
    text += "\r\nContent-Type: application/json\r\nContent-Length: ";
    text += std::to_string(body.size());
    text += "\r\n";
    text += extra_headers;
    text += "\r\n";
    text += body;
    return text;
}

asio::awaitable<void> peer_closed(tcp::socket& socket)
{
    std::array<char, 4096> dropped;
    boost::system::error_code ec;
    while (!ec) {
        auto result = co_await socket.async_read_some(asio::buffer(dropped), asio::as_tuple(asio::deferred));
        ec = std::get<0>(result);
    }
}

asio::awaitable<void> never()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::deferred);
}

} // namespace test
