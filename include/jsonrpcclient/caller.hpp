// SPDX-License-Identifier: BSL-1.0
// Calls over a client's connection: requests, notifications and batches.
#pragma once

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/detail/typed_result.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/response.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jsonrpcclient {

namespace detail {

class session;

template <class... Results>
using handler = asio::any_completion_handler<void(std::exception_ptr, Results...)>;

// The compiled beginnings of `send`. Each may be called on any thread. A message is handed on by reference to where it is
// written: to move one costs 90 instructions.
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, request&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, notification&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, std::string&&, call_options&&, handler<response>);
JSONRPCCLIENT_DECL void start(std::shared_ptr<session>, batch&&, call_options&&, handler<batch_response>);

// The same for those who await, as most do: compiled once, not in each of their files.
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, request&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, notification&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<response> start(std::shared_ptr<session>, std::string&&, call_options&&);
JSONRPCCLIENT_DECL asio::awaitable<batch_response> start(std::shared_ptr<session>, batch&&, call_options&&);

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

} // namespace detail

/** Calls over a client's connection, with options of their own.

    @code
    auto hasty = client.with(rpc::call_options().timeout(100ms));
    co_await hasty.request("ping");
    @endcode

    A @ref client is a caller: it may be given to whatever takes one, also by
    value. What only makes calls, such as a function or a class, should take a
    caller: it works with a client, and with what `with` makes of one.

    @code
    rpc::caller usual = client;
    rpc::caller hasty = client.with(rpc::call_options().timeout(1s));
    co_await hasty.notify("log", "in a hurry");
    @endcode

    A caller is a handle, and light to copy: to call changes the client that is
    behind it, so calls are made by one that is const, too.

    Every operation may be started on any thread: it runs on the client's
    executor, and completes on the executor of whoever waits for it. It is lazy:
    its id and its timeout begin when it is awaited.

    @par Lifetime
    A caller does not keep its client open. Behind one that was closed or destroyed
    all calls end with `errc::closed`. It must not outlive the client's execution
    context.
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
        @ref batch, or JSON text that goes out byte for byte: a request, a
        notification or an array of these. An error object of the server is a
        response, not an exception: see `response::data`. A notification completes
        with a null result, a batch with a @ref batch_response.

        The options are those of this call; what is not set in them is taken from
        the caller, and then from the client.

        @par Lifetime
        Every argument is copied before this function returns; the awaitable may
        be kept, and outlives the client safely.

        @par Errors
        @li `errc::timeout` no answer within `call_options::timeout`.
        @li `errc::canceled` the call was cancelled.
        @li `errc::queue_full` more calls than `client_options::max_in_flight` wait,
            or more bytes than `client_options::max_queued_bytes`.
        @li `errc::duplicate_id` another call has this id, and its answer may still come.
        @li `errc::invalid_request` the text is no request, or a string of the message is not UTF-8.
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
    auto send(jsonrpcclient::request message, const call_options& options = {}, Token&& token = Token()) const
    {
        return initiate<response, Token>(token, std::move(message), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(notification message, const call_options& options = {}, Token&& token = Token()) const
    {
        return initiate<response, Token>(token, std::move(message), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(std::string_view text, const call_options& options = {}, Token&& token = Token()) const
    {
        return initiate<response, Token>(token, std::string(text), options);
    }
    template <class Token = asio::use_awaitable_t<>>
    auto send(batch messages, const call_options& options = {}, Token&& token = Token()) const
    {
        return initiate<batch_response, Token>(token, std::move(messages), options);
    }

    /// `request("add", 1, 2)`, `request("cat", "name"_arg = "Yoko")`: sends a request, as `send` does.
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<response> request(std::string_view method, const Arguments&... arguments) const
    {
        return send(detail::make<jsonrpcclient::request>(method, arguments...));
    }

    /// Sends a notification, as `send` does: completes when it is written, over HTTP when the server has taken it.
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<response> notify(std::string_view method, const Arguments&... arguments) const
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
    asio::awaitable<T> call(std::string_view method, const Arguments&... arguments) const
    {
        return detail::typed_result<T>(detail::call_name(session_, std::string(method)), request(method, arguments...));
    }

    /// A caller of the same client whose calls have these options; those that are not set stay as they are here.
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

} // namespace jsonrpcclient
