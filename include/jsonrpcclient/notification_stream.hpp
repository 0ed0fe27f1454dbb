// SPDX-License-Identifier: BSL-1.0
// The notifications of a server as a stream that is read.
#pragma once

#include <jsonrpcclient/config.hpp>
#include <jsonrpcclient/server_message.hpp>
#include <jsonrpcclient/when_full.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace jsonrpcclient {

class client;

namespace detail {

class notification_source;

// Throws `errc::closed`.
[[noreturn]] JSONRPCCLIENT_DECL void refuse_no_stream();

JSONRPCCLIENT_DECL void
    start_next(std::shared_ptr<notification_source>,
               asio::any_completion_handler<void(std::exception_ptr, std::optional<server_notification>)>);

} // namespace detail

/** The notifications of a server, of one method or of all that nobody else has asked for.

    @code
    auto events = client.notifications("tick");
    while (auto event = co_await events.next())
        std::cout << event->params() << '\n';
    @endcode

    It gives what comes after it was made, in the order of arrival, also over the
    connections that are made later; what a server sends while there is none is
    not heard of. Those that nobody has read yet wait in a buffer, which is bounded
    by the size that `client::notifications` was given, and its bytes by
    `client_options::max_queued_bytes`.

    @par Lifetime
    Destroying it ends it. It may outlive its client, but not the execution context.

    @par Thread safety
    `next` may be started on any thread; the other functions belong on the client's executor.
*/
class JSONRPCCLIENT_DECL notification_stream
{
public:
    /// None: its `next` throws `errc::closed`.
    notification_stream() = default;

    notification_stream(notification_stream&&) noexcept = default;
    notification_stream& operator=(notification_stream&& other) noexcept;
    ~notification_stream();

    /** Waits for the next notification; none when the stream has ended.

        It needs a connection, and makes one if there is none. One at a time.

        @par Errors
        @li `errc::queue_full` there was no room for an event: the stream has ended.
        @li `errc::not_connected`, `errc::connection_lost` there is no connection. The stream goes on: the next `next`
            has one made.
        @li `errc::canceled` the caller cancelled.
        @li `errc::invalid_request` somebody else waits already.

        @par Cancellation
        Of every type. An event that it meets on its way to the caller's executor is the caller's.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto next(Token&& token = Token())
    {
        using result = std::optional<server_notification>;
        if (!source_)
            detail::refuse_no_stream();
        return asio::async_initiate<Token, void(std::exception_ptr, result)>(
            [source = source_](auto handler) mutable
            {
                detail::start_next(std::move(source),
                                   asio::any_completion_handler<void(std::exception_ptr, result)>(std::move(handler)));
            },
            token);
    }

    /// Ends it, and forgets what was not read.
    void close() noexcept;

    /// How many were dropped, as its @ref when_full says.
    std::uint64_t dropped() const noexcept;

private:
    friend client;

    explicit notification_stream(std::shared_ptr<detail::notification_source> source) noexcept
        : source_(std::move(source))
    {
    }

    std::shared_ptr<detail::notification_source> source_;
};

} // namespace jsonrpcclient
