// SPDX-License-Identifier: BSL-1.0
// The client: requests, notifications and batches over one URL.
#pragma once

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/connection_state.hpp>
#include <jsonrpcclient/detail/typed_handler.hpp>
#include <jsonrpcclient/detail/user_function.hpp>
#include <jsonrpcclient/notification_stream.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/response.hpp>
#include <jsonrpcclient/server_message.hpp>
#include <jsonrpcclient/statistics.hpp>
#include <jsonrpcclient/subscription.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
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

class session;

template <class... Results>
using handler = asio::any_completion_handler<void(std::exception_ptr, Results...)>;

// The compiled beginnings of the public operations. Each may be called on any thread. A message is handed on by reference
// to where it is written: to move one costs 90 instructions.
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, request&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, notification&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, std::string&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, batch&&, call_options&&, handler<batch_response>);

// The same for those who await, as most do: compiled once, not in each of their files.
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, request&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, notification&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, std::string&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<batch_response> start(std::shared_ptr<session>, batch&&, call_options&&);

JSONRPCCLIENT_DECL void start_connect(std::shared_ptr<session>, call_options, handler<>);
JSONRPCCLIENT_DECL void start_close(std::shared_ptr<session>, handler<>);
JSONRPCCLIENT_DECL void start_subscribe(std::shared_ptr<session>, subscription, call_options,
                                        handler<subscription_stream>);

// A constructor as a function: its call has no type before the arguments have theirs. A constructor's has, and
// the compiler would make the coroutines of `send` for every file that only includes this one.
template <class Message, class... Arguments>
Message make(std::string_view method, const Arguments&... arguments)
{
    return Message(method, arguments...);
}

// Erases the type of the completion handler that the token has made, and starts.
template <class Result>
struct initiation
{
    explicit initiation(std::shared_ptr<detail::session> session) : session(std::move(session)) {}

    template <class Handler, class Message>
    void operator()(Handler&& handler, Message&& message, call_options&& options)
    {
        start(std::move(session), std::move(message), std::move(options),
              detail::handler<Result>(std::forward<Handler>(handler)));
    }

    std::shared_ptr<detail::session> session;
};

// The same for a typed call: the handler is given a T in place of the response.
template <class T>
struct typed_initiation
{
    explicit typed_initiation(std::shared_ptr<detail::session> session) : session(std::move(session)) {}

    template <class Handler>
    void operator()(Handler&& handler, request&& message, call_options&& options)
    {
        using typed = typed_handler<T, std::decay_t<Handler>>;
        call_name name(session, message.method());
        start(std::move(session), std::move(message), std::move(options),
              detail::handler<response>(typed(std::move(name), std::decay_t<Handler>(std::forward<Handler>(handler)))));
    }

    std::shared_ptr<detail::session> session;
};

} // namespace detail

/** Calls over a client's connection, with options of their own.

    @code
    auto hasty = client.with(rpc::call_options().timeout(100ms));
    co_await hasty.request("ping");
    @endcode

    A client is a caller; `with(options)` gives another one. Callers are light:
    copy them freely. One that outlives its client is safe: its calls end with
    `errc::closed`. None must outlive the client's execution context.

    Every operation may be started on any thread: it runs on the client's
    executor, and completes on the caller's. It is lazy: its id and its timeout
    begin when it is awaited.
*/
class JSONRPCCLIENT_DECL caller
{
    template <class Result, class Token, class Message>
    auto initiate([[maybe_unused]] Token& token, Message&& message, const call_options& options) const
    {
        if constexpr (std::is_same_v<std::remove_cvref_t<Token>, asio::use_awaitable_t<>>)
            return detail::start(session_, std::move(message), options.over(options_));
        else
            return asio::async_initiate<Token, void(std::exception_ptr, Result)>(detail::initiation<Result>(session_),
                                                                                 token, std::move(message),
                                                                                 options.over(options_));
    }

public:
    /** Sends one request and completes with its answer.

        `send` takes a @ref jsonrpcclient::request, a @ref notification, a
        @ref batch, or JSON text that goes out byte for byte. An error object of
        the server is a response, not an exception: see `response::data`.

        @par Lifetime
        Every argument is copied before this function returns; the awaitable may
        be kept, and outlives the client safely.

        @par Errors
        @li `errc::timeout` no answer within `call_options::timeout`.
        @li `errc::canceled` the caller cancelled.
        @li `errc::queue_full` more calls than `client_options::max_in_flight` wait,
            or more bytes than `client_options::max_queued_bytes`.
        @li `errc::duplicate_id` another call has this id, and its answer may still come.
        @li `errc::invalid_request` the text is no request.
        @li `errc::message_too_large` the message, or its answer.
        @li `errc::not_connected` resolving or connecting failed.
        @li `errc::connection_lost` the connection ended before the answer came.
        @li `errc::closed` the client was closed or destroyed.
        @li @ref http_status_error HTTP only.
        @li @ref invalid_response the answer breaks a rule of the specification.

        @par Cancellation
        Terminal and partial: the call is forgotten at once, and its id is not
        used again while its answer may still come. Total: honoured only while
        nothing has been written.

        @par Specification
        JSON-RPC 2.0, sections 4 to 6.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto send(jsonrpcclient::request message, const call_options& options = {}, Token&& token = Token())
    {
        return initiate<response, Token>(token, std::move(message), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(notification message, const call_options& options = {}, Token&& token = Token())
    {
        return initiate<response, Token>(token, std::move(message), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(std::string_view text, const call_options& options = {}, Token&& token = Token())
    {
        return initiate<response, Token>(token, std::string(text), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(batch messages, const call_options& options = {}, Token&& token = Token())
    {
        return initiate<batch_response, Token>(token, std::move(messages), options);
    }

    /// `request("add", 1, 2)`, `request("cat", "name"_arg = "Yoko")`: sends a request, as `send` does.
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<response> request(std::string_view method, const Arguments&... arguments)
    {
        return send(detail::make<jsonrpcclient::request>(method, arguments...));
    }

    /// Sends a notification, and completes when it is written (HTTP: when the server has taken it).
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<response> notify(std::string_view method, const Arguments&... arguments)
    {
        return send(detail::make<notification>(method, arguments...));
    }

    /** Sends a request and completes with its result, made a `T` by `json::value_to`.

        `T` must have a default constructor, or be `void`.

        @par Errors
        Those of `send`, and
        @li @ref remote_error the server answered with an error object.
        @li `errc::unexpected_result` the result cannot be made a `T`.
    */
    template <class T, class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<T> call(std::string_view method, const Arguments&... arguments)
    {
        asio::use_awaitable_t<> token;
        return asio::async_initiate<asio::use_awaitable_t<>, typename detail::typed_signature<T>::type>(
            detail::typed_initiation<T>(session_), token, jsonrpcclient::request(method, arguments...), options_);
    }

    /// Calls that have these options; those that are not set stay as they are here.
    caller with(const call_options& options) const { return caller(session_, options.over(options_)); }

    /// The executor on which the client works.
    const asio::any_io_executor& get_executor() const noexcept;

protected:
    explicit caller(std::shared_ptr<detail::session> session, call_options options = {}) noexcept
        : session_(std::move(session)), options_(std::move(options))
    {
    }

    const std::shared_ptr<detail::session>& session() const noexcept { return session_; }
    std::shared_ptr<detail::session> release() noexcept { return std::move(session_); }

private:
    std::shared_ptr<detail::session> session_;
    call_options options_;
};

/** A JSON-RPC client.

    @code
    rpc::client cats(executor, "http://cats.com");
    auto response = co_await cats.request("ping");
    @endcode

    It connects when the first call needs it. Thousands of calls may be in flight
    at the same time.

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

    /// A client over a channel of your own, which `connect` makes whenever a connection is needed.
    client(asio::any_io_executor executor, connector connect, client_options options = {});

    /// A client of a process that it starts whenever a connection is needed, see process.hpp.
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

    /// Sets the options of the calls that begin from now on, and of the connections that are made for them, where
    /// they are set here. Throws `errc::invalid_config`, for example if a file cannot be read, and changes nothing then;
    /// inside a log handler, a state handler or an id generator, where it waits for the next turn, out of `run()`.
    /// A call that is tried again goes as the client's options are then.
    void set_defaults(const call_options& options);

    /// The options as they are, and where each of them comes from. What may be secret is shown as `***`.
    std::vector<effective_option> effective_options() const;

    /// Adds a handler that is told of each message.
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

    /// The notifications of a method, or those that nobody else has asked for, as a stream. `size` is how many may wait;
    /// 0: as many as `client_options::max_queued_notifications` says.
    notification_stream notifications(std::string_view method, when_full policy = when_full::close,
                                      std::size_t size = 0);
    notification_stream notifications(when_full policy = when_full::close, std::size_t size = 0);

    /** Has a handler answer the server's requests of a method, or all that have no handler.

        Requests without any are answered with -32601. Those that come in an array are
        answered by an array. Of handlers that are coroutines many run at a time, see
        `client_options::max_server_requests`. What a handler returns after its
        connection was lost is dropped.
    */
    void on_request(std::string_view method, request_handler handler);
    void on_request(request_handler handler);

    /// Has a handler told of what is no JSON-RPC.
    void on_unrecognized(unrecognized_handler handler);

    /** Subscribes, and completes with the stream of what comes of it.

        What the server sends before it answers is kept for the stream.

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

    /// What has been counted so far.
    jsonrpcclient::statistics statistics() const;
};

} // namespace jsonrpcclient
