// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/error.hpp>

#include "values/append.hpp"

namespace jsonrpcclient {
namespace {

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "jsonrpcclient"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value))
        {
        case errc::invalid_url:
            return "the URL cannot be used";
        case errc::invalid_config:
            return "an option has a value that it cannot have";
        case errc::invalid_request:
            return "the message is no JSON-RPC request, notification or batch";
        case errc::duplicate_id:
            return "the id belongs to another call";
        case errc::queue_full:
            return "too many calls or bytes wait";
        case errc::message_too_large:
            return "the message is too large";
        case errc::not_connected:
            return "no connection could be made";
        case errc::connection_lost:
            return "the connection ended before the answer came";
        case errc::closed:
            return "the client was closed";
        case errc::timeout:
            return "no answer came in time";
        case errc::canceled:
            return "the call was cancelled";
        case errc::http_status:
            return "the HTTP status is no success";
        case errc::invalid_response:
            return "the answer breaks a rule of JSON-RPC";
        case errc::missing_response:
            return "the answer has no response for this request";
        case errc::unexpected_result:
            return "the result has another type than asked for";
        case errc::remote_error:
            return "the server answered with an error";
        }
        return "unknown error " + std::to_string(value);
    }

    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        switch (static_cast<errc>(value))
        {
        case errc::timeout:
            return make_error_condition(boost::system::errc::timed_out);
        case errc::canceled:
            return make_error_condition(boost::system::errc::operation_canceled);
        default:
            return {value, *this};
        }
    }
};

constexpr std::size_t kept_of_body = 4096;

std::string first_part(std::string body)
{
    if (body.size() > kept_of_body)
        body.resize(kept_of_body);
    return body;
}

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

const char* to_string(delivery value) noexcept
{
    switch (value)
    {
    case delivery::not_sent:
        return "not_sent";
    case delivery::maybe_executed:
        return "maybe_executed";
    case delivery::answered:
        return "answered";
    }
    return "unknown delivery";
}

client_error::client_error(errc code, jsonrpcclient::delivery delivery, std::string what)
    : system_error(make_error_code(code)), what_(std::make_shared<const std::string>(std::move(what))),
      delivery_(delivery)
{
}
client_error::~client_error() = default;

remote_error::remote_error(error_object error) : remote_error(error, error.message()) {}

remote_error::remote_error(error_object error, std::string what)
    : client_error(errc::remote_error, delivery::answered, std::move(what)),
      error_(std::make_shared<const error_object>(std::move(error)))
{
}
remote_error::~remote_error() = default;

http_status_error::http_status_error(int status, std::string reason, header_list headers, std::string body,
                                     std::string what)
    : client_error(errc::http_status, status >= 500 ? delivery::maybe_executed : delivery::answered, std::move(what)),
      answer_(std::make_shared<const answer>(
          answer{status, std::move(reason), std::move(headers), first_part(std::move(body))}))
{
}
http_status_error::~http_status_error() = default;

invalid_response::invalid_response(std::string rule, std::shared_ptr<const std::string> text, std::string what)
    : client_error(errc::invalid_response, delivery::answered, std::move(what)),
      rule_(std::make_shared<const std::string>(std::move(rule))), text_(std::move(text))
{
}
invalid_response::~invalid_response() = default;

void detail::append_json(std::string& text, const error_object& value)
{
    text += R"({"code":)";
    append_json(text, value.code());
    text += R"(,"message":)";
    append_json(text, std::string_view(value.message()));
    if (!value.data().is_null())
    {
        text += R"(,"data":)";
        append_json(text, value.data());
    }
    text += '}';
}

} // namespace jsonrpcclient
