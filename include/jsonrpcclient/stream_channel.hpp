// SPDX-License-Identifier: BSL-1.0
// A channel over a stream of your own: whatever reads and writes bytes as Asio's streams do.
#pragma once

#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/detail/stream.hpp>
#include <jsonrpcclient/framing.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace jsonrpcclient {

namespace detail {

JSONRPCCLIENT_DECL std::unique_ptr<channel>
make_stream_channel(std::unique_ptr<stream> over, jsonrpcclient::framing how, std::size_t max_message_size);

} // namespace detail

/** A channel over a connected stream of bytes, on which `how` tells the messages apart.

    For a connector: what it has connected, be it a socket, a pipe or a serial
    port, becomes a channel of the client.

    @code
    rpc::client ovsdb(executor, [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>> {
        asio::local::stream_protocol::socket socket(executor);
        co_await socket.async_connect("/run/openvswitch/db.sock", asio::use_awaitable);
        co_return rpc::make_stream_channel(std::move(socket), rpc::framing::bare());
    });
    @endcode

    `AsyncStream` has `get_executor`, `async_read_some` and `async_write_some`, as
    Asio's requirements AsyncReadStream and AsyncWriteStream say, and can be moved
    while nothing is pending. Its pending operations have to end when the stream
    is closed, by `close()` or `lowest_layer().close()`, or by terminal cancellation.
    A program that writes to pipes should ignore SIGPIPE.
    A message of more than `max_message_size` bytes costs its own call; the rest
    of it is skipped.
*/
template <class AsyncStream>
std::unique_ptr<channel> make_stream_channel(AsyncStream stream, framing how = framing::newline(),
                                             std::size_t max_message_size = 64 << 20)
{
    return detail::make_stream_channel(std::make_unique<detail::stream_of<AsyncStream>>(std::move(stream)), how,
                                       max_message_size);
}

} // namespace jsonrpcclient
