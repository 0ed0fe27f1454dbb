// SPDX-License-Identifier: BSL-1.0
#include "rules/option_set.hpp"

#include "rules/ascii.hpp"
#include "rules/option_table.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

constexpr std::string_view authorization = "Authorization";

} // namespace

option_set built_in_options()
{
    using namespace std::chrono_literals;
    option_set made;
    made.timeout = 30s;
    made.idempotent = false;
    made.retry = backoff::none();
    made.id_generator.emplace(id_generators::decimal(), "decimal");
    made.protocol_version = rpc_version::two;
    made.validate_against_schema = true;
    made.lenient_ids = false;
    made.dialect.emplace();
    made.trim_log_values = false;
    made.verify = true;
    made.max_redirects = 5;
    made.strict_http_status = false;
    made.framing = framing::newline();
    made.resolve_timeout = 10s;
    made.connect_timeout = 10s;
    made.tls_timeout = 10s;
    made.handshake_timeout = 10s;
    made.reconnect = backoff(100ms, 30s);
    made.tcp_keepalive = 30s;
    made.tcp_user_timeout = 0s;
    made.permessage_deflate = false;
    made.ping_interval = 0s;
    made.cookies = true;
    made.max_connections = 8;
    made.idle_timeout = 60s;
    made.max_in_flight = 100'000;
    made.max_queued_bytes = 64 << 20;
    made.wait_when_full = false;
    made.max_queued_notifications = 10'000;
    made.max_server_requests = 100;
    made.max_message_size = 64 << 20;
    made.max_header_size = 64 << 10;
    made.max_depth = 512;
    made.basic_logging = false;
    return made;
}

void merge(option_set& into, const option_set& other)
{
    for (auto& row : option_table())
        row.merge(into, other);
}

bool has_header(const header_list& headers, std::string_view name)
{
    return std::any_of(headers.begin(), headers.end(), [&](auto& header) { return equal_names(header.first, name); });
}

void set_header(option_set& options, std::string_view name, std::string_view value)
{
    if (equal_names(name, authorization))
        options.auth.reset();
    set_header(options.headers, name, value);
}

void set_header(header_list& headers, std::string_view name, std::string_view value)
{
    std::erase_if(headers, [&](auto& header) { return equal_names(header.first, name); });
    headers.emplace_back(name, value);
}

void set_credentials(option_set& options, const credentials& value)
{
    std::erase_if(options.headers, [&](auto& header) { return equal_names(header.first, authorization); });
    options.auth = value;
}

} // namespace jsonrpcclient::detail
