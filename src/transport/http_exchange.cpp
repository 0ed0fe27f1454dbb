// SPDX-License-Identifier: BSL-1.0
#include "transport/http_exchange.hpp"

#include "rules/ascii.hpp"
#include "transport/event_answer.hpp"
#include "transport/growing_body.hpp"
#include "transport/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <string_view>
#include <utility>

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

constexpr std::string_view event_stream_type = "text/event-stream";

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
    // A stream that is compressed cannot be read as it comes.
    auto accepted = to_lower(std::string_view(request[http::field::accept]));
    if (accepted.find(event_stream_type) != accepted.npos && !has_header(plan.headers, "Accept-Encoding"))
        request.erase(http::field::accept_encoding);
    // What the body is and where it ends is not for the caller to say.
    request.erase(http::field::transfer_encoding);
    request.content_length(request.body().size());
    return request;
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
    answer.session_id = std::string(fields["Mcp-Session-Id"]);
    all(http::field::set_cookie, answer.cookies);
    if (answer.status == 307 || answer.status == 308)
        answer.location = std::string(fields[http::field::location]);
    if (answer.status == 401)
        all(http::field::www_authenticate, answer.challenges);
}

constexpr auto values = asio::as_tuple(asio::deferred);

// How long an answer may take that comes although the request could not be written to its end.
constexpr auto patience = std::chrono::seconds(1);

using parser = http::response_parser<growing_body>;

// A media type without its parameters (RFC 9110, section 8.3.1).
bool is_event_stream(const http::fields& fields)
{
    auto value = fields[http::field::content_type];
    std::string_view type(value.data(), value.size());
    return equal_names(trimmed(type.substr(0, type.find(';'))), event_stream_type);
}

// An answer that is being read. Of a stream of events some may be left when the call has ended.
class reception final : public unread_rest
{
public:
    // Bounded: what frames a chunk may be as long as the server likes.
    reception(stream& over, const option_set& options, event_sink* events)
        : over_(over), options_(options), events_(events), buffer_(*options.max_header_size + 65536)
    {
    }

    asio::awaitable<http_outcome> read(bool may_meet_stray);
    asio::awaitable<bool> skip() override;

    // What went wrong, if there is no answer.
    boost::system::error_code error;
    bool has_rest = false;

private:
    asio::awaitable<void> read_head();
    asio::awaitable<void> read_body();
    asio::awaitable<void> read_events(http_outcome& outcome);
    asio::awaitable<bool> read_rest();
    void parse_what_came();
    http_answer take_head();
    bool is_reusable() const { return parser_->is_done() && parser_->keep_alive() && buffer_.size() == 0; }

    stream& over_;
    const option_set& options_;
    event_sink* events_;
    beast::flat_buffer buffer_;
    std::optional<parser> parser_;
};

asio::awaitable<http_outcome> reception::read(bool may_meet_stray)
{
    http_outcome outcome;
    for (bool is_last = false; !is_last;)
    {
        co_await read_head();
        auto status = error ? 0 : parser_->get().result_int();
        if (!error && events_ && status / 100 == 2 && is_event_stream(parser_->get()))
        {
            outcome = http_outcome();
            co_await read_events(outcome);
            co_return outcome;
        }
        if (!error)
            co_await read_body();
        // What came before may have been a stray; if nothing follows, it was the answer.
        if (error)
            break;
        // An interim answer, such as 100 Continue, comes before the answer (RFC 9110, section 15.2).
        if (status / 100 == 1)
            continue;
        outcome.is_reusable = is_reusable();
        outcome.answer.emplace(take_head());
        outcome.answer->body = std::move(parser_->get().body());
        is_last = !may_meet_stray || status / 100 != 2 || !outcome.answer->body.empty();
    }
    outcome.is_reusable = outcome.is_reusable && !error;
    co_return outcome;
}

asio::awaitable<void> reception::read_head()
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(*options_.max_header_size));
    // A stream of events has none.
    parser_->body_limit(boost::none);
    auto [failed, ignored] = co_await http::async_read_header(over_, buffer_, *parser_, values);
    error = failed;
}

asio::awaitable<void> reception::read_body()
{
    auto most = *options_.max_message_size;
    if (parser_->content_length().value_or(0) > most)
    {
        error = http::error::body_limit;
        co_return;
    }
    parser_->body_limit(most);
    parser_->eager(true);
    parse_what_came();
    if (error || parser_->is_done())
        co_return;
    auto [failed, ignored] = co_await http::async_read(over_, buffer_, *parser_, values);
    error = failed;
}

void reception::parse_what_came()
{
    if (parser_->is_done() || buffer_.size() == 0)
        return;
    buffer_.consume(parser_->put(buffer_.data(), error));
    if (error == http::error::need_more)
        error = {};
}

asio::awaitable<void> reception::read_events(http_outcome& outcome)
{
    auto answer = take_head();
    events_->begin(answer);
    if (!answer.content_encoding.empty() && !equal_names(answer.content_encoding, "identity"))
    {
        outcome.error = errc::invalid_response;
        outcome.why = "a stream of events is not read with a Content-Encoding, and it has " + answer.content_encoding;
        co_return;
    }
    event_answer events(*options_.max_message_size, *events_);
    auto& body = parser_->get().body();
    // Each event is told as it comes: Beast does not wait for what follows.
    parser_->eager(false);
    bool is_over = false;
    while (!is_over && !error && !parser_->is_done())
    {
        auto [failed, ignored] = co_await http::async_read_some(over_, buffer_, *parser_, values);
        error = failed;
        is_over = events.take(body);
        body.clear();
    }
    if (events_->is_deaf())
        co_return;
    if (events.is_too_large())
    {
        error = http::error::body_limit;
        co_return;
    }
    if (!is_over && error)
        co_return;
    answer.body = events.text();
    if (answer.body.empty())
    {
        outcome.why = "the server ended its stream of events without an answer";
        co_return;
    }
    outcome.answer.emplace(std::move(answer));
    if (error)
        co_return;
    parser_->eager(true);
    parse_what_came();
    body.clear();
    outcome.is_reusable = !error && is_reusable();
    has_rest = !error && !parser_->is_done();
}

asio::awaitable<bool> reception::skip()
{
    // How long the end of a stream may take whose answer has come.
    constexpr auto longest = std::chrono::milliseconds(100);
    bool is_good = false;
    try
    {
        is_good = co_await within(longest, read_rest());
    }
    catch (const boost::system::system_error&)
    {
    }
    co_return is_good;
}

asio::awaitable<bool> reception::read_rest()
{
    while (!error && !parser_->is_done())
    {
        auto [failed, ignored] = co_await http::async_read_some(over_, buffer_, *parser_, values);
        error = failed;
        parser_->get().body().clear();
    }
    co_return !error && is_reusable();
}

http_answer reception::take_head()
{
    http_answer answer;
    auto& response = parser_->get();
    answer.status = static_cast<int>(response.result_int());
    answer.reason = std::string(response.reason());
    take_fields(response, answer);
    answer.head = http::response_header<>(std::move(response.base()));
    return answer;
}

asio::awaitable<http_outcome> in_time(asio::awaitable<http_outcome> reading, boost::system::error_code& error)
{
    http_outcome came;
    try
    {
        came = co_await within(patience, std::move(reading));
    }
    catch (const boost::system::system_error& late)
    {
        error = late.code();
    }
    co_return came;
}

} // namespace

asio::awaitable<http_outcome> exchange(stream& over, const http_plan& plan, const header_list& headers,
                                       std::string& body, bool may_meet_stray, phase& now, event_sink* events)
{
    http_outcome outcome;
    auto request = make_request(plan, headers, std::move(body));
    now = phase::write;
    auto [unsent, written] = co_await http::async_write(over, request, values);
    body = std::move(request.body());
    if (written == 0 && unsent)
    {
        outcome.why = unsent.message();
        co_return outcome;
    }

    // A server that refuses a large message may answer before it has read it all.
    now = phase::wait;
    auto answer = std::make_unique<reception>(over, *plan.options, events);
    auto reading = answer->read(may_meet_stray);
    if (unsent)
        reading = in_time(std::move(reading), answer->error);
    outcome = co_await std::move(reading);
    outcome.is_written = written != 0;
    outcome.is_reusable = outcome.is_reusable && !unsent;
    if (!outcome.answer && outcome.why.empty())
    {
        // Of the two, the one that tells more: how the server ended TLS, say, rather than that nothing can be written.
        bool is_end = answer->error == http::error::end_of_stream || answer->error == asio::error::connection_reset ||
                      answer->error == asio::error::timed_out;
        explain(outcome, unsent && is_end ? unsent : answer->error, *plan.options);
    }
    else if (answer->has_rest && !unsent)
        outcome.rest = std::move(answer);
    co_return outcome;
}

} // namespace jsonrpcclient::detail
