// SPDX-License-Identifier: BSL-1.0
// The framing by a header with the field Content-Length in front of each message, as in the Language Server Protocol.
// Lines end with CRLF; a bare LF is taken too. The header ends with an empty line.
#include "rules/ascii.hpp"
#include "rules/frame_scanner.hpp"

#include <boost/url/grammar/ci_string.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace jsonrpcclient::detail {
namespace {

constexpr std::size_t max_header_size = 8192;
constexpr std::string_view length_field = "Content-Length";

[[noreturn]] void lose(std::string_view expected, std::string_view found)
{
    throw framing_error(framing::content_length(), expected, found);
}

class content_length_scanner final : public frame_scanner
{
public:
    explicit content_length_scanner(bool skips_strays) : skips_strays_(skips_strays) {}

    piece scan(std::string_view bytes) override
    {
        // Other fields in front of this one mean nothing, and may be skipped as well.
        if (skips_strays_ && missing_ == 0 && !size_ && (is_in_stray_ || !begins_length(bytes)))
            return skip_stray(bytes);
        return missing_ != 0 ? scan_missing(missing_, bytes) : scan_line(bytes);
    }

    void frame(std::string& bytes, std::string_view message) const override
    {
        bytes += "Content-Length: ";
        bytes += std::to_string(message.size());
        bytes += "\r\n\r\n";
        bytes += message;
    }

private:
    // Or may begin it, if there are more bytes.
    static bool begins_length(std::string_view bytes)
    {
        auto size = std::min(bytes.size(), length_field.size());
        return boost::urls::grammar::ci_is_equal(bytes.substr(0, size), length_field.substr(0, size)) &&
               (bytes.size() == size || bytes[size] == ':');
    }

    // To the end of its line, as much of it as there is.
    piece skip_stray(std::string_view bytes)
    {
        auto end = bytes.find('\n');
        is_in_stray_ = end == bytes.npos;
        searched_ = 0;
        piece next;
        next.skip = is_in_stray_ ? bytes.size() : end + 1;
        return next;
    }

    piece scan_line(std::string_view bytes)
    {
        auto room = max_header_size - header_size_;
        auto end = bytes.substr(0, room).find('\n', searched_);
        auto line = bytes.substr(0, end);
        // A text of another framing seldom has a line's end: what cannot begin a line is told at once.
        if (!line.empty() && line.front() != '\r' && !is_token(line.substr(0, 1)))
            lose("a header field", line);
        piece next;
        if (end == bytes.npos)
        {
            if (bytes.size() >= room)
                lose("the end of the header within " + std::to_string(max_header_size) + " bytes", line);
            searched_ = bytes.size();
            return next;
        }
        searched_ = 0;
        next.skip = end + 1;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
        {
            take_field(line);
            header_size_ += next.skip;
        }
        // Some servers put a line's end behind a message; in front of a header it means nothing.
        else if (header_size_ != 0)
            end_header(bytes.substr(0, next.skip));
        return next;
    }

    void take_field(std::string_view line)
    {
        auto colon = line.find(':');
        auto name = line.substr(0, colon);
        if (colon == line.npos || !is_token(name))
            lose("a header field", line);
        if (!boost::urls::grammar::ci_is_equal(name, length_field))
            return;
        auto value = trimmed(line.substr(colon + 1));
        std::uint64_t size = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
        if (error != std::errc() || end != value.data() + value.size())
            lose("a number of bytes", line);
        if (size_ && *size_ != size)
            lose("Content-Length " + std::to_string(*size_) + " again", line);
        size_ = size;
    }

    void end_header(std::string_view line)
    {
        if (!size_)
            lose("the field Content-Length", line);
        // If it is 0 there is no message: the next header follows.
        missing_ = *size_;
        size_.reset();
        header_size_ = 0;
    }

    bool skips_strays_;
    bool is_in_stray_ = false;
    // Of the header so far: what its whole lines have, what of the next line was searched for its end, and what
    // Content-Length says.
    std::size_t header_size_ = 0;
    std::size_t searched_ = 0;
    std::optional<std::uint64_t> size_;
    // Of the message.
    std::uint64_t missing_ = 0;
};

} // namespace

std::unique_ptr<frame_scanner> make_content_length_scanner(bool skips_strays)
{
    return std::make_unique<content_length_scanner>(skips_strays);
}

} // namespace jsonrpcclient::detail
