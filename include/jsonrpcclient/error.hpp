// SPDX-License-Identifier: BSL-1.0
// What can go wrong with a call, and whether the server may have run it.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/json/value.hpp>
#include <boost/system/system_error.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace jsonrpcclient {

/// Why a call did not end with a result.
enum class errc
{
    /// The URL cannot be understood, or its scheme is not supported.
    invalid_url = 1,
    /// An option has a value that it cannot have.
    invalid_config,
    /// The message is no JSON-RPC request, notification or batch.
    invalid_request,
    /// The id belongs to another call whose answer may still come.
    duplicate_id,
    /// More calls or bytes wait than the options allow.
    queue_full,
    /// A message is larger than `client_options::max_message_size`.
    message_too_large,
    /// No connection could be made.
    not_connected,
    /// The connection ended before the answer came.
    connection_lost,
    /// The client was closed or destroyed.
    closed,
    /// No answer came within `call_options::timeout`.
    timeout,
    /// The caller cancelled the call.
    canceled,
    /// The HTTP status is not in 200 to 299, and the body holds no answer.
    http_status,
    /// The answer breaks a rule of JSON-RPC, or is no JSON.
    invalid_response,
    /// The answer to a batch has no response for this request.
    missing_response,
    /// The result does not have the type that `call<T>` asks for.
    unexpected_result,
    /// The server answered with an error object.
    remote_error
};

/// What is known of a call that failed: whether the server may have run it.
///
/// @code
/// try {
///     co_await client.request("pay", 100);
/// } catch (const rpc::client_error& error) {
///     if (error.delivery() == rpc::delivery::not_sent)
///         std::cout << "not a byte has left: it may be sent again\n";
/// }
/// @endcode
enum class delivery
{
    /// Not one byte of it was written: it may be sent again.
    not_sent = 1,
    /// Some of it was written, and no answer came: only the caller knows whether it may be sent again.
    maybe_executed,
    /// The server answered.
    answered
};

/// The category of @ref errc; its name is "jsonrpcclient".
JSONRPCCLIENT_DECL const boost::system::error_category& error_category() noexcept;

inline boost::system::error_code make_error_code(errc value) noexcept
{
    return {static_cast<int>(value), error_category()};
}

/// "not_sent", "maybe_executed" or "answered".
JSONRPCCLIENT_DECL const char* to_string(delivery value) noexcept;

/** The base of all that this library throws.

    @code
    try {
        co_await client.request("ping");
    } catch (const rpc::client_error& error) {
        std::cerr << error.what() << '\n';
        if (error.code() == rpc::errc::timeout && error.delivery() == rpc::delivery::maybe_executed)
            std::cerr << "the server may have run it\n";
    }
    @endcode

    `code()` compares with @ref errc; `errc::timeout` equals
    `std::errc::timed_out`, `errc::canceled` equals
    `std::errc::operation_canceled`. `what()` names the method, the id, the
    endpoint and the phase, and never a secret.
*/
class JSONRPCCLIENT_DECL client_error : public boost::system::system_error
{
public:
    client_error(errc code, jsonrpcclient::delivery delivery, std::string what);
    ~client_error() override;

    jsonrpcclient::delivery delivery() const noexcept { return delivery_; }
    const char* what() const noexcept override { return what_->c_str(); }

private:
    std::shared_ptr<const std::string> what_;
    jsonrpcclient::delivery delivery_;
};

/** The error object of a response.

    @code
    auto response = co_await client.request("cat");
    if (!response.data.ok())
        std::cerr << response.data.error().code() << ' ' << response.data.error().message() << '\n';
    @endcode

    @par Specification
    JSON-RPC 2.0, section 5.1, Error object.
*/
class JSONRPCCLIENT_DECL error_object
{
public:
    error_object() = default;
    error_object(std::int64_t code, std::string message, json::value data = nullptr)
        : code_(code), message_(std::move(message)), data_(std::move(data))
    {
    }

    /// -32768 to -32000 are the specification's own.
    std::int64_t code() const noexcept { return code_; }
    const std::string& message() const noexcept { return message_; }
    /// Null if the server sent none.
    const json::value& data() const noexcept { return data_; }

private:
    std::int64_t code_ = 0;
    std::string message_;
    json::value data_;
};

/// The server answered with an error object. A handler of the server's requests throws one to answer with it.
///
/// @code
/// client.on_request("cat", [](const rpc::server_request&) -> json::value
///                   { throw rpc::remote_error(rpc::error_object(-32000, "there is no cat")); });
/// @endcode
class JSONRPCCLIENT_DECL remote_error : public client_error
{
public:
    explicit remote_error(error_object error);
    remote_error(error_object error, std::string what);
    ~remote_error() override;

    const error_object& error() const noexcept { return *error_; }

private:
    std::shared_ptr<const error_object> error_;
};

/// An HTTP status outside 200 to 299 whose body is no answer to the call.
///
/// @code
/// try {
///     co_await client.request("ping");
/// } catch (const rpc::http_status_error& error) {
///     std::cerr << error.status() << ' ' << error.reason() << ": " << error.body() << '\n';
/// }
/// @endcode
class JSONRPCCLIENT_DECL http_status_error : public client_error
{
public:
    using header_list = std::vector<std::pair<std::string, std::string>>;

    /// `delivery` is `maybe_executed` for a status from 500 on, else `answered`.
    http_status_error(int status, std::string reason, header_list headers, std::string body, std::string what);
    ~http_status_error() override;

    int status() const noexcept { return answer_->status; }
    const std::string& reason() const noexcept { return answer_->reason; }
    /// Name and value, in the order of arrival.
    const header_list& headers() const noexcept { return answer_->headers; }
    /// The first 4 KiB.
    const std::string& body() const noexcept { return answer_->body; }

private:
    struct answer
    {
        int status;
        std::string reason;
        header_list headers;
        std::string body;
    };
    std::shared_ptr<const answer> answer_;
};

/// The answer breaks a rule of the specification, or is no JSON at all.
///
/// @code
/// try {
///     co_await client.request("ping");
/// } catch (const rpc::invalid_response& error) {
///     std::cerr << error.rule() << ": " << error.text() << '\n';
/// }
/// @endcode
class JSONRPCCLIENT_DECL invalid_response : public client_error
{
public:
    /// The text is shared: each broken element of a batch's answer refers to it.
    invalid_response(std::string rule, std::shared_ptr<const std::string> text, std::string what);
    ~invalid_response() override;

    /// What is wrong, such as "the response has neither result nor error".
    const std::string& rule() const noexcept { return *rule_; }
    /// The text as it was received.
    const std::string& text() const noexcept { return *text_; }

private:
    std::shared_ptr<const std::string> rule_;
    std::shared_ptr<const std::string> text_;
};

} // namespace jsonrpcclient

template <>
struct boost::system::is_error_code_enum<jsonrpcclient::errc> : std::true_type
{
};
