// SPDX-License-Identifier: BSL-1.0
// Tells where the messages of a stream of bytes begin and end: one class for each framing, in a file of its own.
#pragma once

#include <jsonrpcclient/framing.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// Nothing tells any more where a message begins. The connection ends, and its calls show what().
class framing_error : public std::runtime_error
{
public:
    // The bytes that were found are quoted, as many of them as a line of text takes.
    framing_error(const framing& lost, std::string_view expected, std::string_view found);
};

class frame_scanner
{
public:
    // What the next bytes are, in this order: `skip` that belong to no message, `body` of one message, `tail`
    // behind it, and whether it is complete now.
    struct piece
    {
        std::size_t skip = 0;
        std::size_t body = 0;
        std::size_t tail = 0;
        bool is_complete = false;
    };

    virtual ~frame_scanner() = default;

    // Looks at the bytes that come next, at least one. Those that the piece leaves out come again; if it is empty,
    // with more behind them. To keep the work linear, few are left out, or none is looked at twice. Bytes are
    // skipped only where no message has begun. Throws framing_error, and is of no use after that.
    virtual piece scan(std::string_view bytes) = 0;

    // Whether `frame` can make this text one message.
    virtual bool can_carry(std::string_view) const noexcept { return true; }

    // Appends a message as it goes over the wire.
    virtual void frame(std::string& bytes, std::string_view message) const = 0;

protected:
    // Of a message whose size came first, `missing` bytes of it.
    static piece scan_missing(std::uint64_t& missing, std::string_view bytes);
};

// The largest size is for framings where the size that a message claims tells whether it is one. A scanner that skips
// strays passes over lines between messages that are none, if it can tell.
std::unique_ptr<frame_scanner> make_frame_scanner(const framing& framing, std::size_t max_message_size,
                                                  bool skips_strays = false);

// What make_frame_scanner chooses from.
std::unique_ptr<frame_scanner> make_delimiter_scanner(char delimiter);
std::unique_ptr<frame_scanner> make_content_length_scanner(bool skips_strays = false);
std::unique_ptr<frame_scanner> make_length_prefix_scanner(std::size_t max_message_size);
std::unique_ptr<frame_scanner> make_netstring_scanner();
std::unique_ptr<frame_scanner> make_bare_scanner();

} // namespace jsonrpcclient::detail
