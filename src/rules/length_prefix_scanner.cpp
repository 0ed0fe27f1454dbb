// SPDX-License-Identifier: BSL-1.0
// The framing by the size of each message as 4 bytes in front of it, the most significant first.
#include "rules/frame_scanner.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

constexpr std::size_t prefix_size = 4;

// As a size, such bytes are half a gigabyte and more: where that is too large, they are surely a text.
bool is_text(std::string_view prefix)
{
    auto is_printable = [](char character) { return character >= 0x20 && character < 0x7f; };
    auto is_white_space = [](char character) { return character == '\t' || character == '\n' || character == '\r'; };
    return is_printable(prefix.front()) &&
           std::all_of(prefix.begin(), prefix.end(),
                       [&](char character) { return is_printable(character) || is_white_space(character); });
}

class length_prefix_scanner final : public frame_scanner
{
public:
    explicit length_prefix_scanner(std::size_t max_message_size) : max_message_size_(max_message_size) {}

    piece scan(std::string_view bytes) override
    {
        if (missing_ != 0)
            return scan_missing(missing_, bytes);
        piece next;
        if (bytes.size() < prefix_size)
            return next;
        auto prefix = bytes.substr(0, prefix_size);
        for (char character : prefix)
            missing_ = missing_ << 8 | static_cast<unsigned char>(character);
        if (missing_ > max_message_size_ && is_text(prefix))
            throw framing_error(framing::length_prefix(), "a size of 4 bytes", bytes);
        // If the size is 0 there is no message: the next prefix follows.
        next.skip = prefix_size;
        return next;
    }

    bool can_carry(std::string_view message) const noexcept override { return message.size() <= 0xffffffff; }

    void frame(std::string& bytes, std::string_view message) const override
    {
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>(message.size() >> shift & 0xff);
        bytes += message;
    }

private:
    std::size_t max_message_size_;
    std::uint64_t missing_ = 0;
};

} // namespace

std::unique_ptr<frame_scanner> make_length_prefix_scanner(std::size_t max_message_size)
{
    return std::make_unique<length_prefix_scanner>(max_message_size);
}

} // namespace jsonrpcclient::detail
