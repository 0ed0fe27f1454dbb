// SPDX-License-Identifier: BSL-1.0
// One HTTP/1.1 exchange on one stream: a POST, and its answer. All of Beast's HTTP is compiled here.
#pragma once

#include "core/hearing.hpp"
#include "rules/option_set.hpp"
#include "transport/http_plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// What follows the answer in the body of a stream of events.
class unread_rest
{
public:
    virtual ~unread_rest() = default;

    // Reads it and drops it, for a short time. Whether the connection can carry another exchange then.
    virtual asio::awaitable<bool> skip() = 0;
};

// What became of an exchange.
struct http_outcome
{
    http_outcome() = default;

    // Whether a byte of the request was written.
    bool is_written = false;
    // Whether the connection can carry another exchange; if there is a rest, that is not known yet.
    bool is_reusable = false;
    std::unique_ptr<unread_rest> rest;
    // Set unless the exchange failed.
    std::optional<http_answer> answer;
    errc error = errc::connection_lost;
    std::string why;
};

// Headers of the last list win over those of the plan. The body is there again afterwards. If it may meet a stray, an
// answer without a body may belong to the exchange before, as some servers send one behind each answer: then the next
// one counts, unless the connection ends. A stream of events that answers is read only if there is somebody to hear it;
// otherwise it is a body like any other. Keeps `now` at what it is doing. Throws what Beast throws for a request that it
// cannot write.
asio::awaitable<http_outcome> exchange(stream& over, const http_plan& plan, const header_list& headers,
                                       std::string& body, bool may_meet_stray, phase& now, event_sink* events = nullptr);

} // namespace jsonrpcclient::detail
