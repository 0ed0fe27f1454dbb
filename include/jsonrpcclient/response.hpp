// SPDX-License-Identifier: BSL-1.0
// What a call completes with: the text, the transport's own object, and the data.
#pragma once

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/id.hpp>

#include <any>
#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

namespace jsonrpcclient {

/** The answer to one request: a result, an error object, or a hole.

    @code
    auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog")));
    for (auto& pet : pets.data)
        if (pet.ok())
            std::cout << pet.result() << '\n';
        else if (pet.missing())
            std::cout << "the server left it out\n";
        else
            std::cout << pet.error().message() << '\n';
    @endcode

    @par Specification
    JSON-RPC 2.0, section 5, Response object.
*/
class JSONRPCCLIENT_DECL response_data
{
public:
    /// What a notification completes with: a null result and no id.
    response_data() = default;
    response_data(std::optional<jsonrpcclient::id>&& id, json::value&& result) noexcept
        : id_(std::move(id)), content_(std::move(result))
    {
    }
    response_data(const std::optional<jsonrpcclient::id>& id, const json::value& result) : id_(id), content_(result) {}
    response_data(std::optional<jsonrpcclient::id> id, error_object error)
        : id_(std::move(id)), content_(std::make_shared<const error_object>(std::move(error)))
    {
    }
    /// A hole of a batch: `why` there is neither a result nor an error object, and what asking for one throws.
    response_data(std::optional<jsonrpcclient::id> id, errc why, std::exception_ptr exception)
        : id_(std::move(id)), content_(hole(why, std::move(exception)))
    {
    }

    /// Whether there is a result.
    bool ok() const noexcept { return std::holds_alternative<json::value>(content_); }

    /// Whether the answer to a batch left this request out.
    bool missing() const noexcept
    {
        auto* empty = std::get_if<hole>(&content_);
        return empty && empty->why == errc::missing_response;
    }

    /// That of the request; none for a notification, and for an error that the server could not assign.
    const std::optional<jsonrpcclient::id>& id() const noexcept { return id_; }

    /** The result.

        Throws @ref remote_error if there is an error object instead,
        `errc::missing_response` if there is no answer, and
        @ref invalid_response if the answer breaks a rule.
    */
    const json::value& result() const;
    json::value& result();

    /** The error object.

        Throws what `result()` throws where there is no answer or one that
        breaks a rule, and `std::logic_error` if there is a result.
    */
    const error_object& error() const;

private:
    struct hole
    {
        hole(errc why, std::exception_ptr exception) : why(why), exception(std::move(exception)) {}

        errc why;
        std::exception_ptr exception;
    };

    std::optional<jsonrpcclient::id> id_;
    // Most calls have a result: the rest stands elsewhere, so that what every call hands on is small.
    std::variant<json::value, std::shared_ptr<const error_object>, hole> content_;
};

/// What a request or a notification completes with.
///
/// @code
/// auto response = co_await client.request("ping");
/// std::cout << response.text << '\n' << response.data.result() << '\n';
/// @endcode
struct JSONRPCCLIENT_DECL response
{
    response() = default;
    explicit response(response_data&& data) noexcept : data(std::move(data)) {}
    /// With data that is not handed on: `make` gives it, and it is made in its place.
    template <std::invocable Make>
        requires std::same_as<std::invoke_result_t<Make>, response_data>
    explicit response(Make make) : data(make())
    {
    }
    response(std::string text, std::any raw, response_data data)
        : text(std::move(text)), raw(std::move(raw)), data(std::move(data))
    {
    }

    /// As received. If one array answers several calls, the call's own element, written anew.
    std::string text;
    /// HTTP: `boost::beast::http::response_header<>`. Stream transports: empty.
    std::any raw;
    response_data data;
};

/// What a batch completes with.
///
/// @code
/// rpc::batch_response pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog")));
/// std::cout << pets.data.at(1).result() << '\n';               // the dog
/// @endcode
struct JSONRPCCLIENT_DECL batch_response
{
    batch_response() = default;

    /// As received; if the answers came in several messages, the one that completed the batch, if any did.
    std::string text;
    /// As in @ref response.
    std::any raw;
    /// One for each request, in the order of the requests; notifications have none.
    std::vector<response_data> data;
    /// HTTP: answers that none of the requests asked for.
    std::vector<response_data> unmatched;
};

/// JSON text of the Response object; a hole is `{"missing":true,"id":1,"reason":"..."}`.
JSONRPCCLIENT_DECL std::string to_string(const response_data& data);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const response_data& data);

} // namespace jsonrpcclient
