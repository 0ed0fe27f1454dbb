// SPDX-License-Identifier: BSL-1.0
// A server in memory that answers what a test says, for programs that take a client.
#pragma once

#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/mock_script.hpp>
#include <jsonrpcclient/request.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient {

namespace detail {

JSONRPCCLIENT_DECL asio::awaitable<json::value> ask(std::shared_ptr<mock_state>, request);

} // namespace detail

/// What came from a client: a request, a notification, or what is neither.
///
/// @code
/// rpc::mock_server mock(executor);
/// auto came = co_await mock.next_received();
/// std::cout << came.method << ' ' << came.params << '\n';
/// @endcode
struct JSONRPCCLIENT_DECL received_message
{
    received_message() = default;

    /// Empty for what is neither, such as an answer that `mock_server::request` does not wait for.
    std::string method;
    /// Null if there are none.
    json::value params;
    /// None for a notification.
    std::optional<jsonrpcclient::id> id;
    /// As it came; of a batch each message has the text of the whole.
    std::string text;
};

/** A server in memory that answers what a test says, for programs that take a client.

    @code
    rpc::mock_server mock(executor);
    rpc::client client(executor, mock.connector());
    mock.on("add").answer([](const json::value& params) { return params.at(0).as_int64() + params.at(1).as_int64(); });
    int sum = co_await client.call<int>("add", 1, 2);
    assert(sum == 3 && mock.received("add").size() == 1);
    @endcode

    A method without a script, or whose outcomes are used up, is answered with
    -32601. A message of JSON-RPC 1.0 gets an answer of 1.0. Answers have the id
    of the request as it came.

    The mock's own clock stands still but for `advance`. The client's clock is
    the real one: for a timeout, let a `silently()` meet a `timeout(1ms)`; after a
    `disconnect`, `reconnect(backoff(0ms))` saves the pause.

    @par Lifetime
    The mock and its clients may be destroyed in any order. When the mock is
    destroyed, its connections end, and no other ones are made. Neither must
    outlive the execution context. What was received is kept as long as the mock.

    @par Thread safety
    Mock and clients work on one executor, which has to do one thing at a time.
*/
class JSONRPCCLIENT_DECL mock_server
{
public:
    explicit mock_server(asio::any_io_executor executor);
    mock_server(const mock_server&) = delete;
    mock_server& operator=(const mock_server&) = delete;
    ~mock_server();

    /// For the constructor of a client, or of any number of them.
    jsonrpcclient::connector connector() const;

    /// The script of this method.
    mock_script on(std::string_view method) { return mock_script(state_, method); }
    /// Whether the answer to a batch has the order of its requests turned round. Default false.
    void reverse_batches(bool value = true);
    /// Lets time pass: outcomes that are due happen now, in their order. Throws `std::invalid_argument` if it is negative.
    void advance(std::chrono::nanoseconds time);

    /// Sends a notification over the latest connection. Throws `errc::not_connected` if there is none.
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    void notify(std::string_view method, const Arguments&... arguments)
    {
        send(to_string(notification(method, arguments...)));
    }
    /// Sends this text as it is, in the same way.
    void send(std::string_view text);

    /** Sends a request over the latest connection, and completes with the client's result.

        @par Errors
        @li @ref remote_error the client answered with an error object.
        @li @ref invalid_response the answer breaks a rule of the specification.
        @li `errc::not_connected` there is no connection.
        @li `errc::connection_lost` it ended before the answer came.

        @par Cancellation
        Terminal: `asio::error::operation_aborted`.
    */
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    asio::awaitable<json::value> request(std::string_view method, const Arguments&... arguments)
    {
        return detail::ask(state_, jsonrpcclient::request(method, arguments...));
    }

    /// The next connections that a client tries to make fail, so many of them and for this reason.
    void refuse_connections(std::size_t number, std::string_view why = "Connection refused");
    /// Ends all connections. What was sent before still arrives.
    void disconnect();
    /// The next write fails before any of it has left, and its connection ends. The client sends it again over the next one.
    void fail_next_write();

    /// What has come so far, in its order.
    std::vector<received_message> received() const;
    /// Of this method.
    std::vector<received_message> received(std::string_view method) const;
    /// How many connections have been made so far.
    std::size_t connections() const noexcept;

    /// Completes with the first message that it has not completed with before, at once if that has come already.
    /// `errc::closed`: the mock was destroyed. Cancellation: as for `request`; no message is skipped.
    asio::awaitable<received_message> next_received();
    /// Completes when so many messages of this method have come since the mock was made. Ends as `next_received` does.
    asio::awaitable<void> until_received(std::string_view method, std::size_t number = 1);

private:
    std::shared_ptr<detail::mock_state> state_;
};

} // namespace jsonrpcclient
