// SPDX-License-Identifier: BSL-1.0
// The two messages that a client sends: a request, and a request without an answer.
#pragma once

#include <jsonrpcclient/params.hpp>

#include <optional>

namespace jsonrpcclient {

namespace detail {

// What `request("add", 1, 2)` takes behind the method: nothing, values, `"name"_arg = value`s, or one `params`.
template <class... Arguments>
concept request_arguments =
    sizeof...(Arguments) == 0 || positional_arguments<Arguments...> || named_arguments<Arguments...> ||
    (sizeof...(Arguments) == 1 && (std::same_as<Arguments, params> && ...));

template <class... Arguments>
params make_params(const Arguments&... arguments)
{
    if constexpr (sizeof...(Arguments) == 0)
        return params();
    else if constexpr (named_arguments<Arguments...>)
        return params::named(arguments...);
    else if constexpr ((std::same_as<Arguments, params> && ...))
        return params(arguments...);
    else
        return params::positional(arguments...);
}

} // namespace detail

/** A call that wants an answer.

    @code
    co_await client.send(rpc::request("ping"));
    co_await client.send(rpc::request("add", 1, 2));
    co_await client.send(rpc::request("cat", "name"_arg = "Yoko").id("foo"));
    @endcode

    @par Specification
    JSON-RPC 2.0, section 4, Request object.
*/
class JSONRPCCLIENT_DECL request
{
public:
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    explicit request(std::string_view method, const Arguments&... arguments)
        : method_(method), params_(detail::make_params(arguments...))
    {
    }

    /// Uses this id instead of one from the client's generator.
    request& id(jsonrpcclient::id value) &
    {
        id_.emplace(std::move(value));
        return *this;
    }
    request&& id(jsonrpcclient::id value) && { return std::move(id(std::move(value))); }

    const std::string& method() const noexcept { return method_; }
    const jsonrpcclient::params& params() const noexcept { return params_; }
    /// The explicit id, if one was given.
    const std::optional<jsonrpcclient::id>& id() const noexcept { return id_; }

private:
    std::string method_;
    jsonrpcclient::params params_;
    std::optional<jsonrpcclient::id> id_;
};

/** A call that gets no answer.

    @code
    co_await client.send(rpc::notification("log", "hello"));
    @endcode

    @par Specification
    JSON-RPC 2.0, section 4.1, Notification.
*/
class JSONRPCCLIENT_DECL notification
{
public:
    template <class... Arguments>
        requires detail::request_arguments<Arguments...>
    explicit notification(std::string_view method, const Arguments&... arguments)
        : method_(method), params_(detail::make_params(arguments...))
    {
    }

    const std::string& method() const noexcept { return method_; }
    const jsonrpcclient::params& params() const noexcept { return params_; }

private:
    std::string method_;
    jsonrpcclient::params params_;
};

/// The JSON text; a request that has no id yet shows `"id":null`. Throws `errc::invalid_request` if a string in it is not
/// UTF-8.
JSONRPCCLIENT_DECL std::string to_string(const request& message);
JSONRPCCLIENT_DECL std::string to_string(const notification& message);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const request& message);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const notification& message);

} // namespace jsonrpcclient
