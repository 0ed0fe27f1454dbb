// SPDX-License-Identifier: BSL-1.0
// How messages are told apart on a stream of bytes.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <string>
#include <string_view>

namespace jsonrpcclient {

/// How messages are told apart on a stream of bytes (TCP and its kin).
class JSONRPCCLIENT_DECL framing
{
public:
    /// A message a line: LF behind each that is sent, LF or CRLF behind each that comes. The default.
    static framing newline() { return framing('\n'); }

    /// `character` behind each message; it must not occur inside one.
    static framing delimiter(char character) { return framing(character); }

    /// By name: `newline`, or `delimiter:0x1e`. Throws `errc::invalid_config`.
    static framing parse(std::string_view name);

    /// The character that ends a message.
    char delimiter() const noexcept { return delimiter_; }

    friend bool operator==(const framing&, const framing&) = default;

private:
    explicit framing(char delimiter) noexcept : delimiter_(delimiter) {}

    char delimiter_;
};

/// The name that `framing::parse` takes.
JSONRPCCLIENT_DECL std::string to_string(const framing& value);

} // namespace jsonrpcclient
