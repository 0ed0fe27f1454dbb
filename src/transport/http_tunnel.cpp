// SPDX-License-Identifier: BSL-1.0
#include "transport/http_tunnel.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <boost/none.hpp>

#include <optional>
#include <stdexcept>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;

asio::awaitable<socket> open_tunnel(socket over, endpoint to, proxy through)
{
    bool is_address = to.host.find(':') != to.host.npos;
    std::string target = (is_address ? "[" + to.host + "]" : to.host) + ":" + to.port;
    http::request<http::empty_body> request(http::verb::connect, target, 11);
    request.set(http::field::host, target);
    request.set(http::field::user_agent, "jsonrpcclient");
    if (!through.authorization.empty())
        request.set(http::field::proxy_authorization, through.authorization);
    co_await http::async_write(over, request, asio::deferred);

    boost::beast::flat_buffer buffer(64 * 1024);
    std::optional<http::response_parser<http::empty_body>> parser;
    boost::system::error_code error;
    do
    {
        parser.emplace();
        // Whatever the header says, there is no body behind it that is of use.
        parser->skip(true);
        parser->body_limit(boost::none);
        auto [failed, size] = co_await http::async_read_header(over, buffer, *parser, asio::as_tuple(asio::deferred));
        error = failed;
    }
    while (!error && parser->get().result_int() / 100 == 1);
    if (error == http::error::end_of_stream)
        throw std::runtime_error("the proxy " + through.shown + " closed the connection");
    if (error)
        throw std::runtime_error("the proxy " + through.shown + ": " + error.message());
    auto& answer = parser->get();
    if (answer.result_int() / 100 != 2)
        throw std::runtime_error("the proxy " + through.shown + " refused the connection to " + target +
                                 " with HTTP status " + std::to_string(answer.result_int()) + " " +
                                 std::string(answer.reason()));
    // A server speaks when it is spoken to: this would be taken for its answer.
    if (buffer.size() != 0)
        throw std::runtime_error("the proxy " + through.shown + " sent bytes of its own");
    co_return over;
}

} // namespace jsonrpcclient::detail
