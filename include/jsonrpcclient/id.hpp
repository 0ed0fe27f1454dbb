// SPDX-License-Identifier: BSL-1.0
// The id that ties a response to its request.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace jsonrpcclient {

namespace detail {

template <class T>
concept character =
    std::same_as<T, char> || std::same_as<T, signed char> || std::same_as<T, unsigned char> ||
    std::same_as<T, wchar_t> || std::same_as<T, char8_t> || std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// An integer that is meant as a number: `bool` and the character types are not.
template <class T>
concept number = std::integral<T> && !std::same_as<T, bool> &&
                 (!character<T> || std::same_as<T, signed char> || std::same_as<T, unsigned char>);

} // namespace detail

/** An integer or a string.

    @code
    auto response = co_await client.send(rpc::request("ping").id("foo"));
    assert(response.data.id() == "foo");
    @endcode

    Null and fractions, which the specification allows in some places, are no
    ids here: a request that carried one could not be told from others.

    @par Specification
    JSON-RPC 2.0, section 4, Request object, member `id`.
*/
class JSONRPCCLIENT_DECL id
{
public:
    template <detail::number T>
    id(T value) noexcept : number_(value)
    {
    }
    id(std::string value) : text_(std::make_unique<const std::string>(std::move(value))) {}
    id(std::string_view value) : id(std::string(value)) {}
    id(const char* value) : id(std::string(value)) {}
    id(const id& other)
        : number_(other.number_), text_(other.text_ ? std::make_unique<const std::string>(*other.text_) : nullptr)
    {
    }
    id(id&&) noexcept = default;
    id& operator=(const id& other) { return *this = id(other); }
    id& operator=(id&&) noexcept = default;
    id(bool) = delete;
    id(char) = delete;
    id(double) = delete;
    id(std::nullptr_t) = delete;

    bool is_string() const noexcept { return if_string(); }
    bool is_integer() const noexcept { return !if_string(); }

    /// The string, or null if the id is an integer.
    const std::string* if_string() const noexcept { return text_.get(); }
    /// The integer, or null if the id is a string or beyond 2^63 - 1.
    const std::int64_t* if_int64() const noexcept
    {
        return text_ || number_.is_beyond ? nullptr : reinterpret_cast<const std::int64_t*>(&number_.bits);
    }
    /// The integer, or null unless the id is an integer beyond 2^63 - 1.
    const std::uint64_t* if_uint64() const noexcept { return text_ || !number_.is_beyond ? nullptr : &number_.bits; }

    friend bool operator==(const id& left, const id& right)
    {
        if (left.text_ || right.text_)
            return left.text_ && right.text_ && *left.text_ == *right.text_;
        return left.number_ == right.number_;
    }
    template <detail::number T>
    friend bool operator==(const id& left, T right)
    {
        return !left.text_ && left.number_ == integer(right);
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

    struct integer
    {
        integer() = default;
        template <class T>
        explicit integer(T value) noexcept
            : bits(static_cast<std::uint64_t>(value)), is_beyond(!std::in_range<std::int64_t>(value))
        {
        }
        friend bool operator==(const integer&, const integer&) = default;

        std::uint64_t bits = 0;
        // Beyond 2^63 - 1: the bits are those of an unsigned integer.
        bool is_beyond = false;
    };

    // Most ids are integers, and every call carries some: a string stands elsewhere, so that they are small and quickly
    // moved.
    integer number_;
    std::unique_ptr<const std::string> text_;
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
        if (value.text_)
            return std::hash<std::string>()(*value.text_);
        return std::hash<std::uint64_t>()(value.number_.bits);
    }
};
