// SPDX-License-Identifier: BSL-1.0
// The setters that only a client's options have; those that it shares with a call's stand in options.cpp.
#include <jsonrpcclient/options.hpp>

#include "rules/ascii.hpp"
#include "rules/option_checks.hpp"
#include "rules/option_set.hpp"
#include "rules/option_table.hpp"

#include <algorithm>

namespace jsonrpcclient {

client_options& client_options::framing(jsonrpcclient::framing value)
{
    store_.change().framing = value;
    return *this;
}

client_options& client_options::resolve_timeout(std::chrono::nanoseconds value)
{
    store_.change().resolve_timeout = value;
    return *this;
}

client_options& client_options::connect_timeout(std::chrono::nanoseconds value)
{
    store_.change().connect_timeout = value;
    return *this;
}

client_options& client_options::tls_timeout(std::chrono::nanoseconds value)
{
    store_.change().tls_timeout = value;
    return *this;
}

client_options& client_options::handshake_timeout(std::chrono::nanoseconds value)
{
    store_.change().handshake_timeout = value;
    return *this;
}

client_options& client_options::reconnect(const backoff& value)
{
    store_.change().reconnect = value;
    return *this;
}

client_options& client_options::tcp_keepalive(std::chrono::nanoseconds value)
{
    store_.change().tcp_keepalive = detail::not_negative(value, "tcp_keepalive");
    return *this;
}

client_options& client_options::tcp_user_timeout(std::chrono::nanoseconds value)
{
    store_.change().tcp_user_timeout = detail::not_negative(value, "tcp_user_timeout");
    return *this;
}

client_options& client_options::subprotocol(std::string_view value)
{
    // RFC 6455, section 11.3.4: a list of tokens.
    for (auto rest = value;;)
    {
        auto end = rest.find(',');
        auto name = rest.substr(0, end);
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        name.remove_suffix(name.size() - (name.find_last_not_of(' ') + 1));
        if (!detail::is_token(name))
            detail::refuse("subprotocol: \"" + std::string(value) + "\" is no name, and no list of names");
        if (end == rest.npos)
            break;
        rest.remove_prefix(end + 1);
    }
    store_.change().subprotocol = value;
    return *this;
}

client_options& client_options::permessage_deflate(bool value)
{
    store_.change().permessage_deflate = value;
    return *this;
}

client_options& client_options::ping_interval(std::chrono::nanoseconds value)
{
    store_.change().ping_interval = detail::not_negative(value, "ping_interval");
    return *this;
}

client_options& client_options::ping_method(std::string_view value)
{
    if (value.empty() || std::any_of(value.begin(), value.end(), detail::is_control))
        detail::refuse("ping_method must be the name of a method");
    store_.change().ping_method = value;
    return *this;
}

client_options& client_options::cookies(bool value)
{
    store_.change().cookies = value;
    return *this;
}

client_options& client_options::max_connections(std::size_t value)
{
    store_.change().max_connections = detail::at_least_one(value, "max_connections");
    return *this;
}

client_options& client_options::idle_timeout(std::chrono::nanoseconds value)
{
    store_.change().idle_timeout = detail::not_negative(value, "idle_timeout");
    return *this;
}

client_options& client_options::max_in_flight(std::size_t value)
{
    store_.change().max_in_flight = detail::at_least_one(value, "max_in_flight");
    return *this;
}

client_options& client_options::max_queued_bytes(std::size_t value)
{
    store_.change().max_queued_bytes = detail::at_least_one(value, "max_queued_bytes");
    return *this;
}

client_options& client_options::wait_when_full(bool value)
{
    store_.change().wait_when_full = value;
    return *this;
}

client_options& client_options::max_queued_notifications(std::size_t value)
{
    store_.change().max_queued_notifications = detail::at_least_one(value, "max_queued_notifications");
    return *this;
}

client_options& client_options::max_server_requests(std::size_t value)
{
    store_.change().max_server_requests = detail::at_least_one(value, "max_server_requests");
    return *this;
}

client_options& client_options::max_message_size(std::size_t value)
{
    // Half of what can be counted, so that sums with it can be.
    store_.change().max_message_size = std::min(detail::at_least_one(value, "max_message_size"), SIZE_MAX / 2);
    return *this;
}

client_options& client_options::max_header_size(std::size_t value)
{
    // As much as Beast counts.
    constexpr std::size_t most = 1 << 30;
    store_.change().max_header_size = std::min(detail::at_least_one(value, "max_header_size"), most);
    return *this;
}

client_options& client_options::max_depth(std::size_t value)
{
    // The destructor of a value goes as deep as the value.
    constexpr std::size_t most = 10'000;
    store_.change().max_depth = std::min(detail::at_least_one(value, "max_depth"), most);
    return *this;
}

client_options& client_options::log_handler(logging::handler value)
{
    if (!value)
        detail::refuse("log_handler must be callable");
    store_.change().log_handlers.push_back(std::move(value));
    return *this;
}

client_options& client_options::basic_logging(bool value)
{
    store_.change().basic_logging = value;
    return *this;
}

client_options& client_options::config_file(std::string_view path)
{
    auto name = detail::file_name(path, "config_file");
    auto& files = store_.change().config_files;
    if (!files)
        files.emplace();
    files->push_back(std::move(name));
    return *this;
}

client_options& client_options::no_config_files()
{
    store_.change().config_files.emplace();
    return *this;
}

client_options& client_options::set(std::string_view name, std::string_view value)
{
    auto* row = detail::find_option(name);
    if (!row)
        detail::refuse("there is no option \"" + std::string(name) + "\"; there are " + detail::option_keys());
    try
    {
        if (row->read)
            row->read(*this, value);
        else
            header(name.substr(detail::header_prefix.size()), value);
    }
    catch (const client_error& error)
    {
        std::string why = error.what();
        if (!why.starts_with(row->name))
            why.insert(0, std::string(name) + ": ");
        if (row->read && why.find(row->accepts) == why.npos)
            why += "; accepted: " + std::string(row->accepts);
        detail::refuse(std::move(why));
    }
    return *this;
}

} // namespace jsonrpcclient
