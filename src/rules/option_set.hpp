// SPDX-License-Identifier: BSL-1.0
// What the setters of options write into: each option where it was set, nothing where it was not.
//
// What there is to know of each option beside its value stands in the table, option_table.hpp.
#pragma once

#include "rules/credentials.hpp"

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/options.hpp>

#include "values/rpc_version.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace jsonrpcclient::detail {

using header_list = http_status_error::header_list;

// A generator, and the name it was asked for by.
struct named_generator
{
    named_generator(jsonrpcclient::id_generator generate, std::string name)
        : generate(std::move(generate)), name(std::move(name))
    {
    }

    jsonrpcclient::id_generator generate;
    std::string name;
};

struct option_set
{
    // Of a call, or of a client for all its calls.
    std::optional<std::chrono::nanoseconds> timeout;
    std::optional<bool> idempotent;
    std::optional<backoff> retry;
    std::optional<std::vector<std::int64_t>> retry_on;
    std::optional<named_generator> id_generator;
    std::optional<rpc_version> protocol_version;
    std::optional<bool> validate_against_schema;
    std::optional<bool> lenient_ids;
    std::optional<jsonrpcclient::dialect> dialect;
    progress_handler on_progress;
    std::optional<bool> trim_log_values;
    // Either this or a header Authorization.
    std::optional<credentials> auth;
    header_list headers;
    // Whether to, or whose signatures to trust: a file or a directory.
    std::optional<std::variant<bool, std::string>> verify;
    // Files: of the certificate, and of its key.
    std::optional<std::pair<std::string, std::string>> cert;
    // A URL, or empty for none.
    std::optional<std::string> proxy;
    std::optional<std::string> unix_socket;
    std::optional<std::size_t> max_redirects;
    std::optional<bool> strict_http_status;

    // Of a client.
    std::optional<jsonrpcclient::framing> framing;
    std::optional<std::chrono::nanoseconds> resolve_timeout;
    std::optional<std::chrono::nanoseconds> connect_timeout;
    std::optional<std::chrono::nanoseconds> tls_timeout;
    std::optional<std::chrono::nanoseconds> handshake_timeout;
    std::optional<backoff> reconnect;
    std::optional<std::chrono::nanoseconds> tcp_keepalive;
    std::optional<std::chrono::nanoseconds> tcp_user_timeout;
    std::optional<std::string> subprotocol;
    std::optional<bool> permessage_deflate;
    std::optional<std::chrono::nanoseconds> ping_interval;
    std::optional<std::string> ping_method;
    std::optional<bool> cookies;
    std::optional<std::size_t> max_connections;
    std::optional<std::chrono::nanoseconds> idle_timeout;
    std::optional<std::size_t> max_in_flight;
    std::optional<std::size_t> max_queued_bytes;
    std::optional<bool> wait_when_full;
    std::optional<std::size_t> max_queued_notifications;
    std::optional<std::size_t> max_server_requests;
    std::optional<std::size_t> max_message_size;
    std::optional<std::size_t> max_header_size;
    std::optional<std::size_t> max_depth;
    std::optional<bool> basic_logging;
    std::vector<logging::handler> log_handlers;

    // Which files to read in place of the usual ones.
    std::optional<std::vector<std::string>> config_files;
};

// Every option at its default. The id generator is a new one each time.
option_set built_in_options();

// Takes over what is set in `other`.
void merge(option_set& into, const option_set& other);

bool has_header(const header_list& headers, std::string_view name);

// Adds a header in place of those of the same name; of Authorization, also in place of other credentials.
void set_header(option_set& options, std::string_view name, std::string_view value);
void set_header(header_list& headers, std::string_view name, std::string_view value);

// Sets the credentials, in place of a header Authorization.
void set_credentials(option_set& options, const credentials& value);

} // namespace jsonrpcclient::detail
