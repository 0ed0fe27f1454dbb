// SPDX-License-Identifier: BSL-1.0
// For every option that has a text: how it is written in a file, as often as there are levels.
#pragma once

#include "rules/option_table.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace test {

struct option_values
{
    std::string_view key;
    // As they are written, and as they are shown; neighbours differ, and where there are more than two values, all do.
    std::array<std::string_view, 4> written;
    std::array<std::string_view, 4> shown;
};

inline const std::vector<option_values>& all_option_values()
{
    static const std::vector<option_values> values = {
        {"timeout", {"1s", "2500ms", "2m", "0"}, {"1s", "2500ms", "2m", "0s"}},
        {"idempotent", {"yes", "no", "on", "off"}, {"true", "false", "true", "false"}},
        {"retry", {"100ms, 5s, 3", "1s,1m", " 2s , 4s , 0", "off"}, {"100ms, 5s, 3", "1s, 1m", "2s, 4s", "off"}},
        {"retry_on", {"-32005", "1, 2", " -1 ,3", "429"}, {"-32005", "1, 2", "-1, 3", "429"}},
        {"id_generator",
         {"hexadecimal", "random", "jsonrpcclient.id_generators.uuid", "decimal"},
         {"hexadecimal", "random", "jsonrpcclient.id_generators.uuid", "decimal"}},
        {"protocol_version", {"1.0", "2.0", "1.0", "2.0"}, {"1.0", "2.0", "1.0", "2.0"}},
        {"validate_against_schema", {"no", "yes", "Off", "ON"}, {"false", "true", "false", "true"}},
        {"lenient_ids", {"1", "0", "true", "FALSE"}, {"true", "false", "true", "false"}},
        {"dialect", {"lsp", "none", "mcp", "lsp"}, {"lsp", "none", "mcp", "lsp"}},
        {"trim_log_values", {"on", "off", "YES", "No"}, {"true", "false", "true", "false"}},
        {"header.X-Api", {"one", "two", "three", "four"}, {"***", "***", "***", "***"}},
        {"basic_auth", {"a:pass", "b:pass:word", "c:", "d:p"}, {"a:***", "b:***", "c:***", "d:***"}},
        {"bearer", {"token1", "token2", "token3", "token4"}, {"***", "***", "***", "***"}},
        {"digest_auth", {"a:pass", "b:pass:word", "c:", "d:p"}, {"a:***", "b:***", "c:***", "d:***"}},
        {"verify", {"no", "/some/ca.pem", "/some/folder", "yes"}, {"false", "/some/ca.pem", "/some/folder", "true"}},
        {"cert",
         {"/a.pem", "/b.pem,/b.key", "/c.pem , /c.key", "/d.pem,"},
         {"/a.pem", "/b.pem, /b.key", "/c.pem, /c.key", "/d.pem"}},
        {"proxy",
         {"http://one:1", "", "http://user:pass@two:2", "three"},
         {"http://one:1", "", "http://***@two:2", "three"}},
        {"unix_socket", {"/a", "/b", "/c", "/d"}, {"/a", "/b", "/c", "/d"}},
        {"max_redirects", {"0", "1", "2", "3"}, {"0", "1", "2", "3"}},
        {"strict_http_status", {"yes", "no", "on", "off"}, {"true", "false", "true", "false"}},
        {"framing",
         {"netstring", "delimiter:0x1e", "content-length", "bare"},
         {"netstring", "delimiter:0x1e", "content-length", "bare"}},
        {"resolve_timeout", {"1s", "2s", "3s", "4s"}, {"1s", "2s", "3s", "4s"}},
        {"connect_timeout", {"1s", "2s", "3s", "4s"}, {"1s", "2s", "3s", "4s"}},
        {"tls_timeout", {"1s", "2s", "3s", "4s"}, {"1s", "2s", "3s", "4s"}},
        {"handshake_timeout", {"1s", "2s", "3s", "4s"}, {"1s", "2s", "3s", "4s"}},
        {"reconnect", {"1s, 2s", "off", "10ms, 1m, 7", "0, 0"}, {"1s, 2s", "off", "10ms, 1m, 7", "0s, 0s"}},
        {"tcp_keepalive", {"1s", "2s", "3s", "0"}, {"1s", "2s", "3s", "0s"}},
        {"tcp_user_timeout", {"1s", "2s", "3s", "0"}, {"1s", "2s", "3s", "0s"}},
        {"subprotocol", {"a", "b, c", "d", "e"}, {"a", "b, c", "d", "e"}},
        {"permessage_deflate", {"yes", "no", "on", "off"}, {"true", "false", "true", "false"}},
        {"ping_interval", {"1s", "2s", "3s", "4s"}, {"1s", "2s", "3s", "4s"}},
        {"ping_method",
         {"ping", "rpc.ping", "web3_clientVersion", "system.listMethods"},
         {"ping", "rpc.ping", "web3_clientVersion", "system.listMethods"}},
        {"cookies", {"no", "yes", "off", "on"}, {"false", "true", "false", "true"}},
        {"max_connections", {"1", "2", "3", "4"}, {"1", "2", "3", "4"}},
        {"idle_timeout", {"1s", "2s", "3s", "0"}, {"1s", "2s", "3s", "0s"}},
        {"max_in_flight", {"1", "2", "3", "4"}, {"1", "2", "3", "4"}},
        {"max_queued_bytes", {"1", "2KiB", "3MiB", "4GiB"}, {"1", "2KiB", "3MiB", "4GiB"}},
        {"max_queued_notifications", {"1", "2", "3", "4"}, {"1", "2", "3", "4"}},
        {"max_server_requests", {"1", "2", "3", "4"}, {"1", "2", "3", "4"}},
        {"max_message_size", {"1", "2KiB", "3MiB", "4GiB"}, {"1", "2KiB", "3MiB", "4GiB"}},
        {"wait_when_full", {"yes", "no", "on", "off"}, {"true", "false", "true", "false"}},
        {"max_header_size", {"1", "2KiB", "3MiB", "4MiB"}, {"1", "2KiB", "3MiB", "4MiB"}},
        {"max_depth", {"1", "2", "3", "4"}, {"1", "2", "3", "4"}},
        {"basic_logging", {"yes", "no", "on", "off"}, {"true", "false", "true", "false"}},
    };
    return values;
}

// Of an option of the table; null for those that no file can have.
inline const option_values* values_of(const jsonrpcclient::detail::option_row& row)
{
    for (auto& values : all_option_values())
        if (jsonrpcclient::detail::find_option(values.key) == &row)
            return &values;
    return nullptr;
}

} // namespace test
