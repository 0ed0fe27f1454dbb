// SPDX-License-Identifier: BSL-1.0
#include "transport/websocket_upgrade.hpp"

#include "rules/digest.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {

void add_headers(websocket::request_type& request, const option_set& options)
{
    request.set(http::field::user_agent, "jsonrpcclient");
    if (options.subprotocol)
        request.set(http::field::sec_websocket_protocol, *options.subprotocol);
    if (options.auth && options.auth->scheme != credentials::kind::digest)
        request.set(http::field::authorization, authorization_of(*options.auth));
    for (auto& [name, value] : options.headers)
        switch (http::string_to_field(name))
        {
        case http::field::connection:
        case http::field::upgrade:
        case http::field::sec_websocket_key:
        case http::field::sec_websocket_version:
        case http::field::sec_websocket_extensions:
            break;
        default:
            request.set(name, value);
        }
}

bool has_asked_for(const websocket::response_type& answer, const option_set& options)
{
    auto chosen = answer.find(http::field::sec_websocket_protocol);
    if (chosen == answer.end())
        return true;
    websocket::request_type asked;
    add_headers(asked, options);
    http::token_list names(asked[http::field::sec_websocket_protocol]);
    return std::any_of(names.begin(), names.end(), [&](auto& name) { return name == chosen->value(); });
}

std::string explain_handshake(const boost::system::error_code& error, const std::string& status)
{
    if (!status.empty() && !status.starts_with("101"))
        return "the server refused the upgrade to WebSocket with HTTP status " + status;
    if (error == http::error::end_of_stream)
        return "the server closed the connection in answer to the upgrade";
    return error.message();
}

std::string answer_to(const upgrade_refused& refusal, const option_set& options, const endpoint& where)
{
    if (!options.auth || options.auth->scheme != credentials::kind::digest)
        return {};
    std::vector<std::string_view> headers(refusal.challenges().begin(), refusal.challenges().end());
    auto challenge = choose_digest(headers);
    if (!challenge)
        return {};
    digest_session session(std::move(*challenge), options.auth->user, options.auth->secret);
    return session.authorization("GET", where.target);
}

} // namespace jsonrpcclient::detail
