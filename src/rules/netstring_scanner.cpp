// SPDX-License-Identifier: BSL-1.0
// The framing by netstrings (https://cr.yp.to/proto/netstrings.txt): the size of each message in decimal digits, a
// colon, the message, a comma.
#include "rules/frame_scanner.hpp"

#include <charconv>

namespace jsonrpcclient::detail {
namespace {

class netstring_scanner final : public frame_scanner
{
public:
    piece scan(std::string_view bytes) override
    {
        if (!is_in_message_)
            return scan_size(bytes);
        piece next;
        if (missing_ != 0)
        {
            next = scan_missing(missing_, bytes);
            // What ends it is the comma.
            next.is_complete = false;
            return next;
        }
        if (bytes.front() != ',')
            throw framing_error(framing::netstring(), "a comma behind the message", bytes);
        is_in_message_ = false;
        next.tail = 1;
        next.is_complete = true;
        return next;
    }

    void frame(std::string& bytes, std::string_view message) const override
    {
        bytes += std::to_string(message.size());
        bytes += ':';
        bytes += message;
        bytes += ',';
    }

private:
    piece scan_size(std::string_view bytes)
    {
        // So many always fit into 64 bits.
        constexpr std::size_t max_digits = 19;
        auto digits = bytes.substr(0, bytes.find_first_not_of("0123456789"));
        bool is_whole = digits.size() != bytes.size();
        bool has_leading_zero = digits.size() > 1 && digits.front() == '0';
        if (digits.size() > max_digits || has_leading_zero ||
            (is_whole && (digits.empty() || bytes[digits.size()] != ':')))
            throw framing_error(framing::netstring(), "a size and a colon", bytes);
        piece next;
        if (is_whole)
        {
            std::from_chars(digits.data(), digits.data() + digits.size(), missing_);
            next.skip = digits.size() + 1;
            is_in_message_ = true;
        }
        return next;
    }

    // Also while only its comma is missing.
    bool is_in_message_ = false;
    std::uint64_t missing_ = 0;
};

} // namespace

std::unique_ptr<frame_scanner> make_netstring_scanner() { return std::make_unique<netstring_scanner>(); }

} // namespace jsonrpcclient::detail
