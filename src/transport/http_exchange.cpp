// SPDX-License-Identifier: BSL-1.0
#include "transport/http_exchange.hpp"

#include "transport/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/optional.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;
namespace beast = boost::beast;

header_list headers_of(const http_answer& answer)
{
    header_list headers;
    if (auto* head = std::any_cast<http::response_header<>>(&answer.head))
        for (auto& field : *head)
            headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    return headers;
}

namespace {

http::request<http::string_body> make_request(const http_plan& plan, const header_list& headers, std::string&& body)
{
    http::request<http::string_body> request(http::verb::post, plan.target, 11, std::move(body));
    request.set(http::field::host, plan.to.where.authority);
    request.set(http::field::user_agent, "jsonrpcclient");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    request.set(http::field::accept_encoding, "gzip, deflate");
    for (auto* list : {&plan.headers, &headers})
        for (auto& [name, value] : *list)
            request.set(name, value);
    // What the body is and where it ends is not for the caller to say.
    request.erase(http::field::transfer_encoding);
    request.content_length(request.body().size());
    return request;
}

// A body that grows as it comes: what a server only announces takes no memory, and what does not fit into it is an error
// of the exchange.
struct growing_body
{
    using value_type = std::string;

    class reader
    {
    public:
        template <bool IsRequest, class Fields>
        reader(http::header<IsRequest, Fields>&, std::string& body) : body_(body)
        {
        }

        void init(const boost::optional<std::uint64_t>& size, boost::system::error_code& error)
        {
            constexpr std::uint64_t most = 1 << 20;
            reserve(std::min(size.value_or(0), most), error);
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error)
        {
            auto size = asio::buffer_size(buffers);
            if (body_.capacity() - body_.size() < size)
                reserve(std::max(2 * body_.capacity(), body_.size() + size), error);
            if (error)
                return 0;
            for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers); ++i)
                body_.append(static_cast<const char*>(i->data()), i->size());
            return size;
        }

        void finish(boost::system::error_code& error) { error = {}; }

    private:
        void reserve(std::size_t size, boost::system::error_code& error)
        try
        {
            error = {};
            body_.reserve(size);
        }
        catch (const std::exception&)
        {
            error = make_error_code(boost::system::errc::not_enough_memory);
        }

        std::string& body_;
    };
};

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
        outcome.why = error == http::error::end_of_stream ? "the server closed the connection without an answer"
                                                          : "the server closed the connection in the middle of its answer";
    else if (error.category() == make_error_code(http::error::bad_version).category())
    {
        outcome.error = errc::invalid_response;
        outcome.why = "the answer is not HTTP: " + error.message();
    }
}

void take_fields(const http::fields& fields, http_answer& answer)
{
    auto all = [&](http::field name, std::vector<std::string>& values)
    {
        for (auto [field, end] = fields.equal_range(name); field != end; ++field)
            values.emplace_back(field->value());
    };
    answer.content_encoding = std::string(fields[http::field::content_encoding]);
    answer.retry_after = std::string(fields[http::field::retry_after]);
    answer.authentication_info = std::string(fields[http::field::authentication_info]);
    all(http::field::set_cookie, answer.cookies);
    if (answer.status == 307 || answer.status == 308)
        answer.location = std::string(fields[http::field::location]);
    if (answer.status == 401)
        all(http::field::www_authenticate, answer.challenges);
}

constexpr auto values = asio::as_tuple(asio::deferred);

// How long an answer may take that comes although the request could not be written to its end.
constexpr auto patience = std::chrono::seconds(1);

struct reading_outcome
{
    reading_outcome() {}

    boost::system::error_code error;
    std::optional<http::response<growing_body>> response;
    bool keeps_alive = false;
};

asio::awaitable<reading_outcome> read_answer(stream& over, beast::flat_buffer& buffer, const option_set& options,
                                      bool may_meet_stray)
{
    reading_outcome came;
    std::optional<http::response_parser<growing_body>> parser;
    bool is_last = false;
    while (!is_last)
    {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(*options.max_header_size));
        parser->body_limit(*options.max_message_size);
        auto [failed, ignored] = co_await http::async_read(over, buffer, *parser, values);
        came.error = failed;
        if (failed)
            break;
        // An interim answer, such as 100 Continue, comes before the answer (RFC 9110, section 15.2).
        if (parser->get().result_int() / 100 == 1)
            continue;
        came.keeps_alive = parser->keep_alive();
        came.response = parser->release();
        auto& answer = *came.response;
        is_last = !may_meet_stray || answer.result_int() / 100 != 2 || !answer.body().empty();
    }
    co_return came;
}

asio::awaitable<reading_outcome> in_time(asio::awaitable<reading_outcome> reading)
{
    reading_outcome came;
    try
    {
        came = co_await within(patience, std::move(reading));
    }
    catch (const boost::system::system_error& late)
    {
        came.error = late.code();
    }
    co_return came;
}

} // namespace

asio::awaitable<http_outcome> exchange(stream& over, const http_plan& plan, const header_list& headers,
                                       std::string& body, bool may_meet_stray, phase& now)
{
    http_outcome outcome;
    auto request = make_request(plan, headers, std::move(body));
    now = phase::write;
    auto [unsent, written] = co_await http::async_write(over, request, values);
    body = std::move(request.body());
    outcome.is_written = written != 0;
    if (!outcome.is_written && unsent)
    {
        outcome.why = unsent.message();
        co_return outcome;
    }

    // A server that refuses a large message may answer before it has read it all.
    now = phase::wait;
    // Bounded: what frames a chunk may be as long as the server likes.
    beast::flat_buffer buffer(*plan.options->max_header_size + 65536);
    auto reading = read_answer(over, buffer, *plan.options, may_meet_stray);
    if (unsent)
        reading = in_time(std::move(reading));
    auto came = co_await std::move(reading);
    auto& response = came.response;
    if (!response)
    {
        // Of the two, the one that tells more: how the server ended TLS, say, rather than that nothing can be written.
        bool is_end = came.error == http::error::end_of_stream || came.error == asio::error::connection_reset ||
                      came.error == asio::error::timed_out;
        explain(outcome, unsent && is_end ? unsent : came.error, *plan.options);
        co_return outcome;
    }

    // Bytes behind an answer belong to nothing: whatever comes next would be taken for its answer.
    outcome.is_reusable = came.keeps_alive && !unsent && !came.error && buffer.size() == 0;
    auto& answer = outcome.answer.emplace();
    answer.status = static_cast<int>(response->result_int());
    answer.reason = std::string(response->reason());
    answer.body = std::move(response->body());
    take_fields(*response, answer);
    answer.head = http::response_header<>(std::move(response->base()));
    co_return outcome;
}

} // namespace jsonrpcclient::detail
