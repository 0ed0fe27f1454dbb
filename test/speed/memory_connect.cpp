// SPDX-License-Identifier: BSL-1.0
// Connects the library's clients to peers in memory, whatever their URL: the linker puts this function in the place of the
// library's own, which connects sockets. The rest of the library is as it is.
#include "speed/memory_socket.hpp"

#include "transport/connect.hpp"

namespace speed {

peer peer_of_clients;

namespace {

namespace rpc = jsonrpcclient::detail;

// As the library's own stream over a socket is.
class memory_stream final : public rpc::stream_of<memory_socket>
{
public:
    using stream_of::stream_of;

    void read_step(asio::mutable_buffer where, step next) override
    {
        this->next().async_read_some(where, std::move(next));
    }
    void write_step(const std::array<asio::const_buffer, 2>& what, step next) override
    {
        this->next().async_write_some(what, std::move(next));
    }
};

std::string_view transport_of(const rpc::route& to)
{
    auto protocol = to.where.protocol;
    return protocol == rpc::protocol::http ? "http" : protocol == rpc::protocol::websocket ? "ws" : "tcp";
}

using connecting = asio::awaitable<std::unique_ptr<rpc::stream>>;

connecting connect_in_memory(std::string_view transport)
{
    auto other = peer_of_clients ? peer_of_clients : make_peer(transport);
    memory_socket connected(co_await asio::this_coro::executor, std::move(other));
    co_return std::make_unique<memory_stream>(std::move(connected));
}

} // namespace

// What is named so must not be a coroutine itself: g++ cannot name the parts of one then.
connecting connect(rpc::route to, std::shared_ptr<const rpc::option_set>,
                   std::shared_ptr<rpc::phase>) asm(MEMORY_CONNECT);

connecting connect(rpc::route to, std::shared_ptr<const rpc::option_set>, std::shared_ptr<rpc::phase>)
{
    return connect_in_memory(transport_of(to));
}

} // namespace speed
