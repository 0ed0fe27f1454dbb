// SPDX-License-Identifier: BSL-1.0
// What is sent and received, told to whoever asks.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace jsonrpcclient {
namespace logging {

/// How important a record is; messages have `info`, oddities of a server `warning`.
enum class level
{
    info = 1,
    warning
};

/// A message that went out or came in, or an oddity of the server. What it refers to lives as long as the handler runs.
///
/// @code
/// client.add_log_handler([](const rpc::logging::record& entry)
///                        { std::clog << entry.logger << ": " << entry.message << '\n'; });
/// @endcode
struct record
{
    record(std::string_view logger, logging::level level, std::string_view message)
        : logger(logger), level(level), message(message)
    {
    }

    /// "jsonrpcclient.client.request" or "jsonrpcclient.client.response".
    std::string_view logger;
    logging::level level;
    /// The text that was sent or received; of an oddity what it is, a colon, and the beginning of the text.
    std::string_view message;
    /// The HTTP status, or 0 where there is none.
    int http_code = 0;
    /// The HTTP reason phrase; empty where there is none.
    std::string_view http_reason = {};
};

/// Called on the client's executor for each record. What it throws is dropped.
using handler = std::function<void(const record&)>;

/// Writes `--> {...}` and `<-- {...} (200 OK)` to standard error.
JSONRPCCLIENT_DECL void write_to_stderr(const record& entry);

} // namespace logging
} // namespace jsonrpcclient
