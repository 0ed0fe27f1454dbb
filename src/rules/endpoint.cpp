// SPDX-License-Identifier: BSL-1.0
#include "rules/endpoint.hpp"

#include "rules/ascii.hpp"
#include "rules/command_words.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace jsonrpcclient::detail {
namespace {

struct known_scheme
{
    std::string_view name;
    detail::protocol protocol;
    bool is_secure;
    // None: a URL has to name one.
    std::string_view port;
};

constexpr known_scheme schemes[] = {
    {"http", protocol::http, false, "80"},    {"https", protocol::http, true, "443"},
    {"ws", protocol::websocket, false, "80"}, {"wss", protocol::websocket, true, "443"},
    {"tcp", protocol::stream, false, ""},     {"tls", protocol::stream, true, ""},
    {"unix", protocol::stream, false, ""},
};

constexpr const char* no_url = "it is no URL, such as http://host/path, tcp://host:port or unix:///path";

[[noreturn]] void refuse_url(std::string_view url, std::string_view why)
{
    // Of a URL that is not understood, what stands before an @ may be a password, and a query or a fragment may hold
    // a token.
    std::string shown(url);
    auto at = shown.rfind('@');
    auto tail = shown.find_first_of("?#");
    if (at != shown.npos)
    {
        auto scheme = shown.find("://");
        auto begin = scheme != shown.npos && shown.find_first_of("/?#@") == scheme + 1 ? scheme + 3 : 0;
        // Which of the two an @ behind a ? belongs to cannot be told.
        shown.replace(begin, tail < at ? shown.npos : at - begin, "...");
        tail = shown.find_first_of("?#");
    }
    if (tail != shown.npos)
        shown.resize(tail);
    throw client_error(errc::invalid_url, delivery::not_sent, "\"" + shown + "\": " + std::string(why));
}

// Whether the name is this one, which is in lower case.
bool is_scheme(std::string_view known, std::string_view name)
{
    auto equal = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); };
    return std::equal(known.begin(), known.end(), name.begin(), name.end(), equal);
}

const known_scheme& scheme_of(std::string_view url, std::string_view name)
{
    for (auto& known : schemes)
        if (is_scheme(known.name, name))
            return known;
    // What stands before a colon may be a user.
    refuse_url(url, (url.find('@') == url.npos ? "the scheme " + std::string(name) : std::string("the scheme")) +
                        " is not known; there are http, https, ws, wss, tcp, tls, unix and exec");
}

endpoint parse_unix(std::string_view url, boost::urls::url_view view)
{
    endpoint made;
    made.protocol = protocol::stream;
    if (!view.encoded_host_and_port().empty())
        refuse_url(url, "a unix URL names no host, but a path, as in unix:///path");
    made.socket_path = view.path();
    if (made.socket_path.empty() || made.socket_path.front() != '/' || made.socket_path == "/")
        refuse_url(url, "a unix URL names the path of a socket, as in unix:///path");
    if (made.socket_path.find('\0') != made.socket_path.npos)
        refuse_url(url, "its path has a character that no path has");
    if (view.has_query() || view.has_fragment())
        refuse_url(url, "a unix URL has neither query nor fragment");
    made.shown = "unix://" + std::string(view.encoded_path());
    return made;
}

constexpr std::string_view exec_scheme = "exec:";

// Behind the scheme stands a command, not what a URL can have. Its arguments may be secret.
endpoint parse_exec(std::string_view command)
{
    endpoint made;
    made.protocol = protocol::stream;
    try
    {
        made.command = split_command(command);
    }
    catch (const command_error& error)
    {
        refuse_url("exec:...", error.what());
    }
    made.shown = "exec:" + made.command.front();
    return made;
}

} // namespace

bool is_port(std::string_view digits)
{
    std::uint16_t number = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size() && number != 0;
}

endpoint parse_url(std::string_view url)
{
    if (is_scheme(exec_scheme, url.substr(0, exec_scheme.size())))
        return parse_exec(url.substr(exec_scheme.size()));
    auto parsed = boost::urls::parse_uri(url);
    if (!parsed)
        refuse_url(url, no_url);
    boost::urls::url_view view = *parsed;
    auto& scheme = scheme_of(url, std::string(view.scheme()));
    std::string name(scheme.name);
    if (view.has_userinfo() && scheme.protocol == protocol::stream)
        refuse_url(url, "a " + name + " URL names no user");
    if (name == "unix")
        return parse_unix(url, view);

    endpoint made;
    made.protocol = scheme.protocol;
    made.is_secure = scheme.is_secure;
    made.host = view.host_address();
    if (made.host.empty())
        refuse_url(url, "it names no host");
    if (made.host.find('\0') != made.host.npos || made.host.front() == '.')
        refuse_url(url, "its host is no name");
    // Boost.URL 1.81 takes "http://1.2.3.4.5/" for the host 1.2.3.4 and the path ".5/".
    if (!view.encoded_path().empty() && view.encoded_path().front() != '/')
        refuse_url(url, no_url);
    if (view.has_port() && !view.port().empty() && !is_port(view.port()))
        refuse_url(url, "the port must be in 1 to 65535");
    made.port = view.port();

    made.shown = name + "://" + std::string(view.encoded_host_and_port());
    if (made.protocol == protocol::stream)
    {
        if (made.port.empty())
            refuse_url(url, "a " + name + " URL needs a port");
        if (view.encoded_path() != "" && view.encoded_path() != "/")
            refuse_url(url, "a " + name + " URL has no path");
        if (view.has_query() || view.has_fragment())
            refuse_url(url, "a " + name + " URL has neither query nor fragment");
        return made;
    }
    if (made.port.empty())
        made.port = scheme.port;
    if (view.has_userinfo())
    {
        made.user.emplace(view.user(), view.password());
        // RFC 7617, section 2.
        if (has_control(made.user->first) || has_control(made.user->second) ||
            made.user->first.find(':') != std::string::npos)
            refuse_url(url, "its user or its password has a character that neither can have");
    }
    made.authority = std::string(view.encoded_host_and_port());
    made.target = view.encoded_path().empty() ? "/" : std::string(view.encoded_path());
    made.shown += made.target;
    // A query may hold a token: it is sent, but not shown.
    if (view.has_query())
    {
        made.target += '?';
        made.target += std::string_view(view.encoded_query().data(), view.encoded_query().size());
    }
    return made;
}

endpoint resolve_url(const endpoint& from, std::string_view location)
{
    auto reference = boost::urls::parse_uri_reference(location);
    if (!reference)
        refuse_url(location, no_url);
    auto base = std::string(from.is_secure ? "https://" : "http://") + from.authority + from.target;
    boost::urls::url resolved;
    if (!boost::urls::resolve(boost::urls::url_view(base), *reference, resolved))
        refuse_url(location, no_url);
    auto made = parse_url(resolved.buffer());
    if (made.protocol != protocol::http)
        refuse_url(location, "it is not http or https");
    // Whom it is for, only the caller says.
    made.user.reset();
    return made;
}

} // namespace jsonrpcclient::detail
