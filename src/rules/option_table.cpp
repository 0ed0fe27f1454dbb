// SPDX-License-Identifier: BSL-1.0
#include "rules/option_table.hpp"

#include "rules/option_rows.hpp"

namespace jsonrpcclient::detail {
namespace {

constexpr std::string_view positive_form = "a number from 1 on";
constexpr std::string_view user_form = "USER:PASSWORD";
constexpr std::string_view generator_form = "decimal, hexadecimal, random or uuid";
constexpr std::string_view framing_form = "newline, delimiter:0x1e, content-length, length-prefix, netstring or bare";

using set = option_set;
using options = client_options;
using text = std::string_view;

constexpr option_row rows[] = {
    one<&set::timeout>("timeout", duration_form,
                       "time from a call's start to its answer, connecting included; zero: the call ends with "
                       "`timeout` and is not sent",
                       of_call, harmless, [](options& o, text t) { o.timeout(duration_of(t)); }),
    one<&set::idempotent>(
        "idempotent", flag_form,
        "the server may run the call twice: it is sent again when its connection was lost, and may be retried", of_call,
        harmless, [](options& o, text t) { o.idempotent(flag_of(t)); }),
    one<&set::retry>(
        "retry", backoff_form,
        "how a call is tried again that failed on its way: no connection, or a status 429, 502, 503 or 504", of_call,
        harmless, [](options& o, text t) { o.retry(backoff_of(t)); }),
    one<&set::retry_on>("retry_on", codes_form, "error codes of the server that are reasons to try again, too", of_call,
                        harmless, read_retry_on),
    one<&set::id_generator>("id_generator", generator_form,
                            "where ids come from; in a program also any function that returns one", of_call, harmless,
                            [](options& o, text t) { o.id_generator(t); }),
    one<&set::protocol_version>(
        "protocol_version", "2.0 or 1.0",
        "the version of JSON-RPC that is spoken; 1.0 has no `jsonrpc`, and positional params only", of_call, harmless,
        [](options& o, text t) { o.protocol_version(t); }),
    one<&set::validate_against_schema>(
        "validate_against_schema", flag_form,
        "an answer must keep the rules of that version; off, the shapes of older servers are taken", of_call, harmless,
        [](options& o, text t) { o.validate_against_schema(flag_of(t)); }),
    one<&set::lenient_ids>("lenient_ids", flag_form,
                           "an answer with id `\"1\"` answers the request with id `1`, and the reverse", of_call,
                           harmless, [](options& o, text t) { o.lenient_ids(flag_of(t)); }),
    one<&set::dialect>("dialect", "none, lsp or mcp",
                       "how the server is told that a call is given up, and tells of the progress of one", of_call,
                       harmless, [](options& o, text t) { o.dialect(t); }),
    {"on_progress", "", "", "a function that is told of the progress of a call", of_call, false, false,
     [](const option_set& in) { return in.on_progress != nullptr; },
     [](option_set& into, const option_set& from)
     {
         if (from.on_progress)
             into.on_progress = from.on_progress;
     },
     nullptr, [](const option_set& from) { return std::string(from.on_progress ? "a function" : ""); }},
    one<&set::trim_log_values>(
        "trim_log_values", flag_form,
        "in the log, strings and arrays of more than 30 characters or items are the first 10 and the last 10", of_call,
        harmless, [](options& o, text t) { o.trim_log_values(flag_of(t)); }),
    {"header", "header.NAME", "the header's value",
     "HTTP, and a client's on the WebSocket upgrade: a header, in place of any of that name; may be repeated", true,
     true, false, [](const option_set& in) { return !in.headers.empty(); },
     [](option_set& into, const option_set& from)
     {
         for (auto& [name, value] : from.headers)
             set_header(into, name, value);
     },
     nullptr, [](const option_set& from) { return std::string(from.headers.empty() ? "" : secret); }},
    auth<credentials::kind::basic>(
        "basic_auth", user_form,
        "HTTP, and a client's on the WebSocket upgrade: a name and a password, which go out as they are",
        [](options& o, text t) { o.basic_auth(user_of(t).first, user_of(t).second); }),
    auth<credentials::kind::bearer>("bearer", "TOKEN", "HTTP, and a client's on the WebSocket upgrade: a token",
                                    [](options& o, text t) { o.bearer(t); }),
    auth<credentials::kind::digest>(
        "digest_auth", user_form,
        "HTTP, and a client's on the WebSocket upgrade: a name and a password, of which a hash goes out",
        [](options& o, text t) { o.digest_auth(user_of(t).first, user_of(t).second); }),
    one<&set::verify>(
        "verify", "true, false, or the path of a file or a folder",
        "TLS: whether the server must prove that it is the host of the URL, or which authorities count for that",
        of_call, of_security | of_connection, read_verify),
    one<&set::cert>("cert", "FILE, or CERTIFICATE, KEY",
                    "TLS: the client's own certificate and its key, PEM files or both in one", of_call,
                    of_security | of_connection, read_cert),
    one<&set::proxy>(
        "proxy", "http://[USER:PASSWORD@]HOST[:PORT]",
        "HTTP, WebSocket: the proxy to go through; empty: none; not set: what the environment says", of_call,
        of_security | of_connection, [](options& o, text t) { o.proxy(t); }, show_proxy),
    one<&set::unix_socket>("unix_socket", "a path",
                           "HTTP, WebSocket: the unix socket to connect to, in place of the URL's host", of_call,
                           of_security | of_connection, [](options& o, text t) { o.unix_socket(t); }),
    one<&set::max_redirects>(
        "max_redirects", count_form, "HTTP: how many redirects a call follows, of those with status 307 and 308",
        of_call, harmless, [](options& o, text t) { o.max_redirects(count_of(t)); }, show_count<&set::max_redirects>),
    one<&set::strict_http_status>("strict_http_status", flag_form,
                                  "HTTP: a status outside 200 to 299 is an error even if the body answers the call",
                                  of_call, harmless, [](options& o, text t) { o.strict_http_status(flag_of(t)); }),
    one<&set::framing>("framing", framing_form, "tcp, tls, unix, exec: how messages are told apart", of_client,
                       harmless, [](options& o, text t) { o.framing(framing::parse(t)); }),
    one<&set::resolve_timeout>("resolve_timeout", duration_form, "time for finding the addresses of the URL's host",
                               of_client, harmless, [](options& o, text t) { o.resolve_timeout(duration_of(t)); }),
    one<&set::connect_timeout>("connect_timeout", duration_form,
                               "time for connecting to these addresses, one after the other", of_client, harmless,
                               [](options& o, text t) { o.connect_timeout(duration_of(t)); }),
    one<&set::tls_timeout>("tls_timeout", duration_form, "time for the handshake of TLS", of_client, harmless,
                           [](options& o, text t) { o.tls_timeout(duration_of(t)); }),
    one<&set::handshake_timeout>("handshake_timeout", duration_form,
                                 "time for the upgrade to WebSocket, and for opening a tunnel through a proxy",
                                 of_client, harmless, [](options& o, text t) { o.handshake_timeout(duration_of(t)); }),
    one<&set::reconnect>("reconnect", backoff_form,
                         "streams: how a lost connection is made again when it is needed; off: calls end with it",
                         of_client, harmless, [](options& o, text t) { o.reconnect(backoff_of(t)); }),
    one<&set::tcp_keepalive>(
        "tcp_keepalive", duration_form,
        "TCP: how long nothing comes before the system probes the peer; three probes a third of it "
        "apart, and the connection is lost; zero: never",
        of_client, harmless, [](options& o, text t) { o.tcp_keepalive(duration_of(t)); }),
    one<&set::tcp_user_timeout>(
        "tcp_user_timeout", duration_form,
        "TCP: how long what was written may stay unconfirmed; zero: as long as the system likes", of_client, harmless,
        [](options& o, text t) { o.tcp_user_timeout(duration_of(t)); }),
    one<&set::subprotocol>("subprotocol", "a name, or several with commas between them",
                           "WebSocket: the subprotocol to ask for", of_client, harmless,
                           [](options& o, text t) { o.subprotocol(t); }),
    one<&set::permessage_deflate>("permessage_deflate", flag_form, "WebSocket: offers to compress messages", of_client,
                                  harmless, [](options& o, text t) { o.permessage_deflate(flag_of(t)); }),
    one<&set::ping_interval>("ping_interval", duration_form,
                             "WebSocket, and any stream with a ping_method: how long nothing comes before the server "
                             "is pinged, and again before the connection is lost; zero: never",
                             of_client, harmless, [](options& o, text t) { o.ping_interval(duration_of(t)); }),
    one<&set::ping_method>("ping_method", "the name of a method",
                           "streams: the request that asks for a sign of life, in place of WebSocket's ping", of_client,
                           harmless, [](options& o, text t) { o.ping_method(t); }),
    one<&set::cookies>("cookies", flag_form, "HTTP: cookies that the server sets are sent back to it", of_client,
                       harmless, [](options& o, text t) { o.cookies(flag_of(t)); }),
    one<&set::max_connections>(
        "max_connections", positive_form, "HTTP: connections at the same time", of_client, harmless,
        [](options& o, text t) { o.max_connections(count_of(t)); }, show_count<&set::max_connections>),
    one<&set::idle_timeout>("idle_timeout", duration_form, "HTTP: how long a connection is kept that has nothing to do",
                            of_client, harmless, [](options& o, text t) { o.idle_timeout(duration_of(t)); }),
    one<&set::max_in_flight>(
        "max_in_flight", positive_form, "calls that have not ended, at the same time", of_client, harmless,
        [](options& o, text t) { o.max_in_flight(count_of(t)); }, show_count<&set::max_in_flight>),
    one<&set::max_queued_bytes>(
        "max_queued_bytes", size_form, "bytes of messages that wait to be written", of_client, harmless,
        [](options& o, text t) { o.max_queued_bytes(size_of(t)); }, show_size<&set::max_queued_bytes>),
    one<&set::wait_when_full>(
        "wait_when_full", flag_form,
        "a call that finds one of these two limits reached waits for its turn, and is not refused", of_client, harmless,
        [](options& o, text t) { o.wait_when_full(flag_of(t)); }),
    one<&set::max_queued_notifications>(
        "max_queued_notifications", positive_form,
        "notifications of the server that wait, for a handler that is a coroutine and in each stream", of_client,
        harmless, [](options& o, text t) { o.max_queued_notifications(count_of(t)); },
        show_count<&set::max_queued_notifications>),
    one<&set::max_server_requests>(
        "max_server_requests", positive_form, "requests of the server whose handlers run at the same time", of_client,
        harmless, [](options& o, text t) { o.max_server_requests(count_of(t)); },
        show_count<&set::max_server_requests>),
    one<&set::max_message_size>(
        "max_message_size", size_form, "bytes of one message, in and out", of_client, harmless,
        [](options& o, text t) { o.max_message_size(size_of(t)); }, show_size<&set::max_message_size>),
    one<&set::max_header_size>(
        "max_header_size", size_form, "HTTP: bytes of the header of an answer", of_client, harmless,
        [](options& o, text t) { o.max_header_size(size_of(t)); }, show_size<&set::max_header_size>),
    one<&set::max_depth>(
        "max_depth", positive_form, "how deep arrays and objects of what comes stand in each other", of_client,
        harmless, [](options& o, text t) { o.max_depth(count_of(t)); }, show_count<&set::max_depth>),
    {"log_handler", "", "", "a function that is told of each message; may be repeated", of_client, false, false,
     [](const option_set& in) { return !in.log_handlers.empty(); },
     [](option_set& into, const option_set& from)
     { into.log_handlers.insert(into.log_handlers.end(), from.log_handlers.begin(), from.log_handlers.end()); },
     nullptr,
     [](const option_set& from)
     { return from.log_handlers.empty() ? std::string() : std::to_string(from.log_handlers.size()); }},
    one<&set::basic_logging>("basic_logging", flag_form,
                             "messages are written to standard error, once however often it is asked", of_client,
                             harmless, [](options& o, text t) { o.basic_logging(flag_of(t)); }),
};

} // namespace

std::span<const option_row> option_table() { return rows; }

std::string option_keys()
{
    std::string keys;
    for (auto& row : rows)
        if (!row.key.empty())
            keys += (keys.empty() ? "" : ", ") + std::string(row.key);
    return keys;
}

const option_row* find_option(std::string_view key)
{
    if (key.starts_with(header_prefix))
        key = "header.NAME";
    for (auto& row : rows)
        if (!row.key.empty() && row.key == key)
            return &row;
    return nullptr;
}

} // namespace jsonrpcclient::detail
