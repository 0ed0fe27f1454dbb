// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/params.hpp>

#include <jsonrpcclient/error.hpp>

#include "values/append.hpp"

#include <boost/json/serializer.hpp>

#include <charconv>
#include <cmath>

namespace jsonrpcclient {
namespace detail {

namespace {

template <class Integer>
void append_integer(std::string& text, Integer value)
{
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    text.append(digits, end);
}

// Boost.JSON would write NaN and Infinity, which no server reads.
void check_numbers(const json::value& value)
{
    if (auto* number = value.if_double(); number && !std::isfinite(*number))
        throw client_error(errc::invalid_request, delivery::not_sent, "JSON has no number that is infinite or none");
    if (auto* array = value.if_array())
        for (auto& element : *array)
            check_numbers(element);
    if (auto* object = value.if_object())
        for (auto& member : *object)
            check_numbers(member.value());
}

} // namespace

void append_json(std::string& text, std::int64_t value) { append_integer(text, value); }
void append_json(std::string& text, std::uint64_t value) { append_integer(text, value); }

void append_json(std::string& text, double value) { append_json(text, json::value(value)); }

// RFC 8259, section 7: only the quotation mark, the backslash and the control characters must be escaped.
void append_json(std::string& text, std::string_view value)
{
    constexpr char hexadecimal[] = "0123456789abcdef";
    text += '"';
    std::size_t begin = 0;
    for (std::size_t i = 0; i != value.size(); ++i)
    {
        auto character = static_cast<unsigned char>(value[i]);
        if (character >= 0x20 && character != '"' && character != '\\')
            continue;
        text.append(value, begin, i - begin);
        begin = i + 1;
        switch (character)
        {
        case '"':
            text += "\\\"";
            break;
        case '\\':
            text += "\\\\";
            break;
        case '\n':
            text += "\\n";
            break;
        case '\r':
            text += "\\r";
            break;
        case '\t':
            text += "\\t";
            break;
        default:
            text += "\\u00";
            text += hexadecimal[character >> 4];
            text += hexadecimal[character & 15];
        }
    }
    text.append(value, begin);
    text += '"';
}

void append_json(std::string& text, const json::value& value)
{
    check_numbers(value);
    // Kept from call to call: a serializer allocates its stack anew otherwise.
    thread_local json::serializer serializer;
    serializer.reset(&value);
    while (!serializer.done())
    {
        char piece[1024];
        text.append(std::string_view(serializer.read(piece)));
    }
}

} // namespace detail

params::params(whole_value, const json::value& value)
{
    if (!value.is_structured())
        throw client_error(errc::invalid_request, delivery::not_sent, "params must be an array or an object");
    detail::append_json(text_.emplace(), value);
}

const std::string& params::none() noexcept
{
    static const std::string empty;
    return empty;
}

void params::add_named(std::string& text, const named_argument& argument)
{
    if (text.size() > 1)
        text += ',';
    detail::append_json(text, argument.name());
    text += ':';
    text += argument.json();
}

} // namespace jsonrpcclient
