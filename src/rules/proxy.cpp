// SPDX-License-Identifier: BSL-1.0
#include "rules/proxy.hpp"

#include "rules/ascii.hpp"
#include "rules/credentials.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cstdlib>

namespace jsonrpcclient::detail {
namespace {

// `what` is what has the URL: an option or a variable.
[[noreturn]] void refuse_proxy(std::string_view what, std::string_view why)
{
    throw client_error(errc::invalid_config, delivery::not_sent, std::string(what) + ": " + std::string(why));
}

// What stands in front of "://", if it may be a scheme and no part of a user or a password.
std::string scheme_of(std::string_view url)
{
    auto scheme = url.substr(0, url.find("://"));
    if (scheme.size() == url.size())
        return "";
    return std::all_of(scheme.begin(), scheme.end(), is_alphanumeric) ? to_lower(scheme) : "";
}

// RFC 7617, section 2.
std::string basic_authorization(std::string_view what, boost::urls::url_view view)
{
    std::string user = view.user();
    std::string password = view.password();
    if (user.empty() && password.empty())
        return "";
    if (user.find(':') != user.npos)
        refuse_proxy(what, "the user's name has a colon, which no server could tell from the one behind it");
    if (has_control(user) || has_control(password))
        refuse_proxy(what, "the user or the password has a control character");
    return authorization_of(credentials(credentials::kind::basic, user, password));
}

proxy parse(std::string_view url, std::string_view what)
{
    constexpr auto no_url = "it is no URL of a proxy, such as http://host:port";
    auto scheme = scheme_of(url);
    for (auto known : {"https", "socks", "socks4", "socks4a", "socks5", "socks5h"})
        if (scheme == known)
            refuse_proxy(what, "a proxy that is spoken to by " + scheme + " is not supported, only by http");
    if (!scheme.empty() && scheme != "http")
        refuse_proxy(what, "its scheme is not http");
    auto whole = scheme.empty() ? "http://" + std::string(url) : std::string(url);
    auto parsed = boost::urls::parse_uri(whole);
    if (!parsed)
        refuse_proxy(what, no_url);
    boost::urls::url_view view = *parsed;
    // Boost.URL 1.81 takes "http://host:port" for the path "port".
    if (!view.encoded_path().empty() && view.encoded_path().front() != '/')
        refuse_proxy(what, no_url);

    proxy made;
    made.host = view.host_address();
    if (made.host.empty())
        refuse_proxy(what, "it names no host");
    // Blanks and controls are percent-encoded in a URL, but in no name.
    if (has_control(made.host) || made.host.find(' ') != made.host.npos || made.host.front() == '.')
        refuse_proxy(what, "its host is no name");
    if (view.has_port() && !view.port().empty() && !is_port(view.port()))
        refuse_proxy(what, "the port must be in 1 to 65535");
    if ((view.encoded_path() != "" && view.encoded_path() != "/") || view.has_query() || view.has_fragment())
        refuse_proxy(what, "it has more than a host and a port");
    made.port = view.port();
    if (made.port.empty())
        made.port = "80";
    made.authorization = basic_authorization(what, view);
    made.shown = "http://" + std::string(view.encoded_host()) + ':' + made.port;
    return made;
}

} // namespace

proxy parse_proxy(std::string_view url) { return parse(url, "the proxy's URL"); }

const char* process_environment(const char* name) { return std::getenv(name); }

std::optional<proxy> environment_proxy(const endpoint& to, const environment& get)
{
    if (to.protocol == protocol::stream || !to.socket_path.empty())
        return std::nullopt;
    auto value = [&](const char* name)
    {
        auto text = get(name);
        return std::string_view(text ? text : "");
    };
    auto name = to.is_secure ? "https_proxy" : "http_proxy";
    if (to.is_secure && value(name).empty())
        name = "HTTPS_PROXY";
    auto url = value(name);
    auto list = value("no_proxy");
    if (list.empty())
        list = value("NO_PROXY");
    if (url.empty() || lists_host(list, to.host, to.port))
        return std::nullopt;
    return parse(url, std::string("the environment variable ") + name);
}

} // namespace jsonrpcclient::detail
