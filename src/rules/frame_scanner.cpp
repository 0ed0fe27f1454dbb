// SPDX-License-Identifier: BSL-1.0
#include "rules/frame_scanner.hpp"

#include "rules/quoted.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
framing_error::framing_error(const framing& lost, std::string_view expected, std::string_view found)
    : std::runtime_error("the framing " + to_string(lost) + " is lost: expected " + std::string(expected) + ", found " +
                         quoted(found))
{
}

frame_scanner::piece frame_scanner::scan_missing(std::uint64_t& missing, std::string_view bytes)
{
    piece next;
    next.body = static_cast<std::size_t>(std::min<std::uint64_t>(missing, bytes.size()));
    missing -= next.body;
    next.is_complete = missing == 0;
    return next;
}

std::unique_ptr<frame_scanner> make_frame_scanner(const framing& framing, std::size_t max_message_size,
                                                  bool skips_strays)
{
    switch (framing.type())
    {
    case framing::kind::content_length:
        return make_content_length_scanner(skips_strays);
    case framing::kind::length_prefix:
        return make_length_prefix_scanner(max_message_size);
    case framing::kind::netstring:
        return make_netstring_scanner();
    case framing::kind::bare:
        return make_bare_scanner();
    case framing::kind::delimiter:
        break;
    }
    return make_delimiter_scanner(*framing.delimiter());
}

} // namespace jsonrpcclient::detail
