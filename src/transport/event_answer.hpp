// SPDX-License-Identifier: BSL-1.0
// Puts the answer together that comes in a stream of events, and hands over what comes beside it.
#pragma once

#include "rules/event_stream.hpp"
#include "transport/http_exchange.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

class event_answer
{
public:
    event_answer(std::size_t max_size, event_sink& told) : max_size_(max_size), told_(told), events_(max_size) {}

    // Reads on. Whether nothing more of the stream is of use.
    bool take(std::string_view bytes);

    bool is_too_large() const noexcept { return is_too_large_; }
    // What has come of the answer, as one text; empty if nothing has.
    std::string text() const;

private:
    // Whether that was all.
    bool add(hearing&& came);

    std::size_t max_size_;
    event_sink& told_;
    event_stream events_;
    // Of a batch, whose answers may come one by one.
    std::vector<std::string> parts_;
    std::size_t size_ = 0;
    bool is_whole_ = false;
    bool is_too_large_ = false;
};

} // namespace jsonrpcclient::detail
