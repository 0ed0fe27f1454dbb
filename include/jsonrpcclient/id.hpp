// SPDX-License-Identifier: BSL-1.0
// The id that ties a response to its request.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace jsonrpcclient {

namespace detail {

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, signed char> || std::same_as<T, unsigned char> ||
                    std::same_as<T, wchar_t> || std::same_as<T, char8_t> || std::same_as<T, char16_t> ||
                    std::same_as<T, char32_t>;

/// An integer that is meant as a number: `bool` and the character types are not.
template <class T>
concept number = std::integral<T> && !std::same_as<T, bool> &&
                 (!character<T> || std::same_as<T, signed char> || std::same_as<T, unsigned char>);

} // namespace detail

/** An integer or a string.

    Null and fractions, which the specification allows in some places, are no
    ids here: a request that carried one could not be told from others.

    @par Specification
    JSON-RPC 2.0, section 4, Request object, member `id`.
*/
class JSONRPCCLIENT_DECL id
{
public:
    template <detail::number T>
    id(T value) : value_(narrow(value))
    {
    }
    id(std::string value) : value_(std::move(value)) {}
    id(std::string_view value) : value_(std::string(value)) {}
    id(const char* value) : value_(std::string(value)) {}
    id(bool) = delete;
    id(char) = delete;
    id(double) = delete;
    id(std::nullptr_t) = delete;

    bool is_string() const noexcept { return if_string(); }
    bool is_integer() const noexcept { return !if_string(); }

    /// The string, or null if the id is an integer.
    const std::string* if_string() const noexcept { return std::get_if<std::string>(&value_); }
    /// The integer, or null if the id is a string or beyond 2^63 - 1.
    const std::int64_t* if_int64() const noexcept { return std::get_if<std::int64_t>(&value_); }
    /// The integer, or null unless the id is an integer beyond 2^63 - 1.
    const std::uint64_t* if_uint64() const noexcept { return std::get_if<std::uint64_t>(&value_); }

    friend bool operator==(const id& left, const id& right) { return left.value_ == right.value_; }
    template <detail::number T>
    friend bool operator==(const id& left, T right)
    {
        return left.value_ == narrow(right);
    }
    friend bool operator==(const id& left, std::string_view right)
    {
        return left.if_string() && *left.if_string() == right;
    }
    friend bool operator==(const id& left, const std::string& right) { return left == std::string_view(right); }
    friend bool operator==(const id& left, const char* right) { return left == std::string_view(right); }
    friend bool operator==(const id& left, std::nullptr_t) = delete;

private:
    friend struct std::hash<id>;

    // An integer of which there are two forms: the unsigned one holds only what the signed one cannot.
    using value_type = std::variant<std::int64_t, std::uint64_t, std::string>;

    template <class T>
    static value_type narrow(T value)
    {
        if (std::in_range<std::int64_t>(value))
            return static_cast<std::int64_t>(value);
        return static_cast<std::uint64_t>(value);
    }

    value_type value_;
};

/// The id as JSON text.
JSONRPCCLIENT_DECL std::string to_string(const id& value);
JSONRPCCLIENT_DECL std::ostream& operator<<(std::ostream& stream, const id& value);

} // namespace jsonrpcclient

template <>
struct std::hash<jsonrpcclient::id>
{
    std::size_t operator()(const jsonrpcclient::id& value) const noexcept
    {
        return std::hash<jsonrpcclient::id::value_type>()(value.value_);
    }
};
