// SPDX-License-Identifier: BSL-1.0
// Tells the user's log handlers what goes out and what comes in. Without a handler it costs one branch.
#pragma once

#include <jsonrpcclient/logging.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class message_log
{
public:
    void add(logging::handler handler) { handlers_.push_back(std::move(handler)); }
    // Once, however often it is asked.
    void start_basic_logging();

    // Whether there is anybody to tell.
    bool is_on() const noexcept { return !handlers_.empty(); }

    // Whether a handler is running: the list of handlers must not change meanwhile.
    bool is_running() const noexcept { return is_running_; }

    // `trimmed`: without the middle of long strings and arrays.
    void request(std::string_view text, bool trimmed = false);
    void response(std::string_view text, bool trimmed = false, int http_code = 0, std::string_view http_reason = {});
    // What was odd about a text: each kind is told once, with the beginning of the text.
    void oddities(std::span<const char* const> what, std::string_view text);

private:
    void message(logging::record entry, bool trimmed);
    void tell(const logging::record& entry) noexcept;

    std::vector<logging::handler> handlers_;
    bool has_basic_logging_ = false;
    bool is_running_ = false;
};

} // namespace jsonrpcclient::detail
