// SPDX-License-Identifier: BSL-1.0
// The framing by nothing but the messages, JSON texts one after the other, which end where their nesting does.
//
// Nesting and strings are followed, not the whole grammar: whether a message is JSON is for its parser to say.
#include "rules/frame_scanner.hpp"

#include <algorithm>
#include <array>

namespace jsonrpcclient::detail {
namespace {

// What a character can mean: in a string, outside of strings, and between messages.
enum : std::uint8_t
{
    // The quotation mark, the backslash, and control characters, which no string has (RFC 8259, section 7).
    ends_run_of_string = 1,
    // The quotation mark, braces and brackets.
    ends_run_of_value = 2,
    opens = 4,
    is_white_space = 8
};

constexpr auto meanings = []
{
    std::array<std::uint8_t, 256> made{};
    for (std::size_t control = 0; control != 0x20; ++control)
        made[control] = ends_run_of_string;
    for (char character : {'\t', '\n', '\r', ' '})
        made[character] |= is_white_space;
    for (char character : {'{', '['})
        made[character] = ends_run_of_value | opens;
    for (char character : {'}', ']'})
        made[character] = ends_run_of_value;
    made['"'] = ends_run_of_string | ends_run_of_value;
    made['\\'] = ends_run_of_string;
    return made;
}();

bool has(char character, int meaning) { return meanings[static_cast<unsigned char>(character)] & meaning; }

// The first character from `at` on that has one of these meanings.
std::size_t find(std::string_view bytes, std::size_t at, int meaning)
{
    while (at != bytes.size() && !has(bytes[at], meaning))
        ++at;
    return at;
}

class bare_scanner final : public frame_scanner
{
public:
    piece scan(std::string_view bytes) override
    {
        piece next;
        if (place_ == place::between)
        {
            while (next.skip != bytes.size() && has(bytes[next.skip], is_white_space))
                ++next.skip;
            bytes.remove_prefix(next.skip);
            if (bytes.empty())
                return next;
            place_ = has(bytes.front(), opens) ? place::value : place::stray;
        }
        next.body = place_ == place::stray ? scan_stray(bytes) : scan_value(bytes);
        next.is_complete = place_ == place::between;
        return next;
    }

    void frame(std::string& bytes, std::string_view message) const override
    {
        bytes += message;
        bytes += '\n';
    }

private:
    enum class place
    {
        between,
        // In what no message begins with: it is a message of its own, so that it is told of, and costs no other.
        stray,
        // In an object or an array, in a string in there, behind a backslash in that.
        value,
        string,
        escape
    };

    std::size_t scan_stray(std::string_view bytes)
    {
        auto end = find(bytes, 0, opens | is_white_space);
        if (end != bytes.size())
            place_ = place::between;
        return end;
    }

    std::size_t scan_value(std::string_view bytes)
    {
        std::size_t at = 0;
        for (;;)
        {
            if (place_ == place::escape && at != bytes.size())
            {
                place_ = place::string;
                // A control character is none behind a backslash either.
                if (static_cast<unsigned char>(bytes[at]) >= 0x20)
                    ++at;
            }
            at = find(bytes, at, place_ == place::value ? ends_run_of_value : ends_run_of_string);
            if (at == bytes.size())
                return at;
            char character = bytes[at];
            if (place_ == place::value)
            {
                if (character == '"')
                    place_ = place::string;
                else if (has(character, opens))
                    ++depth_;
                else if (--depth_ == 0)
                {
                    place_ = place::between;
                    return at + 1;
                }
            }
            else if (character == '"')
                place_ = place::value;
            else if (character == '\\')
                place_ = place::escape;
            else
            {
                // The string has no end. Scanning starts anew here, or it would swallow the messages behind it.
                depth_ = 0;
                place_ = place::between;
                return at;
            }
            ++at;
        }
    }

    place place_ = place::between;
    std::uint64_t depth_ = 0;
};

} // namespace

std::unique_ptr<frame_scanner> make_bare_scanner() { return std::make_unique<bare_scanner>(); }

} // namespace jsonrpcclient::detail
