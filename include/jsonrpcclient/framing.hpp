// SPDX-License-Identifier: BSL-1.0
// How messages are told apart on a stream of bytes.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace jsonrpcclient {

/// How messages are told apart on a stream of bytes (TCP and its kin).
///
/// @code
/// rpc::client dogs(executor, "tcp://localhost:4000", rpc::client_options().framing(rpc::framing::netstring()));
/// @endcode
class JSONRPCCLIENT_DECL framing
{
public:
    enum class kind
    {
        delimiter = 1,
        content_length,
        length_prefix,
        netstring,
        bare
    };

    /// A message a line: LF behind each that is sent, LF or CRLF behind each that comes. The default.
    static framing newline() noexcept { return delimiter('\n'); }

    /// `character` behind each message; it must not occur inside one.
    static framing delimiter(char character) noexcept { return framing(kind::delimiter, character); }

    /// A header with the field `Content-Length` before each message, as in the Language Server Protocol. Of what
    /// comes, the names of fields are taken in any case, and other fields are ignored.
    static framing content_length() noexcept { return framing(kind::content_length); }

    /// The size before each message, as 4 bytes, the most significant first.
    static framing length_prefix() noexcept { return framing(kind::length_prefix); }

    /// `12:hello world!,` for each message: its size in decimal digits, a colon, the message, a comma.
    static framing netstring() noexcept { return framing(kind::netstring); }

    /// Nothing but the messages, which end where their JSON does. LF behind each that is sent; any white space, or
    /// none, between those that come.
    static framing bare() noexcept { return framing(kind::bare); }

    /// By name: `newline`, `delimiter:0x1e`, `content-length`, `length-prefix`, `netstring`, `bare`.
    /// Throws `errc::invalid_config`.
    static framing parse(std::string_view name);

    framing::kind type() const noexcept { return kind_; }

    /// The character that ends a message, if one does.
    std::optional<char> delimiter() const noexcept
    {
        return kind_ == kind::delimiter ? std::optional(delimiter_) : std::nullopt;
    }

    friend bool operator==(const framing&, const framing&) = default;

private:
    explicit framing(framing::kind kind, char delimiter = 0) noexcept : kind_(kind), delimiter_(delimiter) {}

    framing::kind kind_;
    char delimiter_;
};

/// The name that `framing::parse` takes.
JSONRPCCLIENT_DECL std::string to_string(const framing& value);

} // namespace jsonrpcclient
