// SPDX-License-Identifier: BSL-1.0
#include "demo_connection.hpp"

#include "demo_service.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace demo {

using std::chrono::steady_clock;

server_state::server_state(const asio::any_io_executor& executor, unsigned short http, unsigned short tcp)
    : http_port(executor, tcp::endpoint(asio::ip::address_v4::loopback(), http)),
      tcp_port(executor, tcp::endpoint(asio::ip::address_v4::loopback(), tcp))
{
}

void server_state::close()
{
    boost::system::error_code ignored;
    http_port.close(ignored);
    tcp_port.close(ignored);
    for (auto* connection : connections)
        connection->close();
}

connection::connection(std::shared_ptr<server_state> state, tcp::socket accepted)
    : server(std::move(state)), socket(std::move(accepted)), due(socket.get_executor()), room(socket.get_executor())
{
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    server->connections.insert(this);
}

connection::~connection() { server->connections.erase(this); }

void connection::close()
{
    boost::system::error_code ignored;
    socket.close(ignored);
    due.cancel();
    room.cancel();
}

void message_connection::take(std::string_view message)
{
    ++server->received;
    auto reply = reply_to(message);
    if (reply.text.empty())
        return;
    if (reply.delay.count() == 0)
        send(std::move(reply.text));
    else
        later.emplace(steady_clock::now() + reply.delay, std::move(reply.text));
}

asio::awaitable<void> write_answers(std::shared_ptr<message_connection> self)
{
    std::string sending;
    while (self->socket.is_open()) {
        auto& later = self->later;
        while (!later.empty() && later.begin()->first <= steady_clock::now())
            self->send(std::move(later.extract(later.begin()).mapped()));

        if (!self->ready.empty() && (!self->has_more || self->is_congested())) {
            sending.swap(self->ready);
            auto [ec, size] = co_await asio::async_write(self->socket, asio::buffer(sending), as_result);
            if (ec)
                break;
            sending.clear();
            self->room.cancel();
        } else if (self->is_reading || !later.empty()) {
            self->due.expires_at(later.empty() ? steady_clock::time_point::max() : later.begin()->first);
            co_await self->due.async_wait(as_result);
        } else {
            break;
        }
    }
    self->close();
}

} // namespace demo
