// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/response.hpp>

#include "values/append.hpp"

#include <ostream>

namespace jsonrpcclient {

const json::value& response_data::result() const
{
    if (auto* result = std::get_if<json::value>(&content_))
        return *result;
    const error_object& refused = error();
    throw remote_error(refused, "the server answered with error " + std::to_string(refused.code()) + ": " +
                                    refused.message());
}

json::value& response_data::result() { return const_cast<json::value&>(std::as_const(*this).result()); }

const error_object& response_data::error() const
{
    if (auto* error = std::get_if<error_object>(&content_))
        return *error;
    if (auto* empty = std::get_if<hole>(&content_))
        std::rethrow_exception(empty->exception);
    throw std::logic_error("error() of a response that holds a result");
}

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
            detail::append_json(text, data.result());
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
                detail::append_json(text, error.data());
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
