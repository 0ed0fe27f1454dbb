// SPDX-License-Identifier: BSL-1.0
// A function of the user's that is told of what the server sends; it may be a coroutine.
#pragma once

#include <jsonrpcclient/params.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/value_from.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace jsonrpcclient::detail {

template <class T>
struct awaited
{
    using type = T;
    static constexpr bool is_awaitable = false;
};
template <class T>
struct awaited<asio::awaitable<T>>
{
    using type = T;
    static constexpr bool is_awaitable = true;
};

// What it returns as a `Result`: nothing, or a JSON value, which is null for a function that returns nothing.
template <class Result, class Argument>
class user_function
{
public:
    template <class Function>
        requires(!std::is_same_v<Function, user_function> && std::invocable<Function&, const Argument&>)
    user_function(Function function)
    {
        using returned = awaited<std::invoke_result_t<Function&, const Argument&>>;
        using value = typename returned::type;
        if constexpr (!returned::is_awaitable)
            now_ = [function = std::move(function)](const Argument& argument) mutable -> Result
            {
                if constexpr (std::is_void_v<Result>)
                    function(argument);
                else if constexpr (std::is_void_v<value>)
                    return function(argument), nullptr;
                else
                    return json::value_from(function(argument));
            };
        else if constexpr (std::is_void_v<Result>)
            later_ = std::move(function);
        else
            later_ = [function = std::move(function)](const Argument& argument) mutable -> asio::awaitable<Result>
            {
                if constexpr (std::is_void_v<value>)
                {
                    co_await function(argument);
                    co_return nullptr;
                }
                else
                {
                    value made = co_await function(argument);
                    co_return json::value_from(std::move(made));
                }
            };
    }

    bool is_coroutine() const noexcept { return later_ != nullptr; }

    // The one that it is. The coroutine uses the argument and this object as long as it runs.
    Result now(const Argument& argument) const { return now_(argument); }
    asio::awaitable<Result> later(const Argument& argument) const { return later_(argument); }

private:
    std::function<Result(const Argument&)> now_;
    std::function<asio::awaitable<Result>(const Argument&)> later_;
};

} // namespace jsonrpcclient::detail
