// SPDX-License-Identifier: BSL-1.0
// Where the frames of a WebSocket stream begin and end (RFC 6455, section 5.2).
//
// Beast reads frames, but does not tell what it has buffered behind the one that it is at. Here that is known, so
// that it is given no more than one frame at a time, and that what has arrived is handed out together.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jsonrpcclient::detail {

class websocket_frames
{
public:
    // Goes on over `bytes`, which follow those of the last call, to the end of the frame at most. Gives how many of
    // them that was.
    std::size_t advance(std::string_view bytes) noexcept
    {
        std::size_t taken = 0;
        ends_message_ = false;
        while (!is_in_payload_ && taken != bytes.size())
        {
            header_[header_size_++] = static_cast<unsigned char>(bytes[taken++]);
            if (header_size_ == size_of_header())
                begin_payload();
        }
        if (!is_in_payload_)
            return taken;
        auto part = static_cast<std::size_t>(std::min<std::uint64_t>(payload_, bytes.size() - taken));
        payload_ -= part;
        if (payload_ == 0)
        {
            // The last frame of a message, and none that controls the connection.
            ends_message_ = (header_[0] & 0x80) != 0 && (header_[0] & 0x08) == 0;
            is_in_payload_ = false;
            header_size_ = 0;
        }
        return taken + part;
    }

    // A length that no frame may have was found: from here on nothing can be told.
    bool is_lost() const noexcept { return payload_ >> 63 != 0; }

    // Whether a message ends within these bytes, which would be the next.
    bool has_message(std::string_view bytes) const noexcept
    {
        auto ahead = *this;
        while (!bytes.empty())
        {
            bytes.remove_prefix(ahead.advance(bytes));
            if (ahead.ends_message_)
                return true;
        }
        return false;
    }

private:
    std::size_t size_of_header() const noexcept
    {
        if (header_size_ < 2)
            return 2;
        std::size_t length = header_[1] & 0x7f;
        std::size_t mask = (header_[1] & 0x80) != 0 ? 4 : 0;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + mask;
    }

    void begin_payload() noexcept
    {
        std::size_t length = header_[1] & 0x7f;
        std::size_t bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
        payload_ = bytes == 0 ? length : 0;
        for (std::size_t i = 0; i != bytes; ++i)
            payload_ = payload_ << 8 | header_[2 + i];
        is_in_payload_ = true;
    }

    std::array<unsigned char, 14> header_;
    std::size_t header_size_ = 0;
    bool is_in_payload_ = false;
    // Bytes of it that are still to come.
    std::uint64_t payload_ = 0;
    bool ends_message_ = false;
};

} // namespace jsonrpcclient::detail
