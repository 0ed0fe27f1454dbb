// SPDX-License-Identifier: BSL-1.0
// Undoes the content codings of an HTTP body.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

enum class decoding
{
    done = 1,
    // More than `max_size` bytes, of the body itself or between two codings.
    too_large,
    // It ends too early, or is not what its coding says.
    broken,
    // A coding that is not known, or more than four of them.
    unknown
};

// Decodes a body by the value of Content-Encoding: gzip (x-gzip), deflate (in zlib's wrapping, as RFC 9110 section
// 8.4.1.2 says, or bare, as many servers send it), identity, and lists of these. An empty body stays empty whatever the
// coding. The body is changed only if it is done, and what is decoded never has more than `max_size` bytes.
//
// What follows the end of a gzip or zlib stream whose checksum was right is dropped, as the program gzip does: padding,
// mostly. Behind the end of a gzip stream another one continues it. Behind a bare deflate stream, which has no
// checksum, there must be nothing.
decoding decode(std::string_view codings, std::string& body, std::size_t max_size);

} // namespace jsonrpcclient::detail
