// SPDX-License-Identifier: BSL-1.0
// The arguments of a request: positional, named, or a JSON value taken as it is.
#pragma once

#include <jsonrpcclient/id.hpp>

#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jsonrpcclient {

namespace detail {

JSONRPCCLIENT_DECL void append_json(std::string& text, std::int64_t value);
JSONRPCCLIENT_DECL void append_json(std::string& text, std::uint64_t value);
JSONRPCCLIENT_DECL void append_json(std::string& text, std::string_view value);
// These throw `errc::invalid_request` for a number that is infinite or none: JSON has none of these.
JSONRPCCLIENT_DECL void append_json(std::string& text, double value);
JSONRPCCLIENT_DECL void append_json(std::string& text, const json::value& value);

// Strings whose characters are not UTF-8 bytes; they would become arrays of numbers.
template <class T>
concept other_string =
    !std::is_same_v<T, std::nullptr_t> &&
    (std::is_convertible_v<const T&, std::u8string_view> || std::is_convertible_v<const T&, std::u16string_view> ||
     std::is_convertible_v<const T&, std::u32string_view> || std::is_convertible_v<const T&, std::wstring_view>);

/// Whatever `json::value_from` takes but the characters, which would become numbers.
template <class T>
concept argument = !character<T> && !other_string<T> &&
                   (std::is_convertible_v<const T&, std::string_view> || json::has_value_from<T>::value);

template <class T>
void append_argument(std::string& text, const T& value)
{
    if constexpr (std::is_same_v<T, std::nullptr_t>)
        text += "null";
    else if constexpr (std::is_same_v<T, bool>)
        text += value ? "true" : "false";
    else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
        append_json(text, static_cast<std::int64_t>(value));
    else if constexpr (std::is_integral_v<T>)
        append_json(text, static_cast<std::uint64_t>(value));
    else if constexpr (std::is_floating_point_v<T>)
        append_json(text, static_cast<double>(value));
    else if constexpr (std::is_convertible_v<const T&, std::string_view>)
        append_json(text, std::string_view(value));
    else
        append_json(text, json::value_from(value));
}

} // namespace detail

/// A named argument: what `"name"_arg = value` gives.
///
/// @code
/// rpc::named_argument name = "name"_arg = "Yoko";
/// co_await client.request("cat", name);
/// @endcode
class named_argument
{
public:
    named_argument(std::string_view name, std::string json) : name_(name), json_(std::move(json)) {}

    std::string_view name() const noexcept { return name_; }
    const std::string& json() const noexcept { return json_; }

private:
    std::string_view name_;
    std::string json_;
};

/// The name of an argument, to which a value is assigned.
///
/// @code
/// co_await client.request("cat", "name"_arg = "Yoko", "age"_arg = 5);
/// @endcode
class argument_name
{
public:
    constexpr explicit argument_name(std::string_view name) noexcept : name_(name) {}

    template <detail::argument T>
    named_argument operator=(const T& value) const
    {
        std::string json;
        detail::append_argument(json, value);
        return named_argument(name_, std::move(json));
    }

private:
    std::string_view name_;
};

/// `using namespace jsonrpcclient::literals` brings `"name"_arg = value`.
namespace literals {
constexpr argument_name operator""_arg(const char* name, std::size_t size) noexcept
{
    return argument_name(std::string_view(name, size));
}
} // namespace literals

namespace detail {

template <class... Arguments>
concept positional_arguments = sizeof...(Arguments) > 0 && (argument<Arguments> && ...);
template <class... Arguments>
concept named_arguments = sizeof...(Arguments) > 0 && (std::same_as<Arguments, named_argument> && ...);

} // namespace detail

/** The params of a request: nothing, an array, or an object.

    @code
    json::value cat = {{"name", "Yoko"}};
    co_await client.request("cat", rpc::params(cat));
    @endcode

    An argument is whatever `json::value_from` takes: `nullptr`, `bool`, numbers,
    strings, containers, types of your own with a conversion. Characters are none,
    as they would become numbers. Strings have to be UTF-8: a message with others
    is refused when it is sent.

    It holds their JSON text, so a request is made once and written as often as
    it is sent.

    @par Errors
    @li `errc::invalid_request` an argument is a number that is infinite or none, for JSON has no such numbers.

    @par Specification
    JSON-RPC 2.0, section 4.2, Parameter Structures.
*/
class JSONRPCCLIENT_DECL params
{
public:
    /// No params: the member is left out.
    params() = default;

    /// `value` as it is. Throws `errc::invalid_request` unless it is an array or an object.
    template <std::same_as<json::value> Value>
    explicit params(const Value& value) : params(whole_value(), value)
    {
    }
    explicit params(const json::array& value) : params(whole_value(), json::value(value)) {}
    explicit params(const json::object& value) : params(whole_value(), json::value(value)) {}

    /// `params::positional(1, "two")` is `[1,"two"]`.
    template <detail::argument... Arguments>
    static params positional(const Arguments&... arguments)
    {
        params made;
        auto& text = made.text_.emplace(1, '[');
        (add_positional(text, arguments), ...);
        text += ']';
        return made;
    }

    /// `params::named("name"_arg = "Yoko")` is `{"name":"Yoko"}`.
    template <class... Arguments>
        requires(std::same_as<Arguments, named_argument> && ...)
    static params named(const Arguments&... arguments)
    {
        params made;
        auto& text = made.text_.emplace(1, '{');
        (add_named(text, arguments), ...);
        text += '}';
        return made;
    }

    /// JSON text: empty, an array, or an object.
    const std::string& text() const noexcept { return text_ ? *text_ : none(); }

private:
    struct whole_value
    {
    };
    params(whole_value, const json::value& value);

    static const std::string& none() noexcept;
    template <class T>
    static void add_positional(std::string& text, const T& argument)
    {
        if (text.size() > 1)
            text += ',';
        detail::append_argument(text, argument);
    }
    static void add_named(std::string& text, const named_argument& argument);

    // Many calls have no params, and an empty string takes as long to move as any.
    std::optional<std::string> text_;
};

} // namespace jsonrpcclient
