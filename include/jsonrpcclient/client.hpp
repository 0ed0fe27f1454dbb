// SPDX-License-Identifier: BSL-1.0
// The client: a connection to the server at one URL, what is called over it, and what the server sends by itself.
#pragma once

#include <jsonrpcclient/caller.hpp>
#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/connection_state.hpp>
#include <jsonrpcclient/detail/user_function.hpp>
#include <jsonrpcclient/logging.hpp>
#include <jsonrpcclient/notification_stream.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/server_message.hpp>
#include <jsonrpcclient/statistics.hpp>
#include <jsonrpcclient/subscription.hpp>
#include <jsonrpcclient/when_full.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient {

class process;

/// Told of a notification of the server: a function that takes a `const server_notification&`, and returns nothing or
/// `awaitable<void>`. What it throws is counted and logged.
using notification_handler = detail::user_function<void, server_notification>;

/// Answers a request of the server: a function that takes a `const server_request&`. What it returns, which
/// `json::value_from` takes, or an awaitable of that, is the result; without any it is null. If it throws a
/// @ref remote_error, that error is the answer; anything else is answered with -32603, and logged.
using request_handler = detail::user_function<json::value, server_request>;

/// Told of a text of the server that is no JSON-RPC; of an array, the element. What it throws is counted and logged.
using unrecognized_handler = std::function<void(std::string_view text)>;

namespace detail {

JSONRPCCLIENT_DECL void start_connect(std::shared_ptr<session>, call_options, handler<>);
JSONRPCCLIENT_DECL void start_close(std::shared_ptr<session>, handler<>);
JSONRPCCLIENT_DECL void start_subscribe(std::shared_ptr<session>, subscription, call_options,
                                        handler<subscription_stream>);

} // namespace detail

/** A JSON-RPC client.

    @code
    rpc::client cats(executor, "http://cats.com");
    auto response = co_await cats.request("ping");
    @endcode

    It connects when the first call needs it. Thousands of calls may be in flight
    at the same time. The calls themselves are those of @ref caller, which it is,
    and may be used as.

    @par Lifetime
    Destroying a client ends its calls with `errc::closed`. An open client may
    keep `io_context::run()` busy, even when it is idle, until it is closed or
    destroyed. It must not outlive its execution context.

    @par Thread safety
    Distinct clients: safe. One client: its operations may be started on any
    thread if its executor is a strand or runs on one thread; the other
    functions belong on its executor.
*/
class JSONRPCCLIENT_DECL client : public caller
{
public:
    /** A client of the server at `url`.

        The schemes are http, https, ws, wss, tcp, tls, unix and exec. Files with
        options are read here, see `client_options::config_file`. Throws
        `errc::invalid_url` and `errc::invalid_config`.
    */
    client(asio::any_io_executor executor, std::string_view url, client_options options = {});

    /// A client over a channel of your own, which `connect` makes whenever a connection is needed. Throws
    /// `errc::invalid_config`.
    client(asio::any_io_executor executor, connector connect, client_options options = {});

    /// A client of a process that it starts whenever a connection is needed, see process.hpp. Throws
    /// `errc::invalid_config`.
    client(asio::any_io_executor executor, const process& command, client_options options = {});

    client(client&&) noexcept;
    client& operator=(client&&) noexcept;
    ~client();

    /** Connects now instead of at the first call; tries once, whatever `retry` says.

        @par Errors
        `errc::not_connected`, `errc::timeout`, `errc::canceled`, `errc::closed`.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto connect(Token&& token = Token())
    {
        return asio::async_initiate<Token, void(std::exception_ptr)>(
            [session = session()](auto handler) mutable
            { detail::start_connect(std::move(session), call_options(), detail::handler<>(std::move(handler))); },
            token);
    }

    /** Ends the calls in flight with `errc::closed`, says goodbye to the server, and closes.

        Takes at most a second, if the channel can be cancelled. Calls that begin
        later end with `errc::closed`.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto close(Token&& token = Token())
    {
        return asio::async_initiate<Token, void(std::exception_ptr)>(
            [session = session()](auto handler) mutable
            { detail::start_close(std::move(session), detail::handler<>(std::move(handler))); },
            token);
    }

    /** Changes the options of the calls that begin from now on, and of the connections that are made for them.

        What is not set in `options` stays as it is. A call that is tried again goes
        as the client's options are then.

        Inside a log handler, a state handler or an id generator the change waits for
        the executor's next turn; should it fail there, `io_context::run()` throws the
        error.

        @par Errors
        `errc::invalid_config`, for example if a file cannot be read; then nothing is changed.
    */
    void set_defaults(const call_options& options);

    /// The options as they are, and where each of them comes from. What may be secret is shown as `***`.
    std::vector<effective_option> effective_options() const;

    /// Adds a handler that is told of each message that goes out or comes in.
    void add_log_handler(logging::handler handler);

    /// Writes messages to standard error from now on; once, however often it is asked.
    void basic_logging();

    /// Adds a handler that is told what becomes of the connection: that it is being made, is there, is lost, and of
    /// `close`. Over HTTP, whose connections come and go, of `close` only.
    void on_state(state_handler handler);

    /** Has a handler told of the notifications of a method, or of all that nobody else has asked for.

        Handlers are told in the order of arrival, one at a time: while one that is
        a coroutine runs, those behind it wait. One that is not runs before what
        came behind its notification is read. A later handler of the same method
        takes the place of an earlier one.

        Once a connection was made, it is made again when it was lost, as long as there
        are handlers.

        @par Lifetime
        Handlers are kept until the client is closed or destroyed; that ends those
        that are coroutines.
    */
    void on_notification(std::string_view method, notification_handler handler);
    void on_notification(notification_handler handler);

    /// The notifications of a method, or those that nobody else has asked for, as a stream. `size` is how many may wait
    /// there, and `policy` what happens to those beyond. 0: as many as `client_options::max_queued_notifications` says.
    notification_stream notifications(std::string_view method, when_full policy = when_full::close,
                                      std::size_t size = 0);
    notification_stream notifications(when_full policy = when_full::close, std::size_t size = 0);

    /** Subscribes, and completes with the stream of what comes of it.

        The request goes out as `send` would send it. What the server sends before it
        answers is kept for the stream.

        @par Errors
        Those of `send`, and
        @li @ref remote_error the server answered with an error object.
        @li `errc::unexpected_result` the result has no id.
        @li `errc::invalid_config` over HTTP, where nothing comes without a call.

        @par Cancellation
        Of every type. If the server answers later, the client unsubscribes.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto subscribe(subscription what, const call_options& options = {}, Token&& token = Token())
    {
        return asio::async_initiate<Token, void(std::exception_ptr, subscription_stream)>(
            [session = session()](auto handler, subscription what, call_options options) mutable
            {
                detail::start_subscribe(std::move(session), std::move(what), std::move(options),
                                        detail::handler<subscription_stream>(std::move(handler)));
            },
            token, std::move(what), options);
    }

    /** Has a handler answer the server's requests of a method, or all that have no handler.

        Requests without any are answered with -32601. Those that come in an array are
        answered by an array. Of handlers that are coroutines many run at a time, see
        `client_options::max_server_requests`. What a handler returns after its
        connection was lost is dropped.
    */
    void on_request(std::string_view method, request_handler handler);
    void on_request(request_handler handler);

    /// Has a handler told of what is no JSON-RPC. A later handler takes the place of an earlier one.
    void on_unrecognized(unrecognized_handler handler);

    /// What has been counted so far.
    jsonrpcclient::statistics statistics() const;
};

} // namespace jsonrpcclient
