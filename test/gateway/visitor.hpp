// SPDX-License-Identifier: BSL-1.0
// A connection to the gateway, as a browser or Prometheus has it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/object.hpp>

#include <set>
#include <string>
#include <string_view>

namespace test::gateway {

namespace asio = boost::asio;
namespace json = boost::json;

struct reply
{
    reply() {} // not an aggregate: g++ 12 would destroy an awaited one twice

    // Of a page: the members that are missing.
    std::set<std::string> missing() const;
    // Of a page.
    json::object members() const;
    bool is_last() const { return head.find("Connection: close") != head.npos; }

    int status = 0;
    std::string head;
    std::string body;
};

class visitor
{
public:
    explicit visitor(const asio::any_io_executor& executor) : socket_(executor) {}

    // All of these throw system_error.
    asio::awaitable<void> connect(unsigned short port);
    asio::awaitable<void> write(std::string text);
    asio::awaitable<void> ask(std::string_view target, std::string_view method = "GET");
    // The next one; that to a HEAD has no body.
    asio::awaitable<reply> read(bool has_body = true);
    // The reply to a GET.
    asio::awaitable<reply> get(std::string_view target);
    // Whether the gateway ends the connection, and says nothing more.
    asio::awaitable<bool> is_closed();

private:
    asio::ip::tcp::socket socket_;
    std::string buffer_;
};

} // namespace test::gateway
