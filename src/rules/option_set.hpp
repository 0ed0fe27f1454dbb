// SPDX-License-Identifier: BSL-1.0
// What the setters of options write into: each option where it was set, nothing where it was not.
#pragma once

#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/options.hpp>

#include "values/rpc_version.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace jsonrpcclient::detail {

using header_list = http_status_error::header_list;

struct option_set
{
    // Of a call, or of a client for all its calls.
    std::optional<std::chrono::nanoseconds> timeout;
    std::optional<jsonrpcclient::id_generator> id_generator;
    std::optional<rpc_version> protocol_version;
    std::optional<bool> validate_against_schema;
    std::optional<bool> lenient_ids;
    header_list headers;

    // Of a client.
    std::optional<jsonrpcclient::framing> framing;
    std::optional<std::chrono::nanoseconds> connect_timeout;
    std::optional<std::string> unix_socket;
    // Whether to, or whose signatures to trust: a file or a directory.
    std::optional<std::variant<bool, std::string>> verify;
    // Files: of the certificate, and of its key.
    std::optional<std::pair<std::string, std::string>> cert;
    std::optional<std::string> subprotocol;
    std::optional<bool> permessage_deflate;
    std::optional<std::chrono::nanoseconds> ping_interval;
    std::optional<std::size_t> max_connections;
    std::optional<std::size_t> max_in_flight;
    std::optional<std::size_t> max_queued_bytes;
    std::optional<std::size_t> max_message_size;
    std::optional<bool> basic_logging;
    std::vector<logging::handler> log_handlers;

    // The options of which the later one wins; headers and handlers are collected.
    static constexpr auto single_options()
    {
        return std::make_tuple(&option_set::timeout, &option_set::id_generator, &option_set::protocol_version,
                               &option_set::validate_against_schema, &option_set::lenient_ids, &option_set::framing,
                               &option_set::connect_timeout,
                               &option_set::unix_socket, &option_set::verify, &option_set::cert,
                               &option_set::subprotocol, &option_set::permessage_deflate,
                               &option_set::ping_interval, &option_set::max_connections,
                               &option_set::max_in_flight, &option_set::max_queued_bytes,
                               &option_set::max_message_size, &option_set::basic_logging);
    }
};

// Every option at its default. The id generator is a new one each time.
option_set built_in_options();

// Takes over what is set in `other`.
void merge(option_set& into, const option_set& other);

// Adds a header in place of those of the same name, which is compared without regard to case.
void set_header(header_list& headers, std::string_view name, std::string_view value);

} // namespace jsonrpcclient::detail
