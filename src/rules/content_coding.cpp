// SPDX-License-Identifier: BSL-1.0
#include "rules/content_coding.hpp"

#include "rules/ascii.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {
namespace {

constexpr std::size_t max_codings = 4;

enum class coding
{
    gzip,
    zlib,
    bare_deflate
};

// zlib's decoder.
class inflater
{
public:
    explicit inflater(coding kind)
    {
        int window = kind == coding::bare_deflate ? -MAX_WBITS : kind == coding::gzip ? 16 + MAX_WBITS : MAX_WBITS;
        if (::inflateInit2(&stream, window) != Z_OK)
            throw std::bad_alloc();
    }

    ~inflater() { ::inflateEnd(&stream); }

    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    ::z_stream stream = {};
};

bool is_gzip(std::string_view text) { return text.starts_with("\x1f\x8b"); }

// RFC 1950, section 2.2: the method is 8, and the two bytes are a multiple of 31. A bare stream that begins like this
// would have a stored block with padding that is not zero, which nobody writes.
bool is_zlib(std::string_view text)
{
    if (text.size() < 2)
        return false;
    auto method = static_cast<unsigned char>(text[0]);
    auto flags = static_cast<unsigned char>(text[1]);
    return method % 16 == 8 && (method * 256 + flags) % 31 == 0;
}

// Appends what one stream of `text` decodes to, and takes the stream off it.
decoding decode_stream(coding kind, std::string_view& text, std::string& decoded, std::size_t max_size)
{
    inflater decoder(kind);
    auto& stream = decoder.stream;
    char buffer[16384];
    int state = Z_OK;
    while (state == Z_OK)
    {
        // zlib counts in an unsigned int.
        auto given = std::min<std::size_t>(text.size(), std::numeric_limits<::uInt>::max());
        // It does not change what it reads.
        stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(text.data()));
        stream.avail_in = static_cast<::uInt>(given);
        stream.next_out = reinterpret_cast<::Bytef*>(buffer);
        stream.avail_out = sizeof buffer;
        state = ::inflate(&stream, Z_NO_FLUSH);
        if (state == Z_MEM_ERROR)
            throw std::bad_alloc();
        text.remove_prefix(given - stream.avail_in);
        auto size = sizeof buffer - stream.avail_out;
        if (size > max_size - decoded.size())
            return decoding::too_large;
        decoded.append(buffer, size);
    }
    // Without more input, or room, there is no progress: here it is input that lacks.
    return state == Z_STREAM_END ? decoding::done : decoding::broken;
}

decoding decode_one(coding kind, std::string_view text, std::string& decoded, std::size_t max_size)
{
    if (kind == coding::zlib && !is_zlib(text))
        kind = coding::bare_deflate;
    auto result = decode_stream(kind, text, decoded, max_size);
    while (result == decoding::done && kind == coding::gzip && is_gzip(text))
        result = decode_stream(kind, text, decoded, max_size);
    if (result == decoding::done && kind == coding::bare_deflate && !text.empty())
        result = decoding::broken;
    return result;
}

// In the order they were applied, without identity; none if one is not known.
std::optional<std::vector<coding>> parse_codings(std::string_view list)
{
    std::vector<coding> made;
    for (std::size_t begin = 0; begin <= list.size();)
    {
        auto end = std::min(list.find(',', begin), list.size());
        auto name = trimmed(list.substr(begin, end - begin));
        begin = end + 1;
        if (equal_names(name, "gzip") || equal_names(name, "x-gzip"))
            made.push_back(coding::gzip);
        else if (equal_names(name, "deflate"))
            made.push_back(coding::zlib);
        else if (!name.empty() && !equal_names(name, "identity"))
            return std::nullopt;
        if (made.size() > max_codings)
            return std::nullopt;
    }
    return made;
}

} // namespace

decoding decode(std::string_view codings, std::string& body, std::size_t max_size)
{
    if (body.empty())
        return decoding::done;
    auto list = parse_codings(codings);
    if (!list)
        return decoding::unknown;
    if (list->empty())
        return body.size() > max_size ? decoding::too_large : decoding::done;
    // The coding that was applied last is undone first.
    std::string decoded;
    std::string_view text = body;
    for (auto kind = list->rbegin(); kind != list->rend() && !text.empty(); ++kind)
    {
        std::string next;
        if (auto result = decode_one(*kind, text, next, max_size); result != decoding::done)
            return result;
        decoded = std::move(next);
        text = decoded;
    }
    body = std::move(decoded);
    return decoding::done;
}

} // namespace jsonrpcclient::detail
