// SPDX-License-Identifier: BSL-1.0
// Cuts a stream of bytes into messages, and frames what is sent.
#pragma once

#include "rules/frame_scanner.hpp"
#include "rules/spare_memory.hpp"

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// Keeps the bytes, and the limit: a scanner tells what they are.
class message_splitter
{
public:
    message_splitter(const framing& framing, std::size_t max_message_size);
    message_splitter(std::unique_ptr<frame_scanner> scanner, std::size_t max_message_size);

    // Where the next bytes of the stream go: at least one, and more the more the stream brings. Throws
    // framing_error if the framing was lost behind the messages that came last.
    std::span<char> prepare();

    // Takes `size` bytes that were put there and gives the messages that are complete now. They are valid
    // until `prepare`. Of a message that is too large come the first `max_message_size` bytes and one more.
    // Throws framing_error if the framing is lost in front of every message.
    std::span<const std::string_view> commit(std::size_t size);

    // Whether `frame` can make this text one message.
    bool can_carry(std::string_view message) const noexcept { return scanner_->can_carry(message); }

    // Appends a message as it goes over the wire.
    void frame(std::string& bytes, std::string_view message) const { scanner_->frame(bytes, message); }

private:
    inline void take(const frame_scanner::piece& next);

    std::unique_ptr<frame_scanner> scanner_;
    std::size_t max_message_size_;
    // [0, used_) are bytes of the stream: up to begin_ they were given away as messages or belong to none, up to
    // scanned_ they are of the message that has begun.
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t scanned_ = 0;
    std::size_t used_ = 0;
    // The most that was there since messages were given away.
    std::size_t largest_ = 0;
    spare_memory spare_;
    bool skipping_ = false;
    std::vector<std::string_view> messages_;
    std::exception_ptr lost_;
};

} // namespace jsonrpcclient::detail
