// SPDX-License-Identifier: BSL-1.0
// What of an exchange may wait for long, and can be cancelled: streams of events, an answer to a request that could not
// be written to its end, the rest of a body.
#include "transport/beast_exchanges.hpp"

#include "rules/ascii.hpp"
#include "transport/event_answer.hpp"
#include "transport/http_head.hpp"
#include "transport/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/beast/http/read.hpp>

#include <chrono>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

constexpr auto values = asio::as_tuple(asio::deferred);

// How long an answer may take that comes although the request could not be written to its end.
constexpr auto patience = std::chrono::seconds(1);

} // namespace

asio::awaitable<void> beast_exchanges::finish()
{
    if (thrown_)
        std::rethrow_exception(thrown_);
    if (unsent_)
    {
        what_->now = phase::wait;
        try
        {
            co_await within(patience, read_in_turns());
        }
        catch (const boost::system::system_error& late)
        {
            error_ = late.code();
            outcome_->answer.reset();
        }
    }
    else
        co_await read_events();
    conclude();
}

// The same as `run`, but as a coroutine, which can be cancelled.
asio::awaitable<bool> beast_exchanges::read_in_turns()
{
    bool is_more = begin_answer();
    while (is_more)
    {
        auto [error, size] = co_await over_.async_read_some(space_, values);
        is_more = take(error, size);
    }
    if (is_event_answer_)
        co_await read_events();
    co_return true;
}

asio::awaitable<void> beast_exchanges::read_events()
{
    // What came before was a stray.
    outcome_->answer.reset();
    outcome_->is_reusable = false;
    outcome_->is_drained = false;
    auto answer = take_head(parser_->get());
    what_->events->begin(answer);
    if (!answer.content_encoding.empty() && !equal_names(answer.content_encoding, "identity"))
    {
        outcome_->error = errc::invalid_response;
        outcome_->why = "a stream of events is not read with a Content-Encoding, and it has " + answer.content_encoding;
        co_return;
    }
    event_answer events(*options_->max_message_size, *what_->events);
    auto& body = parser_->get().body();
    // Each event is told as it comes: Beast does not wait for what follows.
    parser_->eager(false);
    bool is_over = false;
    while (!is_over && !error_ && !parser_->is_done())
    {
        auto [failed, ignored] = co_await http::async_read_some(over_, buffer_, *parser_, values);
        error_ = failed;
        is_over = events.take(body);
        body.clear();
    }
    if (what_->events->is_deaf())
        co_return;
    if (events.is_too_large())
    {
        error_ = http::error::body_limit;
        co_return;
    }
    if (!is_over && error_)
        co_return;
    answer.body = events.text();
    if (answer.body.empty())
    {
        outcome_->why = "the server ended its stream of events without an answer";
        co_return;
    }
    outcome_->answer.emplace(std::move(answer));
    if (error_)
        co_return;
    parser_->eager(true);
    parse_what_came();
    body.clear();
    outcome_->is_reusable = !error_ && is_reusable();
    outcome_->has_rest = !error_ && !unsent_ && !parser_->is_done();
}

asio::awaitable<bool> beast_exchanges::skip()
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

asio::awaitable<bool> beast_exchanges::read_rest()
{
    while (!error_ && !parser_->is_done())
    {
        auto [failed, ignored] = co_await http::async_read_some(over_, buffer_, *parser_, values);
        error_ = failed;
        parser_->get().body().clear();
    }
    co_return !error_ && is_reusable();
}

} // namespace jsonrpcclient::detail
