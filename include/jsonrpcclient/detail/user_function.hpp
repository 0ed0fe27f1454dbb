// SPDX-License-Identifier: BSL-1.0
// A function of the user's that is told of what the server sends; it may be a coroutine.
#pragma once

#include <jsonrpcclient/params.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/json/value_from.hpp>

#include <functional>
#include <memory>
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
        // Shared, as it may be one that cannot be copied.
        auto kept = std::make_shared<Function>(std::move(function));
        if constexpr (!returned::is_awaitable)
            now_ = [kept](const Argument& argument) -> Result
            {
                if constexpr (std::is_void_v<Result>)
                    static_cast<void>(std::invoke(*kept, argument));
                else if constexpr (std::is_void_v<value>)
                    return std::invoke(*kept, argument), nullptr;
                else
                    return json::value_from(std::invoke(*kept, argument));
            };
        else
            later_ = [kept](const Argument& argument) { return value_of(std::invoke(*kept, argument)); };
    }

    bool is_coroutine() const noexcept { return later_ != nullptr; }

    // The one that it is. The coroutine uses the argument and this object as long as it runs.
    Result now(const Argument& argument) const { return now_(argument); }
    asio::awaitable<Result> later(const Argument& argument) const { return later_(argument); }

private:
    template <class Value>
    static asio::awaitable<Result> value_of(asio::awaitable<Value> pending)
    {
        if constexpr (std::is_void_v<Result>)
            co_await std::move(pending);
        else if constexpr (std::is_void_v<Value>)
        {
            co_await std::move(pending);
            co_return nullptr;
        }
        else
        {
            Value made = co_await std::move(pending);
            co_return json::value_from(std::move(made));
        }
    }

    std::function<Result(const Argument&)> now_;
    std::function<asio::awaitable<Result>(const Argument&)> later_;
};

} // namespace jsonrpcclient::detail
