// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/options.hpp>

#include "rules/ascii.hpp"
#include "rules/hash.hpp"
#include "rules/option_checks.hpp"
#include "rules/option_set.hpp"
#include "rules/proxy.hpp"

#include <algorithm>

namespace jsonrpcclient {
namespace detail {
namespace {

// RFC 9110, section 5.5: no control characters but the tab.
bool is_header_value(std::string_view value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || !is_control(c); });
}

void check_user(std::string_view user, std::string_view password, const char* option)
{
    if (!is_header_value(user) || !is_header_value(password))
        refuse(std::string(option) + ": neither a name nor a password has control characters");
}

} // namespace

option_set& option_store::change()
{
    // A copy even if nobody seems to share it: another thread may just be done with reading it.
    auto changed = set_ ? std::make_shared<option_set>(*set_) : std::make_shared<option_set>();
    set_ = changed;
    return *changed;
}

option_store option_store::merged_over(const option_store& below) const
{
    option_store merged = below;
    merge(merged.change(), *set_);
    return merged;
}

template <class Options>
Options& call_setters<Options>::timeout(std::chrono::nanoseconds value)
{
    store_.change().timeout = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::idempotent(bool value)
{
    store_.change().idempotent = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::retry(const backoff& value)
{
    store_.change().retry = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::retry_on(std::int64_t code)
{
    auto& codes = store_.change().retry_on;
    if (!codes)
        codes.emplace();
    codes->push_back(code);
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::id_generator(jsonrpcclient::id_generator value)
{
    if (!value)
        refuse("id_generator must be callable");
    store_.change().id_generator.emplace(std::move(value), "a function");
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::id_generator(std::string_view name)
{
    named_generator named(id_generators::by_name(name), std::string(name));
    store_.change().id_generator = std::move(named);
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::protocol_version(std::string_view value)
{
    if (value != "2.0" && value != "1.0")
        refuse("protocol_version must be 2.0 or 1.0, not \"" + std::string(value) + "\"");
    store_.change().protocol_version = value == "1.0" ? rpc_version::one : rpc_version::two;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::validate_against_schema(bool value)
{
    store_.change().validate_against_schema = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::lenient_ids(bool value)
{
    store_.change().lenient_ids = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::dialect(jsonrpcclient::dialect value)
{
    store_.change().dialect = std::move(value);
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::dialect(std::string_view name)
{
    return dialect(jsonrpcclient::dialect::parse(name));
}

template <class Options>
Options& call_setters<Options>::on_progress(progress_handler handler)
{
    if (!handler)
        refuse("on_progress must be callable");
    store_.change().on_progress = std::move(handler);
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::trim_log_values(bool value)
{
    store_.change().trim_log_values = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::header(std::string_view name, std::string_view value)
{
    if (!is_token(name))
        refuse("\"" + std::string(name) + "\" is no name of a header");
    if (!is_header_value(value))
        refuse("the value of the header " + std::string(name) + " has a control character");
    set_header(store_.change(), name, value);
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::basic_auth(std::string_view user, std::string_view password)
{
    check_user(user, password, "basic_auth");
    // RFC 7617, section 2: the first colon ends the name.
    if (user.find(':') != user.npos)
        refuse("basic_auth: the name of a user has no colon");
    set_credentials(store_.change(), credentials(credentials::kind::basic, user, password));
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::bearer(std::string_view token)
{
    if (token.empty() || !is_header_value(token))
        refuse("bearer must be a token without control characters");
    set_credentials(store_.change(), credentials(credentials::kind::bearer, {}, token));
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::digest_auth(std::string_view user, std::string_view password)
{
    check_user(user, password, "digest_auth");
    if (!has_hashes())
        refuse("digest_auth: this build of the library has no OpenSSL, which it needs");
    set_credentials(store_.change(), credentials(credentials::kind::digest, user, password));
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::verify(bool value)
{
    store_.change().verify = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::verify(std::string_view authorities)
{
    store_.change().verify = file_name(authorities, "verify");
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::cert(std::string_view certificate_file, std::string_view key_file)
{
    auto certificate = file_name(certificate_file, "cert");
    auto key = key_file.empty() ? certificate : file_name(key_file, "cert");
    store_.change().cert.emplace(std::move(certificate), std::move(key));
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::proxy(std::string_view url)
{
    if (!url.empty())
        parse_proxy(url);
    store_.change().proxy = url;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::unix_socket(std::string_view path)
{
    if (path.empty() || path.find('\0') != path.npos)
        refuse("unix_socket must be the path of a socket");
    store_.change().unix_socket = path;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::max_redirects(std::size_t value)
{
    store_.change().max_redirects = value;
    return static_cast<Options&>(*this);
}

template <class Options>
Options& call_setters<Options>::strict_http_status(bool value)
{
    store_.change().strict_http_status = value;
    return static_cast<Options&>(*this);
}

template class call_setters<call_options>;
template class call_setters<client_options>;

} // namespace detail

} // namespace jsonrpcclient
