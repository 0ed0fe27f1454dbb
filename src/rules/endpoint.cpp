// SPDX-License-Identifier: BSL-1.0
#include "rules/endpoint.hpp"

#include <jsonrpcclient/error.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace jsonrpcclient::detail {
namespace {

[[noreturn]] void refuse(std::string_view url, std::string_view why)
{
    // Of a URL that is not understood, what stands before an @ may be a password.
    std::string shown(url);
    if (auto at = shown.rfind('@'); at != shown.npos)
    {
        auto scheme = shown.find("://");
        auto begin = scheme != shown.npos && shown.find_first_of("/?#@") == scheme + 1 ? scheme + 3 : 0;
        shown.replace(begin, at - begin, "...");
    }
    // And a query may hold a token.
    if (auto query = shown.find('?'); query != shown.npos)
        shown.resize(query);
    throw client_error(errc::invalid_url, delivery::not_sent, "\"" + shown + "\": " + std::string(why));
}

} // namespace

endpoint parse_url(std::string_view url)
{
    auto parsed = boost::urls::parse_uri(url);
    if (!parsed)
        refuse(url, "it is no URL, such as http://host/path or tcp://host:port");
    boost::urls::url_view view = *parsed;

    endpoint made;
    std::string name(view.scheme());
    for (char& character : name)
        if (character >= 'A' && character <= 'Z')
            character += 'a' - 'A';
    if (name == "http")
        made.scheme = scheme::http;
    else if (name == "tcp")
        made.scheme = scheme::tcp;
    else if (name == "https" || name == "wss" || name == "tls" || name == "ws" || name == "unix")
        refuse(url, "this version has no " + name + "; it has http and tcp");
    else
        refuse(url, (url.find('@') == url.npos ? "the scheme " + name : std::string("the scheme")) +
                        " is not known; there are http and tcp");

    if (view.has_userinfo())
        refuse(url, "a user and a password in the URL are not supported");
    made.host = view.host_address();
    if (made.host.empty())
        refuse(url, "it names no host");
    if (made.host.find('\0') != made.host.npos)
        refuse(url, "its host has a character that no name has");
    // Boost.URL 1.81 takes "http://1.2.3.4.5/" for the host 1.2.3.4 and the path ".5/".
    if (!view.encoded_path().empty() && view.encoded_path().front() != '/')
        refuse(url, "it is no URL, such as http://host/path or tcp://host:port");
    if (view.has_port() && !view.port().empty() && view.port_number() == 0)
        refuse(url, "the port must be in 1 to 65535");
    made.port = view.port();

    made.shown = name + "://" + std::string(view.encoded_host_and_port());
    if (made.scheme == scheme::tcp)
    {
        if (made.port.empty())
            refuse(url, "a tcp URL needs a port");
        if (view.encoded_path() != "" && view.encoded_path() != "/")
            refuse(url, "a tcp URL has no path");
        if (view.has_query() || view.has_fragment())
            refuse(url, "a tcp URL has neither query nor fragment");
        return made;
    }
    if (made.port.empty())
        made.port = "80";
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

} // namespace jsonrpcclient::detail
