// SPDX-License-Identifier: BSL-1.0
// One HTTP/1.1 exchange on one stream: a POST, and its answer. All of Beast's HTTP is compiled here.
#pragma once

#include "rules/option_set.hpp"
#include "transport/http_plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <any>
#include <optional>
#include <string>
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

    // What there is to say of the status beside it.
    std::string note;
    // Why the body cannot be read, if it cannot.
    std::optional<errc> trouble;
    std::string why;
};

// The header fields of an answer.
header_list headers_of(const http_answer& answer);

// What became of an exchange.
struct http_outcome
{
    http_outcome() = default;

    // Whether a byte of the request was written.
    bool is_written = false;
    // Whether the connection can carry another exchange.
    bool is_reusable = false;
    // Set unless the exchange failed.
    std::optional<http_answer> answer;
    errc error = errc::connection_lost;
    std::string why;
};

// Headers of the last list win over those of the plan. The body is there again afterwards. If it may meet a stray, an
// answer without a body may belong to the exchange before, as some servers send one behind each answer: then the next
// one counts, unless the connection ends. Keeps `now` at what it is doing. Throws what Beast throws for a request that it cannot write.
asio::awaitable<http_outcome> exchange(stream& over, const http_plan& plan, const header_list& headers,
                                       std::string& body, bool may_meet_stray, phase& now);

} // namespace jsonrpcclient::detail
