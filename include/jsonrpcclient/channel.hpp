// SPDX-License-Identifier: BSL-1.0
// The extension point: a connection that carries whole messages both ways.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace jsonrpcclient {

/** A connection that carries whole messages both ways.

    It moves text: matching, deadlines, cancellation and limits stay above it, so
    a client over a channel of your own keeps all its promises. The client runs
    every function on its executor, has at most one `read` and one `write`
    pending, may call `close` and `abort` meanwhile, and destroys the channel only
    when none of them runs.

    @code
    rpc::client server(executor, [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>> {
        asio::ip::tcp::socket socket(executor);
        asio::ip::tcp::endpoint there(asio::ip::address_v4::loopback(), 4000);
        co_await socket.async_connect(there, asio::use_awaitable);
        co_return rpc::make_stream_channel(std::move(socket));
    });
    @endcode

    @par Errors
    A function that fails throws `boost::system::system_error`; the connection
    then counts as lost.

    @par Cancellation
    Every pending operation is ended by `abort` and by terminal cancellation, the
    connector by the latter. `close` is ended after a second.
*/
class JSONRPCCLIENT_DECL channel
{
public:
    virtual ~channel();

    /// Waits for messages and hands over all that have arrived. They stay valid until the next `read`.
    virtual asio::awaitable<std::span<const std::string_view>> read() = 0;

    /// Sends these messages, in one go where the transport can. They stay valid until it completes.
    virtual asio::awaitable<void> write(std::span<const std::string_view> messages) = 0;

    /// Whether `write` can send this text as one message. One that it cannot send ends its call with
    /// `errc::invalid_request`. Default true.
    virtual bool can_carry(std::string_view message) const noexcept;

    /// Of the messages of a `write` that has failed or was ended: how many have begun to leave. The others are sent again
    /// over the next connection. Default: all of them.
    virtual std::size_t begun() const noexcept;

    /// When the peer last gave a sign of life, beside the messages that were read. Default: never.
    virtual std::chrono::steady_clock::time_point last_sign() const noexcept;

    /// Says goodbye where the transport can, and ends the connection.
    virtual asio::awaitable<void> close() = 0;

    /// Ends the connection at once, and with it whatever is pending. A channel whose operations end when they are
    /// cancelled need not do anything, which is the default.
    virtual void abort() noexcept;

    /// What the user is told of this connection when a call over it has timed out. Default: nothing.
    virtual std::string trouble() const;
};

/// Makes a connection. Called on the client's executor whenever one is needed. If it throws, or gives none, no connection
/// could be made: `errc::not_connected`, with the reason.
using connector = std::function<asio::awaitable<std::unique_ptr<channel>>()>;

} // namespace jsonrpcclient
