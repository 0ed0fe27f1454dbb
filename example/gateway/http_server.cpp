// SPDX-License-Identifier: BSL-1.0
#include "http_server.hpp"

#include "http_connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace gateway {

using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

void start(std::shared_ptr<http_state> state, tcp::socket socket)
{
    auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(std::make_shared<http_connection>(std::move(state), std::move(socket))),
                   asio::detached);
}

asio::awaitable<void> accept(std::shared_ptr<http_state> state)
{
    while (!state->is_ending) {
        state->room.expires_at(steady_clock::time_point::max());
        while (!state->is_ending && state->connections.size() >= most_connections)
            co_await state->room.async_wait(as_result);
        if (state->is_ending)
            break;
        auto [error, socket] = co_await state->port.async_accept(as_result);
        if (!error) {
            start(state, std::move(socket));
        } else if (!state->is_ending) {
            // It may pass, such as too many open files.
            state->room.expires_after(100ms);
            co_await state->room.async_wait(as_result);
        }
    }
    state->is_accepting = false;
    state->gone.cancel();
}

// Those that the system has accepted are taken first: their clients do not know that they come late.
void stop_accepting(const std::shared_ptr<http_state>& state)
{
    if (std::exchange(state->is_ending, true))
        return;
    error_code error;
    state->port.non_blocking(true, error);
    while (!error) {
        tcp::socket socket(state->port.get_executor());
        state->port.accept(socket, error);
        if (!error)
            start(state, std::move(socket));
    }
    state->port.close(error);
    state->room.cancel();
}

} // namespace

http_state::http_state(const asio::any_io_executor& executor, unsigned short port, http_handler handler)
    : port(executor, tcp::endpoint(asio::ip::address_v4::loopback(), port)), handler(std::move(handler)),
      room(executor), gone(executor)
{
}

http_server::http_server(asio::any_io_executor executor, unsigned short port, http_handler handler)
    : state_(std::make_shared<http_state>(executor, port, std::move(handler)))
{
    asio::co_spawn(executor, accept(state_), asio::detached);
}

http_server::~http_server() { close(); }

unsigned short http_server::port() const { return state_->port.local_endpoint().port(); }

asio::awaitable<void> http_server::finish(std::chrono::milliseconds grace)
{
    auto state = state_;
    auto end = steady_clock::now() + grace;
    stop_accepting(state);
    for (auto* each : state->connections)
        if (each->is_reading)
            each->allow(std::min<std::chrono::milliseconds>(parting_time, grace));
    while ((state->is_accepting || !state->connections.empty()) && steady_clock::now() < end) {
        state->gone.expires_at(end);
        co_await state->gone.async_wait(as_result);
    }
}

void http_server::close()
{
    error_code ignored;
    state_->is_ending = true;
    state_->port.close(ignored);
    state_->room.cancel();
    for (auto* each : state_->connections)
        each->close();
}

} // namespace gateway
