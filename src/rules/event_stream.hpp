// SPDX-License-Identifier: BSL-1.0
// Cuts a text/event-stream into the messages that its events carry (WHATWG HTML, section 9.2, "Server-sent events").
#pragma once

#include "rules/spare_memory.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

class event_stream
{
public:
    enum class found
    {
        // All bytes are read, and what has begun is not complete.
        nothing,
        message,
        // More data in one event than `max_size` bytes: those are there. Nothing else comes of this event.
        too_large
    };

    explicit event_stream(std::size_t max_size) : max_size_(std::min(max_size, std::size_t(-1) / 2)) {}

    // Reads on, up to the next message, and takes what it has read off the bytes. Events of other types than "message" are
    // skipped, and so are those without data. No more is kept than the data of one message.
    found next(std::string_view& bytes);

    // Of what was found; valid until the next call of `next`.
    const std::string& data() const noexcept { return data_; }

private:
    enum class place
    {
        name,
        // Behind the colon, where a space is dropped.
        colon,
        data,
        type,
        skipped
    };

    void begin_value();
    void take(std::string_view piece);
    bool is_message() const noexcept;
    bool has_become_too_large();
    // Whether the event is complete, and a message.
    bool end_line();
    void end_event();

    std::size_t max_size_;
    place place_ = place::name;
    // As much of it as tells which one it is.
    std::string name_;
    std::string type_;
    std::string data_;
    spare_memory spare_;
    bool has_data_ = false;
    bool is_too_large_ = false;
    bool has_told_ = false;
    bool is_first_line_ = true;
    // The line ended with CR, to which LF would belong.
    bool is_behind_return_ = false;
};

} // namespace jsonrpcclient::detail
