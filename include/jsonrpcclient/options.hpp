// SPDX-License-Identifier: BSL-1.0
// The options of one call, and of a client.
#pragma once

#include <jsonrpcclient/backoff.hpp>
#include <jsonrpcclient/dialect.hpp>
#include <jsonrpcclient/framing.hpp>
#include <jsonrpcclient/id_generators.hpp>
#include <jsonrpcclient/logging.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace jsonrpcclient {

/// Told of the progress of a call, with the params of each notification, as long as the call has not ended. It runs on the
/// client's executor, before what came behind it is read. What it throws is logged.
using progress_handler = std::function<void(const json::value& params)>;

namespace detail {

struct option_set;

// Options that share what they hold until one of them is changed. Empty, it is a null pointer.
class JSONRPCCLIENT_DECL option_store
{
public:
    const option_set* get() const noexcept { return set_.get(); }
    option_set& change();

    // These options where they are set, else those of `below`.
    option_store over(const option_store& below) const
    {
        return !set_ ? below : !below.set_ ? *this : merged_over(below);
    }

private:
    option_store merged_over(const option_store& below) const;

    std::shared_ptr<const option_set> set_;
};

/// The setters that the options of a call and those of a client share.
template <class Options>
class JSONRPCCLIENT_DECL call_setters
{
public:
    /// How long a call may take, from its start to its answer, connecting included. Default 30 s. With zero or less it
    /// ends with `errc::timeout`, and is not sent.
    Options& timeout(std::chrono::nanoseconds value);

    /// Whether the call does no harm if the server runs it twice. One that is idempotent is sent again when its
    /// connection was lost, and may be retried; any other only if not one byte of it was written. Default false.
    Options& idempotent(bool value = true);

    /// Tries a call again that failed on its way: because no connection could be made or it was lost, by an HTTP status
    /// 429, 502, 503 or 504, or by one of the error codes of `retry_on`. All within its timeout; if the next try would
    /// come after that, the call ends with what it has. Where the server says `Retry-After` (RFC 9110, section 10.2.3),
    /// all calls of the client wait for so long. Default `backoff::none()`.
    Options& retry(const backoff& value);

    /// Retries a call also when the server answers with an error object that has this code. May be repeated. Default none.
    Options& retry_on(std::int64_t code);

    /// Where ids come from. Default `id_generators::decimal()`.
    Options& id_generator(jsonrpcclient::id_generator value);
    /// The same, by the name that `id_generators::by_name` takes.
    Options& id_generator(std::string_view name);
    Options& id_generator(const char* name)
    {
        return name ? id_generator(std::string_view(name)) : id_generator(jsonrpcclient::id_generator());
    }

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

    /// How the server is told that a call was cancelled or timed out, and how it tells of the progress of one. Default
    /// `dialect()`: not at all.
    Options& dialect(jsonrpcclient::dialect value);
    /// The same, by the name that `dialect::parse` takes.
    Options& dialect(std::string_view name);
    Options& dialect(const char* name) { return dialect(std::string_view(name ? name : "")); }

    /// Asks the server for progress in the way of the `dialect`, and is told of it. For a single request, with named
    /// params or none; any other message ends with `errc::invalid_request`. Default none.
    Options& on_progress(progress_handler handler);

    /// Whether long strings and arrays are shortened in the log: to their first 10 and last 10 characters or items,
    /// where they have more than 30. Default false.
    Options& trim_log_values(bool value = true);

    /// HTTP, and a client's on the WebSocket upgrade: sends this header, in place of any of the same name. May be
    /// repeated for several names.
    /// Throws `errc::invalid_config` for a name or a value that no header can have (RFC 9110, section 5).
    Options& header(std::string_view name, std::string_view value);

    /// HTTP, and a client's on the WebSocket upgrade: proves who the caller is. Of these three, and a header
    /// `Authorization`, the one that was set last counts.
    ///
    /// By a name and a password that go out as they are (RFC 7617). A client's may stand in the URL instead.
    Options& basic_auth(std::string_view user, std::string_view password);
    /// By a token (RFC 6750).
    Options& bearer(std::string_view token);
    /// By a name and a password that do not go out themselves, but a hash of them (RFC 7616: MD5 and SHA-256, with
    /// quality of protection `auth`). The first exchange of a connection asks the server how.
    Options& digest_auth(std::string_view user, std::string_view password);

    /// https, and a client's for wss and tls: whether the server must prove that it is the host of the URL, by a
    /// certificate that an authority of the system has signed (RFC 9110, section 4.3.4). Default true.
    Options& verify(bool value);
    /// The same, with the authorities of this file (PEM), or of this directory (as `openssl rehash` leaves it), in
    /// place of the system's.
    Options& verify(std::string_view authorities);
    Options& verify(const char* authorities) { return verify(std::string_view(authorities ? authorities : "")); }

    /// https, and a client's for wss and tls: the client's own certificate, with those that lead to its authority
    /// behind it, and its private key, which may stand in the same file. PEM files; the key without a password.
    /// Default none.
    Options& cert(std::string_view certificate_file, std::string_view key_file = {});

    /// HTTP, and a client's for WebSocket: the proxy to go through, `http://[user:password@]host[:port]`; for https, ws
    /// and wss by a tunnel (RFC 9110, section 9.3.6). Empty: none. Default: what the environment says in `http_proxy`
    /// (in lower case only), `https_proxy` and `no_proxy`.
    Options& proxy(std::string_view url);

    /// HTTP, and a client's for WebSocket: connects to the unix socket with this path, and not to the host of the URL,
    /// which still stands in the header `Host` and in the certificate. Default none.
    Options& unix_socket(std::string_view path);

    /// HTTP: how many redirects a call may follow. Those with status 307 and 308 are followed, which keep a POST a
    /// POST; never from https to http, and to another origin without authorization, cookies and such. Default 5.
    Options& max_redirects(std::size_t value);

    /// HTTP: whether a status outside 200 to 299 is an error even if the body is an answer to the call. Default false.
    Options& strict_http_status(bool value = true);

    /// What is set here, in a form that only the library reads.
    const option_store& store() const noexcept { return store_; }

protected:
    call_setters() = default;

    option_store store_;
};

} // namespace detail

/// The options of one call. What is not set is taken from the client. Its setters stand above, in `detail::call_setters`:
/// a client has the same, for all of its calls.
///
/// @code
/// co_await client.send(rpc::request("ping"), rpc::call_options().timeout(1s).header("X-Trace", "42"));
/// @endcode
class JSONRPCCLIENT_DECL call_options : public detail::call_setters<call_options>
{
public:
    call_options() = default;

    /// These options where they are set, else those of `below`.
    call_options over(const call_options& below) const
    {
        call_options merged;
        merged.store_ = store_.over(below.store_);
        return merged;
    }
};

/// The options of a client: its defaults for each call, which have the setters of @ref call_options, and its own.
///
/// The setters throw `errc::invalid_config` for a value that the option cannot have.
///
/// @code
/// rpc::client cats(executor, "http://cats.com", rpc::client_options().timeout(5s).max_connections(2));
/// @endcode
class JSONRPCCLIENT_DECL client_options : public detail::call_setters<client_options>
{
public:
    client_options() = default;

    /// tcp, tls, unix: how messages are told apart. Default `framing::newline()`.
    client_options& framing(jsonrpcclient::framing value);

    /// How long finding the addresses of the URL's host may take. Default 10 s. The system's resolver cannot be
    /// interrupted: it is no longer waited for, but keeps `io_context::run()` busy until it is done.
    /// A connector of your own has its own limits, here and in the next three.
    client_options& resolve_timeout(std::chrono::nanoseconds value);

    /// How long connecting to these addresses may take, one after the other: each gets its share of what is left.
    /// Default 10 s.
    client_options& connect_timeout(std::chrono::nanoseconds value);

    /// How long the handshake of TLS may take. Default 10 s.
    client_options& tls_timeout(std::chrono::nanoseconds value);

    /// How long the upgrade to WebSocket may take, and opening the tunnel through a proxy. Default 10 s.
    client_options& handshake_timeout(std::chrono::nanoseconds value);

    /// Streams: how a connection that was lost is made again, when it is needed. The first try comes at once, unless the
    /// connection was lost before it answered a call; those behind it as `value` says. Calls wait for it within their
    /// timeouts; when `value` has no attempts left, they end with `errc::not_connected`. Default `backoff(100ms, 30s)`.
    /// With `backoff::none()` they end when the connection does, and the next call connects.
    client_options& reconnect(const backoff& value);

    /// TCP: when nothing has come for this long, the system asks the peer for a sign of life, three times, a third of it
    /// apart; then the connection is lost (RFC 9293, section 3.8.4). Default 30 s; zero: never.
    client_options& tcp_keepalive(std::chrono::nanoseconds value);

    /// TCP: how long what was written may stay unconfirmed by the peer before the connection is lost (RFC 5482). Default
    /// zero: as long as the system likes, which is about 15 minutes.
    client_options& tcp_user_timeout(std::chrono::nanoseconds value);

    /// ws, wss: the subprotocol to ask for, or several in order of preference with commas between them
    /// (RFC 6455, section 1.9). Default none.
    client_options& subprotocol(std::string_view value);

    /// ws, wss: offers compression of messages to the server (RFC 7692). Default false.
    client_options& permessage_deflate(bool value = true);

    /// Asks the server for a sign of life when nothing has come for this long; when nothing comes for as long again,
    /// the connection is lost. Default 0: never. On ws and wss by a ping (RFC 6455, section 5.5.2); on any stream by a
    /// call, if there is a `ping_method`.
    client_options& ping_interval(std::chrono::nanoseconds value);

    /// Streams: the method of the request, without params, by which the server is asked for a sign of life; any answer is
    /// one. Default none.
    client_options& ping_method(std::string_view value);

    /// HTTP: whether cookies that the server sets are sent back to it (RFC 6265). They are kept with the client, and go
    /// to no other host. Default true.
    client_options& cookies(bool value);

    /// HTTP: connections at the same time. Default 8, at least 1.
    client_options& max_connections(std::size_t value);

    /// HTTP: how long a connection is kept that has nothing to do. Default 60 s; zero: it is closed behind each answer.
    client_options& idle_timeout(std::chrono::nanoseconds value);

    /// Calls that have not ended, at the same time. Default 100,000, at least 1.
    client_options& max_in_flight(std::size_t value);

    /// Bytes of messages that wait to be written. Default 64 MiB, at least 1.
    client_options& max_queued_bytes(std::size_t value);

    /// Whether a call that finds `max_in_flight` or `max_queued_bytes` reached waits for its turn, within its timeout.
    /// Default false: it ends with `errc::queue_full`.
    client_options& wait_when_full(bool value = true);

    /// Notifications of the server that wait at the same time, for a handler that is a coroutine, and in each stream. At
    /// least 1. Those for handlers are dropped beyond, and counted; of a stream its `when_full` says what happens. Default
    /// 10,000. Their bytes are bounded by `max_queued_bytes`.
    client_options& max_queued_notifications(std::size_t value);

    /// Requests of the server whose handlers run at the same time. As many again wait; what comes beyond is answered with
    /// an error of code -32000. At least 1. Default 100.
    client_options& max_server_requests(std::size_t value);

    /// Bytes of one message, in either direction. Default 64 MiB, at least 1. One that is larger ends its call with
    /// `errc::message_too_large`.
    client_options& max_message_size(std::size_t value);

    /// HTTP: bytes of the header of an answer. Default 64 KiB, at least 1, at most 1 GiB.
    client_options& max_header_size(std::size_t value);

    /// How deep arrays and objects of a message that comes may stand in each other. Default 512, at least 1, at most
    /// 10,000.
    client_options& max_depth(std::size_t value);

    /// Adds a handler that is told of each message. There may be several.
    client_options& log_handler(logging::handler value);

    /// Whether messages are written to standard error. Default false.
    client_options& basic_logging(bool value = true);

    /** Reads options from this file, and from no other that is not named so.

        May be repeated: the later file wins. Unless files are named, those of
        the name `.jsonrpcclientrc` are read, if there are any: the one in the
        home directory, and then the one in the current directory. What is set
        in the program wins over all of them.

        They are read when a client is made, which then throws
        `errc::invalid_config` if one has a mistake, and names file and line.
    */
    client_options& config_file(std::string_view path);

    /// Reads no file.
    client_options& no_config_files();

    /// Sets the option with this name to a value in the form that it has in a file, as in `set("timeout", "5s")`.
    /// Throws `errc::invalid_config` if there is no such option, or the value is none.
    client_options& set(std::string_view name, std::string_view value);
};

/// Where the value of an option comes from. A later one wins over those before it.
enum class option_source
{
    /// The library's own.
    built_in = 1,
    /// A variable of the environment, such as `https_proxy`.
    environment,
    /// A configuration file.
    file,
    /// The `client_options`, or the URL.
    client,
    /// `client::set_defaults`.
    set_defaults
};

/// "built_in", "environment", "file", "client" or "set_defaults".
JSONRPCCLIENT_DECL const char* to_string(option_source value) noexcept;

/// An option of a client, as it is.
///
/// @code
/// for (auto& option : client.effective_options())
///     std::cout << option.name << " = " << option.value << " (" << to_string(option.source) << ")\n";
/// @endcode
struct effective_option
{
    effective_option() = default;

    /// Of the setter; for a header `header.` and its name.
    std::string name;
    /// In the form that it has in a file, but nothing that may be secret: of that `***`. Empty: none.
    std::string value;
    option_source source = option_source::built_in;
    /// Where it comes from a file: the path, and the line, from 1 on.
    std::string file;
    std::size_t line = 0;
};

} // namespace jsonrpcclient
