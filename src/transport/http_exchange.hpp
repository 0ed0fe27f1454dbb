// SPDX-License-Identifier: BSL-1.0
// HTTP/1.1 exchanges on one stream: a POST, and its answer.
#pragma once

#include "core/hearing.hpp"
#include "rules/option_set.hpp"
#include "transport/http_plan.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

struct http_answer
{
    http_answer() = default;

    int status = 0;
    std::string reason;
    // A response_header<> of Beast.
    std::any head;
    std::string body;

    // What of the header matters to what follows: the values of Content-Encoding, Location (of a redirect),
    // WWW-Authenticate (of a refusal), Authentication-Info, Set-Cookie and Retry-After.
    std::string content_encoding;
    std::string location;
    std::string retry_after;
    std::vector<std::string> challenges;
    std::string authentication_info;
    std::vector<std::string> cookies;
    // Mcp-Session-Id.
    std::string session_id;

    // What there is to say of the status beside it.
    std::string note;
    // Why the body cannot be read, if it cannot.
    std::optional<errc> trouble;
    std::string why;
};

// The header fields of an answer.
header_list headers_of(const http_answer& answer);

// Who hears the messages of a stream of events, which come one by one before the exchange ends.
class event_sink
{
public:
    virtual ~event_sink() = default;

    // The header has come.
    virtual void begin(http_answer& head) = 0;
    // A message. What of it answers the request is kept, and is the answer when it is whole.
    virtual hearing hear(std::string_view text) = 0;
    // The beginning of one that is too large. Whether it is the answer.
    virtual bool hear_oversized(std::string_view beginning) = 0;
    // Nobody waits for the answer any more.
    virtual bool is_deaf() const = 0;
};

// What became of an exchange.
struct http_outcome
{
    http_outcome() = default;

    // Whether a byte of the request was written.
    bool is_written = false;
    // Whether the connection can carry another exchange; if there is a rest, that is not known yet.
    bool is_reusable = false;
    // Of the body of a stream of events some is left, which `skip` reads.
    bool has_rest = false;
    // Whether the last read has left nothing behind.
    bool is_drained = false;
    // Set unless the exchange failed.
    std::optional<http_answer> answer;
    errc error = errc::connection_lost;
    std::string why;
};

// What is posted. All of it is the caller's, and stays there until the exchange has ended.
struct http_post
{
    http_post(const http_plan& plan, std::string_view body, phase& now) : plan(plan), body(body), now(now) {}

    const http_plan& plan;
    std::string_view body;
    // Is kept at what the exchange is doing.
    phase& now;
    // Those win over the headers of the plan. They are needed by `prepare` only.
    header_list headers;
    // An answer without a body may belong to the exchange before, as some servers send one behind each answer: then the next
    // one counts, unless the connection ends.
    bool may_meet_stray = false;
    // Who hears a stream of events that answers; without, that is a body like any other.
    event_sink* events = nullptr;
};

// The exchanges of one stream, one after the other. Each is prepared and run; what `run` has left `finish` does:
//
//     exchanges.prepare(post, outcome);
//     co_await exchanges.run();
//     if (exchanges.is_unfinished())
//         co_await exchanges.finish();
//
// An exchange that is as usual costs one turn of a coroutine, and no frame of its own.
class http_exchanges
{
public:
    virtual ~http_exchanges() = default;

    // Throws `std::length_error` for a header that is too long.
    virtual void prepare(const http_post& what, http_outcome& outcome) = 0;

    auto run()
    {
        return asio::async_initiate<const asio::deferred_t, void()>(
            [this](auto handler) { start(stream::step::ending(std::move(handler))); }, asio::deferred);
    }

    virtual bool is_unfinished() const noexcept = 0;
    // Throws what Beast throws.
    virtual asio::awaitable<void> finish() = 0;

    // Reads the rest and drops it, for a short time. Whether the connection can carry another exchange then.
    virtual asio::awaitable<bool> skip() = 0;

private:
    virtual void start(stream::step::ending&& done) = 0;
};

// Over this stream, which outlives them.
std::unique_ptr<http_exchanges> make_exchanges(stream& over);

} // namespace jsonrpcclient::detail
