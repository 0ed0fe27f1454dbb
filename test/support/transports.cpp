// SPDX-License-Identifier: BSL-1.0
#include "support/transports.hpp"

#include <cstdlib>
#include <string>

namespace test {

namespace {

constexpr const char* names[] = {
    "http",
    "https",
    "http over unix",
    "ws",
    "wss",
    "ws over unix",
    "tcp newline",
    "tcp delimiter:0x1e",
    "tcp content-length",
    "tcp length-prefix",
    "tcp netstring",
    "tcp bare",
    "tls newline",
    "tls delimiter:0x1e",
    "tls content-length",
    "tls length-prefix",
    "tls netstring",
    "tls bare",
    "unix newline",
    "unix delimiter:0x1e",
    "unix content-length",
    "unix length-prefix",
    "unix netstring",
    "unix bare",
};

bool is_chosen(std::string_view name)
{
    auto* list = std::getenv("TEST_TRANSPORTS");
    return !list || ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

} // namespace

std::string_view scheme_of(std::string_view transport) { return transport.substr(0, transport.find(' ')); }

bool is_http(std::string_view transport) { return scheme_of(transport).starts_with("http"); }

bool is_websocket(std::string_view transport) { return scheme_of(transport).starts_with("ws"); }

bool is_secure(std::string_view transport)
{
    auto scheme = scheme_of(transport);
    return scheme == "https" || scheme == "wss" || scheme == "tls";
}

bool is_over_unix(std::string_view transport)
{
    return scheme_of(transport) == "unix" || transport.ends_with(" over unix");
}

bool is_bare(std::string_view transport) { return framing_of(transport) == "bare"; }

bool has_usual_framing(std::string_view transport)
{
    return is_http(transport) || is_websocket(transport) || framing_of(transport) == "newline";
}

std::string_view framing_of(std::string_view transport)
{
    if (is_http(transport))
        return "http";
    if (is_websocket(transport))
        return {};
    return transport.substr(transport.find(' ') + 1);
}

std::vector<const char*> transports_that(bool (*holds)(std::string_view))
{
    std::vector<const char*> found;
    for (auto* name : names)
        if (holds(name) && is_chosen(name))
            found.push_back(name);
    return found;
}

} // namespace test
