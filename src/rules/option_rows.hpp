// SPDX-License-Identifier: BSL-1.0
// How the rows of the table of options are made: an option's kind says how it is set, merged, read and shown.
#pragma once

#include "rules/ascii.hpp"
#include "rules/option_table.hpp"
#include "rules/option_text.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jsonrpcclient::detail {

constexpr bool of_call = true;
constexpr bool of_client = false;

// What else is true of an option.
constexpr int harmless = 0;
constexpr int of_security = 1;
constexpr int of_connection = 2;

inline std::string text_of(bool value) { return flag_text(value); }
inline std::string text_of(std::chrono::nanoseconds value) { return duration_text(value); }
inline std::string text_of(const std::string& value) { return value; }
inline std::string text_of(const named_generator& value) { return value.name; }
inline std::string text_of(rpc_version value) { return value == rpc_version::one ? "1.0" : "2.0"; }
inline std::string text_of(const framing& value) { return to_string(value); }
inline std::string text_of(const backoff& value) { return to_string(value); }
inline std::string text_of(const dialect& value) { return to_string(value); }
inline std::string text_of(const std::vector<std::int64_t>& value) { return codes_text(value); }

inline std::string text_of(const std::variant<bool, std::string>& value)
{
    auto* path = std::get_if<std::string>(&value);
    return path ? *path : flag_text(std::get<bool>(value));
}

inline std::string text_of(const std::pair<std::string, std::string>& files)
{
    return files.first == files.second ? files.first : files.first + ", " + files.second;
}

template <auto Option>
bool is_set(const option_set& in)
{
    return in.*Option != std::nullopt;
}

template <auto Option>
void merge_one(option_set& into, const option_set& from)
{
    if (from.*Option)
        into.*Option = from.*Option;
}

template <auto Option>
std::string show_one(const option_set& from)
{
    return from.*Option ? text_of(*(from.*Option)) : std::string();
}

template <auto Option>
std::string show_count(const option_set& from)
{
    return from.*Option ? std::to_string(*(from.*Option)) : std::string();
}

template <auto Option>
std::string show_size(const option_set& from)
{
    return from.*Option ? size_text(*(from.*Option)) : std::string();
}

template <auto Option>
constexpr option_row one(std::string_view name, std::string_view accepts, std::string_view meaning, bool level,
                         int kind, void (*read)(client_options&, std::string_view),
                         std::string (*show)(const option_set&) = show_one<Option>)
{
    return {name,
            name,
            accepts,
            meaning,
            level == of_call,
            (kind & of_security) != 0,
            (kind & of_connection) != 0,
            is_set<Option>,
            merge_one<Option>,
            read,
            show};
}

template <credentials::kind Scheme>
bool has_credentials(const option_set& in)
{
    return in.auth && in.auth->scheme == Scheme;
}

template <credentials::kind Scheme>
constexpr option_row auth(std::string_view name, std::string_view accepts, std::string_view meaning,
                          void (*read)(client_options&, std::string_view))
{
    return {name,
            name,
            accepts,
            meaning,
            of_call,
            true,
            true,
            has_credentials<Scheme>,
            [](option_set& into, const option_set& from)
            {
                if (has_credentials<Scheme>(from))
                    set_credentials(into, *from.auth);
            },
            read,
            [](const option_set& from)
            {
                if (!has_credentials<Scheme>(from))
                    return std::string();
                return (from.auth->user.empty() ? "" : from.auth->user + ":") + std::string(secret);
            }};
}

// Cuts at the first separator.
inline std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator)
{
    auto end = text.find(separator);
    if (end == text.npos)
        return {text, {}};
    return {text.substr(0, end), text.substr(end + 1)};
}

inline void read_verify(client_options& into, std::string_view text)
{
    try
    {
        into.verify(flag_of(text));
    }
    catch (const client_error&)
    {
        into.verify(text);
    }
}

inline void read_cert(client_options& into, std::string_view text)
{
    auto [certificate, key] = cut(text, ',');
    into.cert(trimmed(certificate), trimmed(key));
}

// A name and a password; who forgets the colon has not meant an empty password.
inline std::pair<std::string_view, std::string_view> user_of(std::string_view text)
{
    if (text.find(':') == text.npos)
        throw client_error(errc::invalid_config, delivery::not_sent, "there is no colon between a name and a password");
    return cut(text, ':');
}

inline void read_retry_on(client_options& into, std::string_view text)
{
    for (auto code : codes_of(text))
        into.retry_on(code);
}

// A password may be in the URL.
inline std::string show_proxy(const option_set& from)
{
    if (!from.proxy)
        return {};
    auto at = from.proxy->rfind('@');
    if (at == std::string::npos)
        return *from.proxy;
    auto scheme = from.proxy->find("://");
    auto begin = scheme < at ? scheme + 3 : 0;
    return from.proxy->substr(0, begin) + std::string(secret) + from.proxy->substr(at);
}

} // namespace jsonrpcclient::detail
