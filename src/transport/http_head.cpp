// SPDX-License-Identifier: BSL-1.0
#include "transport/http_head.hpp"

#include "rules/ascii.hpp"

#include <boost/beast/http/error.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;

namespace {

void take_fields(const http::fields& fields, http_answer& answer)
{
    for (auto& field : fields)
        switch (std::string_view value(field.value().data(), field.value().size()); field.name())
        {
        case http::field::content_encoding:
            answer.content_encoding = value;
            break;
        case http::field::retry_after:
            answer.retry_after = value;
            break;
        case http::field::authentication_info:
            answer.authentication_info = value;
            break;
        case http::field::set_cookie:
            answer.cookies.emplace_back(value);
            break;
        case http::field::location:
            if (answer.status == 307 || answer.status == 308)
                answer.location = value;
            break;
        case http::field::www_authenticate:
            if (answer.status == 401)
                answer.challenges.emplace_back(value);
            break;
        case http::field::unknown:
            if (equal_names(std::string_view(field.name_string().data(), field.name_string().size()), "Mcp-Session-Id"))
                answer.session_id = value;
            break;
        default:
            break;
        }
}

} // namespace

// A media type without its parameters (RFC 9110, section 8.3.1).
bool is_event_stream(const http::fields& fields)
{
    auto value = fields[http::field::content_type];
    std::string_view type(value.data(), value.size());
    return equal_names(trimmed(type.substr(0, type.find(';'))), "text/event-stream");
}

http_answer take_head(http::response_header<>& from)
{
    http_answer answer;
    answer.status = static_cast<int>(from.result_int());
    answer.reason = std::string(from.reason());
    take_fields(from, answer);
    answer.head.emplace<http::response_header<>>(std::move(from));
    return answer;
}

header_list headers_of(const http_answer& answer)
{
    header_list headers;
    if (auto* head = std::any_cast<http::response_header<>>(&answer.head))
        for (auto& field : *head)
            headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    return headers;
}

void explain(http_outcome& outcome, const boost::system::error_code& error, const option_set& options)
{
    outcome.why = error.message();
    if (error == http::error::body_limit || error == boost::system::errc::not_enough_memory)
    {
        outcome.error = errc::message_too_large;
        outcome.why = error == http::error::body_limit ? "the answer is larger than max_message_size allows, " +
                                                             std::to_string(*options.max_message_size) + " bytes"
                                                       : "the answer does not fit into the memory";
    }
    else if (error == http::error::header_limit)
    {
        outcome.error = errc::message_too_large;
        outcome.why = "the header of the answer is larger than max_header_size allows, " +
                      std::to_string(*options.max_header_size) + " bytes";
    }
    else if (error == http::error::end_of_stream || error == http::error::partial_message)
        outcome.why = error == http::error::end_of_stream
                          ? "the server closed the connection without an answer"
                          : "the server closed the connection in the middle of its answer";
    else if (error.category() == make_error_code(http::error::bad_version).category())
    {
        outcome.error = errc::invalid_response;
        outcome.why = "the answer is not HTTP: " + error.message();
    }
}

} // namespace jsonrpcclient::detail
