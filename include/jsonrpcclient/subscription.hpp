// SPDX-License-Identifier: BSL-1.0
// Subscriptions: a call that starts a stream of notifications, and another one that ends it.
#pragma once

#include <jsonrpcclient/notification_stream.hpp>
#include <jsonrpcclient/request.hpp>
#include <jsonrpcclient/when_full.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace jsonrpcclient {

namespace detail {

class subscription_source;
class subscriptions;

} // namespace detail

/** What to subscribe to: the request that does it, and how what comes of it is known.

    The request is answered with the id of the subscription; each notification
    carries that id, and a value. Ethereum, Substrate and Solana have them in the
    same places, which are the defaults.

    @code
    rpc::subscription heads("eth_subscribe", "newHeads");     // ended by eth_unsubscribe
    rpc::subscription slots("slotSubscribe");                 // ended by slotUnsubscribe
    rpc::subscription prices("watch", "prices");
    prices.unsubscribe("forget").notification("changed").id_at("/0").value_at("/1");
    @endcode

    @par Errors
    @li `errc::invalid_config` a place that is no JSON pointer (RFC 6901).
*/
class JSONRPCCLIENT_DECL subscription
{
public:
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    explicit subscription(std::string_view method, const Arguments&... arguments)
        : subscription(jsonrpcclient::request(method, arguments...))
    {
    }
    explicit subscription(jsonrpcclient::request call);

    /// The method that ends it, with the id as its only argument. Default: that of the request with `unsubscribe` in the
    /// place of `subscribe`, in either case of the first letter; if there is no such part, none: then the server
    /// does not hear that it was left, and what it still sends goes to others.
    subscription& unsubscribe(std::string_view method);

    /// Only notifications of this method belong to it. Default: those of any.
    subscription& notification(std::string_view method);

    /// Where the id stands in the params of a notification: a JSON pointer (RFC 6901). Default `/subscription`.
    subscription& id_at(std::string_view pointer);

    /// Where the value stands there. Default `/result`. Of params that have none, they are the value themselves.
    subscription& value_at(std::string_view pointer);

    /// Where the id stands in the result of the request. Default: it is the result.
    subscription& id_in_result(std::string_view pointer);

    /// What happens to an event that finds the buffer full. Default `when_full::close`.
    subscription& when_full(jsonrpcclient::when_full policy);

    /// How many events may wait. Default 0: as many as `client_options::max_queued_notifications` says.
    subscription& buffer(std::size_t events);

    const jsonrpcclient::request& request() const noexcept { return request_; }
    const std::string& unsubscribe() const noexcept { return unsubscribe_; }
    const std::string& notification() const noexcept { return notification_; }
    /// Whether notifications of this method can belong to it.
    bool is_method(std::string_view name) const noexcept { return notification_.empty() || notification_ == name; }
    const std::string& id_at() const noexcept { return id_at_; }
    const std::string& value_at() const noexcept { return value_at_; }
    const std::string& id_in_result() const noexcept { return id_in_result_; }
    jsonrpcclient::when_full when_full() const noexcept { return when_full_; }
    std::size_t buffer() const noexcept { return buffer_; }

private:
    jsonrpcclient::request request_;
    std::string unsubscribe_;
    std::string notification_;
    std::string id_at_ = "/subscription";
    std::string value_at_ = "/result";
    std::string id_in_result_;
    jsonrpcclient::when_full when_full_ = jsonrpcclient::when_full::close;
    std::size_t buffer_ = 0;
};

/// What a subscription brings: a value, or word of a gap.
///
/// @code
/// auto heads = co_await client.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
/// auto event = co_await heads.next();
/// if (event && !event->is_gap())
///     std::cout << event->value().at("number") << '\n';
/// @endcode
class JSONRPCCLIENT_DECL subscription_event
{
public:
    subscription_event() = default;
    explicit subscription_event(json::value value) : value_(std::move(value)) {}
    static subscription_event gap(std::string reason);

    /// Whether values may be missing here: the connection was lost, and the client has subscribed again.
    bool is_gap() const noexcept { return is_gap_; }
    /// Why, of a gap.
    const std::string& reason() const noexcept { return reason_; }

    /// Null of a gap.
    const json::value& value() const noexcept { return value_; }
    json::value& value() noexcept { return value_; }

private:
    json::value value_;
    std::string reason_;
    bool is_gap_ = false;
};

namespace detail {

JSONRPCCLIENT_DECL void
    start_next(std::shared_ptr<subscription_source>,
               asio::any_completion_handler<void(std::exception_ptr, std::optional<subscription_event>)>);
JSONRPCCLIENT_DECL void start_unsubscribe(std::shared_ptr<subscription_source>,
                                          asio::any_completion_handler<void(std::exception_ptr)>);

} // namespace detail

/** A subscription that is in force.

    @code
    auto heads = co_await client.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
    while (auto event = co_await heads.next())
        if (event->is_gap())
            std::cout << "some may be missing: " << event->reason() << '\n';
        else
            std::cout << event->value() << '\n';
    @endcode

    When the connection was lost and made again, the client subscribes again, and
    the first event that comes then is a gap.

    @par Lifetime
    Destroying it unsubscribes, without waiting for the answer. It may outlive its
    client, but not the execution context.

    @par Thread safety
    `next` and `unsubscribe` may be started on any thread; the other functions
    belong on the client's executor.
*/
class JSONRPCCLIENT_DECL subscription_stream
{
public:
    /// None: its `next` and `unsubscribe` throw `errc::closed`.
    subscription_stream() = default;

    subscription_stream(subscription_stream&&) noexcept = default;
    subscription_stream& operator=(subscription_stream&& other) noexcept;
    ~subscription_stream();

    /** Waits for the next event; none when the subscription has ended. One at a time.

        @par Errors
        What comes behind the one that was thrown is the end.
        @li `errc::queue_full` there was no room for an event, and the stream was to end then.
        @li @ref remote_error, `errc::unexpected_result`, `errc::timeout` subscribing again has failed.
        @li `errc::not_connected`, `errc::connection_lost` there is no connection, and none is made again.
        @li `errc::canceled` the caller cancelled.
        @li `errc::invalid_request` somebody else waits already.

        @par Cancellation
        Of every type. An event that it meets on its way to the caller's executor is the caller's.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto next(Token&& token = Token())
    {
        using result = std::optional<subscription_event>;
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

    /** Ends it, and completes with the server's answer to that. What was not read is forgotten.

        Where there is nothing to tell the server, because there is no connection or no
        method for it, it completes at once.

        @par Errors
        Those of `client::send`, and @ref remote_error.
    */
    template <class Token = asio::use_awaitable_t<>>
    auto unsubscribe(Token&& token = Token())
    {
        if (!source_)
            detail::refuse_no_stream();
        return asio::async_initiate<Token, void(std::exception_ptr)>(
            [source = source_](auto handler) mutable
            {
                detail::start_unsubscribe(std::move(source),
                                          asio::any_completion_handler<void(std::exception_ptr)>(std::move(handler)));
            },
            token);
    }

    /// The id that the server has given it, as it is now: after a reconnect it is another one. Null while there is none.
    json::value id() const;

    /// How many events were dropped, as its @ref when_full says.
    std::uint64_t dropped() const noexcept;

private:
    friend class detail::subscriptions;

    explicit subscription_stream(std::shared_ptr<detail::subscription_source> source) noexcept
        : source_(std::move(source))
    {
    }

    std::shared_ptr<detail::subscription_source> source_;
};

} // namespace jsonrpcclient
