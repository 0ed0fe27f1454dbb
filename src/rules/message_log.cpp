// SPDX-License-Identifier: BSL-1.0
#include "rules/message_log.hpp"

#include "rules/log_trimming.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

constexpr std::string_view request_logger = "jsonrpcclient.client.request";
constexpr std::string_view response_logger = "jsonrpcclient.client.response";

} // namespace

void message_log::start_basic_logging()
{
    if (!std::exchange(has_basic_logging_, true))
        add(logging::write_to_stderr);
}

void message_log::request(std::string_view text, bool trimmed)
{
    message(logging::record(request_logger, logging::level::info, text), trimmed);
}

void message_log::response(std::string_view text, bool trimmed, int http_code, std::string_view http_reason)
{
    logging::record entry(response_logger, logging::level::info, text);
    entry.http_code = http_code;
    entry.http_reason = http_reason;
    message(entry, trimmed);
}

void message_log::message(logging::record entry, bool trimmed)
{
    if (handlers_.empty())
        return;
    std::string shortened;
    if (trimmed)
    {
        shortened = trim_log_values(entry.message);
        entry.message = shortened;
    }
    tell(entry);
}

void message_log::oddities(std::span<const char* const> what, std::string_view text)
{
    if (handlers_.empty())
        return;
    constexpr std::size_t shown = 1024;
    for (std::size_t i = 0; i != what.size(); ++i)
    {
        if (std::find(what.begin(), what.begin() + i, what[i]) != what.begin() + i)
            continue;
        auto message = std::string(what[i]) + ": " + std::string(text.substr(0, shown));
        tell(logging::record(response_logger, logging::level::warning, message));
    }
}

void message_log::tell(const logging::record& entry) noexcept
{
    // A handler may send, and so come here again.
    bool was_running = std::exchange(is_running_, true);
    for (auto& handler : handlers_)
        try
        {
            handler(entry);
        }
        catch (...)
        {
            // A handler's own trouble stays its own.
        }
    is_running_ = was_running;
}

} // namespace jsonrpcclient::detail
