// SPDX-License-Identifier: BSL-1.0
// Completes a typed call: makes the result of its response a T.
#pragma once

#include <jsonrpcclient/response.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/value_to.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace jsonrpcclient::detail {

class session;

// What an exception about a result names.
struct call_name
{
    call_name(std::shared_ptr<session> owner, std::string method) : owner(std::move(owner)), method(std::move(method))
    {
    }

    std::shared_ptr<session> owner;
    std::string method;
};

[[noreturn]] JSONRPCCLIENT_DECL void throw_unexpected_result(const call_name& name, const response& answer,
                                                             const char* why);
// Throws what `answer.data.result()` throws, with the name of the call.
[[noreturn]] JSONRPCCLIENT_DECL void throw_without_result(const call_name& name, const response& answer);

// Throws `remote_error` or `errc::unexpected_result`.
template <class T>
T result_as(const call_name& name, response& answer)
{
    if (!answer.data.ok())
        throw_without_result(name, answer);
    [[maybe_unused]] json::value& result = answer.data.result();
    if constexpr (std::is_void_v<T>)
        return;
    else if constexpr (std::is_same_v<T, json::value>)
        return std::move(result);
    else
    {
        auto converted = json::try_value_to<T>(result);
        if (!converted)
            throw_unexpected_result(name, answer, converted.error().message().c_str());
        return std::move(*converted);
    }
}

// The coroutine of a typed call.
template <class T>
boost::asio::awaitable<T> typed_result(call_name name, boost::asio::awaitable<response> call)
{
    auto answer = co_await std::move(call);
    co_return result_as<T>(name, answer);
}

} // namespace jsonrpcclient::detail
