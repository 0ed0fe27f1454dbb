// SPDX-License-Identifier: BSL-1.0
#include "gateway/visitor.hpp"

#include "support/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>

namespace test::gateway {

json::object reply::members() const { return json::parse(body).as_object(); }

std::set<std::string> reply::missing() const
{
    std::set<std::string> names;
    auto all = members();
    if (auto* missing = all.if_contains("missing"))
        for (auto& member : missing->as_object())
            names.insert(member.key());
    return names;
}

asio::awaitable<void> visitor::connect(unsigned short port)
{
    asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), port);
    co_await socket_.async_connect(where, asio::deferred);
}

asio::awaitable<void> visitor::write(std::string text)
{
    co_await asio::async_write(socket_, asio::buffer(text), asio::deferred);
}

asio::awaitable<void> visitor::ask(std::string_view target, std::string_view method)
{
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return write(std::move(text));
}

asio::awaitable<reply> visitor::read(bool has_body)
{
    reply made;
    auto size = co_await asio::async_read_until(socket_, asio::dynamic_buffer(buffer_), "\r\n\r\n", asio::deferred);
    made.head = buffer_.substr(0, size);
    buffer_.erase(0, size);
    made.status = std::stoi(made.head.substr(made.head.find(' ')));
    auto length = has_body ? content_length(made.head) : 0;
    if (buffer_.size() < length)
        co_await asio::async_read(socket_, asio::dynamic_buffer(buffer_),
                                  asio::transfer_exactly(length - buffer_.size()), asio::deferred);
    made.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    co_return made;
}

asio::awaitable<reply> visitor::get(std::string_view target)
{
    std::string wanted(target);
    co_await ask(wanted);
    co_return co_await read();
}

asio::awaitable<bool> visitor::is_closed()
{
    auto [error, size] =
        co_await asio::async_read(socket_, asio::dynamic_buffer(buffer_), asio::as_tuple(asio::deferred));
    co_return error == asio::error::eof&& buffer_.empty();
}

} // namespace test::gateway
