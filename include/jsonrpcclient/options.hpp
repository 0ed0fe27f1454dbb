// SPDX-License-Identifier: BSL-1.0
// The options of one call, and of a client.
#pragma once

#include <jsonrpcclient/framing.hpp>
#include <jsonrpcclient/id_generators.hpp>
#include <jsonrpcclient/logging.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace jsonrpcclient {

namespace detail {

struct option_set;

// Options that share what they hold until one of them is changed. Empty, it is a null pointer.
class JSONRPCCLIENT_DECL option_store
{
public:
    const option_set* get() const noexcept { return set_.get(); }
    option_set& change();

    // These options where they are set, else those of `below`.
    option_store over(const option_store& below) const;

private:
    std::shared_ptr<const option_set> set_;
};

// The setters that a call's options and a client's options share.
template <class Options>
class JSONRPCCLIENT_DECL call_setters
{
public:
    /// How long a call may take, from its start to its answer. Default 30 s; zero or less is already over.
    Options& timeout(std::chrono::nanoseconds value);

    /// Where ids come from. Default `id_generators::decimal()`.
    Options& id_generator(jsonrpcclient::id_generator value);

    /// The version of JSON-RPC that is spoken: "2.0", which is the default, or "1.0"
    /// (https://www.jsonrpc.org/specification_v1). In 1.0 a message has no member `jsonrpc`, its params are always there
    /// and always positional, and the id of a notification is null. A batch becomes an array of such messages; 1.0 itself
    /// has none. Throws `errc::invalid_config` for any other version.
    Options& protocol_version(std::string_view value);

    /// Whether an answer must keep the rules of JSON-RPC, of the version that the call speaks. Default true. Off, the
    /// shapes of older servers are taken, such as an answer without the member `jsonrpc`.
    Options& validate_against_schema(bool value);

    /// Whether an answer with id `"1"` answers the request with id `1`, and the reverse. Default false.
    Options& lenient_ids(bool value);

    /// HTTP, and a client's on the WebSocket upgrade: sends this header, in place of any of the same name. May be
    /// repeated for several names.
    /// Throws `errc::invalid_config` for a name or a value that no header can have (RFC 9110, section 5).
    Options& header(std::string_view name, std::string_view value);

    const option_store& store() const noexcept { return store_; }

protected:
    call_setters() = default;

    option_store store_;
};

} // namespace detail

/// The options of one call. What is not set is taken from the client.
class JSONRPCCLIENT_DECL call_options : public detail::call_setters<call_options>
{
public:
    call_options() = default;

    /// These options where they are set, else those of `below`.
    call_options over(const call_options& below) const;
};

/// The options of a client: its defaults for each call, and its own.
class JSONRPCCLIENT_DECL client_options : public detail::call_setters<client_options>
{
public:
    client_options() = default;

    /// tcp, tls, unix: how messages are told apart. Default `framing::newline()`.
    client_options& framing(jsonrpcclient::framing value);

    /// How long connecting to a URL may take, with the handshakes of TLS and WebSocket. Default 10 s. Resolving
    /// counts, but is not interrupted: the system's resolver cannot be. A connector of your own has its own limits.
    client_options& connect_timeout(std::chrono::nanoseconds value);

    /// http, https, ws, wss: connects to the unix socket with this path, and not to the host of the URL, which
    /// still stands in the header `Host` and in the certificate. Default none.
    client_options& unix_socket(std::string_view path);

    /// https, wss, tls: whether the server must prove that it is the host of the URL, by a certificate that an
    /// authority of the system has signed (RFC 9110, section 4.3.4). Default true.
    client_options& verify(bool value);
    /// The same, with the authorities of this file (PEM), or of this directory (as `openssl rehash` leaves it), in
    /// place of the system's.
    client_options& verify(std::string_view authorities);
    client_options& verify(const char* authorities) { return verify(std::string_view(authorities ? authorities : "")); }

    /// https, wss, tls: the client's own certificate, with those that lead to its authority behind it, and its private
    /// key, which may stand in the same file. PEM files; the key without a password. Default none.
    client_options& cert(std::string_view certificate_file, std::string_view key_file = {});

    /// ws, wss: the subprotocol to ask for, or several in order of preference with commas between them
    /// (RFC 6455, section 1.9). Default none.
    client_options& subprotocol(std::string_view value);

    /// ws, wss: offers compression of messages to the server (RFC 7692). Default false.
    client_options& permessage_deflate(bool value = true);

    /// ws, wss: asks the server for a sign of life when nothing has come for this long; when nothing comes for as
    /// long again, the connection is lost. Default 0: never.
    client_options& ping_interval(std::chrono::nanoseconds value);

    /// HTTP: connections at the same time. Default 8, at least 1.
    client_options& max_connections(std::size_t value);

    /// Calls that wait for an answer at the same time. Default 100,000.
    client_options& max_in_flight(std::size_t value);

    /// Bytes of messages that wait to be written. Default 64 MiB.
    client_options& max_queued_bytes(std::size_t value);

    /// Bytes of one message, in either direction. Default 64 MiB.
    client_options& max_message_size(std::size_t value);

    /// Adds a handler that is told of each message. There may be several.
    client_options& log_handler(logging::handler value);

    /// Whether messages are written to standard error. Default false.
    client_options& basic_logging(bool value = true);
};

} // namespace jsonrpcclient
