// SPDX-License-Identifier: BSL-1.0
// One HTTP/1.1 exchange on one stream: a POST, and its answer. All of Beast's HTTP is compiled here.
#pragma once

#include "rules/endpoint.hpp"
#include "rules/option_set.hpp"
#include "transport/http_pool.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace jsonrpcclient::detail {

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

// Keeps `now` at what it is doing. Throws what Beast throws for a request that it cannot write.
asio::awaitable<http_outcome> exchange(stream& over, const endpoint& where, const header_list& headers,
                                       std::string& body, std::size_t max_answer_size, phase& now);

} // namespace jsonrpcclient::detail
