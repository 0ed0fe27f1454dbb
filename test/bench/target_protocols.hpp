// SPDX-License-Identifier: BSL-1.0
// The protocols that the load target speaks, each a class that is given all bytes that one read brought.
#pragma once

#include "target_answers.hpp"

#include <string>
#include <string_view>

namespace bench {

// Each `take` consumes the whole messages at the start of `in`, appends their answers to `out`, and returns how many
// bytes that were.

// A line for a message.
class newline_protocol
{
public:
    std::size_t take(std::string_view in, std::string& out);

private:
    answers answers_;
    std::size_t searched_ = 0;
};

// `Content-Length: 40`, an empty line, and the message, as language servers have it.
class content_length_protocol
{
public:
    std::size_t take(std::string_view in, std::string& out);

private:
    answers answers_;
};

// HTTP/1.1 with keep-alive and Content-Length.
class http_protocol
{
public:
    std::size_t take(std::string_view in, std::string& out);

private:
    answers answers_;
};

// WebSocket: the upgrade, then unfragmented text frames.
class websocket_protocol
{
public:
    std::size_t take(std::string_view in, std::string& out);

private:
    answers answers_;
    bool is_open_ = false;
    std::string message_;
};

} // namespace bench
