// SPDX-License-Identifier: BSL-1.0
// The framing by a character behind each message. Where that is LF, CRLF does as well.
#include "rules/frame_scanner.hpp"

namespace jsonrpcclient::detail {
namespace {

class delimiter_scanner final : public frame_scanner
{
public:
    explicit delimiter_scanner(char delimiter) : delimiter_(delimiter) {}

    piece scan(std::string_view bytes) override
    {
        auto end = bytes.find(delimiter_);
        auto body = bytes.substr(0, end);
        piece next;
        // Whether CR belongs to the message is known when the byte behind it is there.
        bool has_cr = delimiter_ == '\n' && body.ends_with('\r');
        next.body = body.size() - has_cr;
        next.is_complete = end != bytes.npos;
        if (next.is_complete)
            next.tail = has_cr ? 2 : 1;
        return next;
    }

    bool can_carry(std::string_view message) const noexcept override
    {
        return message.find(delimiter_) == message.npos;
    }

    void frame(std::string& bytes, std::string_view message) const override
    {
        bytes += message;
        bytes += delimiter_;
    }

private:
    char delimiter_;
};

} // namespace

std::unique_ptr<frame_scanner> make_delimiter_scanner(char delimiter)
{
    return std::make_unique<delimiter_scanner>(delimiter);
}

} // namespace jsonrpcclient::detail
