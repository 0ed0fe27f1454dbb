// SPDX-License-Identifier: BSL-1.0
// Completes a typed call: makes the result of a response a T for the caller's handler.
#pragma once

#include <jsonrpcclient/response.hpp>

#include <boost/asio/associator.hpp>
#include <boost/json/value_to.hpp>

#include <exception>
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

template <class T, class Handler>
class typed_handler
{
public:
    typed_handler(call_name name, Handler&& next) : next(std::move(next)), name_(std::move(name)) {}

    void operator()(std::exception_ptr error, response answer)
    {
        if constexpr (std::is_void_v<T>)
        {
            if (!error)
                error = catching([&] { result_as<void>(name_, answer); });
            std::move(next)(std::move(error));
        }
        else
        {
            T result{};
            if (!error)
                error = catching([&] { result = result_as<T>(name_, answer); });
            std::move(next)(std::move(error), std::move(result));
        }
    }

    Handler next;

private:
    template <class Function>
    static std::exception_ptr catching(Function function)
    {
        try
        {
            function();
            return nullptr;
        }
        catch (...)
        {
            return std::current_exception();
        }
    }

    call_name name_;
};

template <class T>
struct typed_signature
{
    using type = void(std::exception_ptr, T);
};
template <>
struct typed_signature<void>
{
    using type = void(std::exception_ptr);
};

} // namespace jsonrpcclient::detail

// The executor, the allocator and the cancellation slot are those of the caller's handler.
template <template <class, class> class Associator, class T, class Handler, class Default>
struct boost::asio::associator<Associator, jsonrpcclient::detail::typed_handler<T, Handler>, Default>
    : Associator<Handler, Default>
{
    using handler = jsonrpcclient::detail::typed_handler<T, Handler>;

    static auto get(const handler& from) noexcept { return Associator<Handler, Default>::get(from.next); }
    static auto get(const handler& from, const Default& otherwise) noexcept
    {
        return Associator<Handler, Default>::get(from.next, otherwise);
    }
};
