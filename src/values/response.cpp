// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/response.hpp>

#include "values/append.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

namespace jsonrpcclient {

const json::value& response_data::result() const
{
    if (auto* result = std::get_if<json::value>(&content_))
        return *result;
    const error_object& refused = error();
    throw remote_error(refused,
                       "the server answered with error " + std::to_string(refused.code()) + ": " + refused.message());
}

json::value& response_data::result() { return const_cast<json::value&>(std::as_const(*this).result()); }

const error_object& response_data::error() const
{
    // Of a response that was moved from there is none left.
    static const error_object none;
    if (auto* error = std::get_if<std::shared_ptr<const error_object>>(&content_))
        return *error ? **error : none;
    if (auto* empty = std::get_if<hole>(&content_))
        std::rethrow_exception(empty->exception);
    throw std::logic_error("error() of a response that holds a result");
}

namespace {

// Of servers come numbers beyond all doubles, such as 1e400, which Boost.JSON reads as infinite, and zeros such as 0e400,
// which it reads as no number (1.81). What it writes for these is no JSON.
bool has_unwritable(const json::value& value)
{
    if (auto* array = value.if_array())
        return std::any_of(array->begin(), array->end(), has_unwritable);
    if (auto* object = value.if_object())
        return std::any_of(object->begin(), object->end(), [](auto& member) { return has_unwritable(member.value()); });
    return value.is_double() && !std::isfinite(value.get_double());
}

// What stands here for infinite numbers everybody reads as infinite again.
void append_with_unwritable(std::string& text, const json::value& value)
{
    auto append_elements = [&](auto& elements, auto append_element)
    {
        bool is_first = true;
        for (auto& element : elements)
        {
            text += std::exchange(is_first, false) ? "" : ",";
            append_element(element);
        }
    };
    if (auto* array = value.if_array())
    {
        text += '[';
        append_elements(*array, [&](auto& element) { append_with_unwritable(text, element); });
        text += ']';
    }
    else if (auto* object = value.if_object())
    {
        text += '{';
        append_elements(*object,
                        [&](auto& member)
                        {
                            detail::append_json(text, std::string_view(member.key()));
                            text += ':';
                            append_with_unwritable(text, member.value());
                        });
        text += '}';
    }
    else if (has_unwritable(value))
        text += std::isnan(value.get_double()) ? "0e0" : value.get_double() > 0 ? "1e99999" : "-1e99999";
    else
        detail::append_json(text, value);
}

void append_received(std::string& text, const json::value& value)
{
    if (has_unwritable(value))
        append_with_unwritable(text, value);
    else
        detail::append_json(text, value);
}

} // namespace

std::string to_string(const response_data& data)
{
    std::string text;
    auto append_id = [&]
    {
        text += R"("id":)";
        if (data.id())
            detail::append_json(text, *data.id());
        else
            text += "null";
    };
    try
    {
        if (data.ok())
        {
            text += R"({"jsonrpc":"2.0","result":)";
            append_received(text, data.result());
        }
        else
        {
            const error_object& error = data.error();
            text += R"({"jsonrpc":"2.0","error":{"code":)";
            detail::append_json(text, error.code());
            text += R"(,"message":)";
            detail::append_json(text, std::string_view(error.message()));
            if (!error.data().is_null())
            {
                text += R"(,"data":)";
                append_received(text, error.data());
            }
            text += '}';
        }
        text += ',';
        append_id();
    }
    catch (const client_error& hole)
    {
        text += R"({"missing":true,)";
        append_id();
        text += R"(,"reason":)";
        detail::append_json(text, std::string_view(hole.what()));
    }
    text += '}';
    return text;
}

std::ostream& operator<<(std::ostream& stream, const response_data& data) { return stream << to_string(data); }

} // namespace jsonrpcclient
