// SPDX-License-Identifier: BSL-1.0
#include "support/test_proxy.hpp"

#include "support/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace test {

namespace asio = boost::asio;

namespace {

constexpr auto values = asio::as_tuple(asio::deferred);

// From one to the other, until one of them has enough. A value, as `||` waits for the first that does not throw.
template <class From, class To>
asio::awaitable<bool> pump(From& from, To& to)
{
    std::array<char, 16384> bytes;
    for (;;)
    {
        auto [error, size] = co_await from.async_read_some(asio::buffer(bytes), values);
        if (error)
            co_return true;
        auto [unsent, sent] = co_await asio::async_write(to, asio::buffer(bytes.data(), size), values);
        if (unsent)
            co_return true;
    }
}

template <class Socket>
asio::awaitable<void> send(Socket& socket, std::string text)
{
    co_await asio::async_write(socket, asio::buffer(text), asio::deferred);
}

// A message with a body as long as Content-Length says.
template <class Socket>
asio::awaitable<http_request> read_message(Socket& socket, std::string& buffer)
{
    http_request message;
    auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", asio::deferred);
    message.head = buffer.substr(0, size);
    buffer.erase(0, size);
    auto length = content_length(message.head);
    if (buffer.size() < length)
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::transfer_at_least(length - buffer.size()),
                                  asio::deferred);
    message.body = buffer.substr(0, length);
    buffer.erase(0, length);
    co_return message;
}

asio::awaitable<asio::ip::tcp::socket> connected(std::string port)
{
    asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
    asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(port)));
    co_await socket.async_connect(where, asio::deferred);
    co_return socket;
}

} // namespace

struct test_proxy::state
{
    std::string authorization;
    std::vector<site_request> requests;
    std::size_t numbered = 0;
};

test_proxy::test_proxy(asio::any_io_executor executor, std::string authorization)
    : state_(std::make_shared<state>()),
      listener_(executor, "tcp newline",
                [shared = state_](stream_socket socket) { return serve(shared, std::move(socket)); })
{
    state_->authorization = std::move(authorization);
}

std::string test_proxy::url(std::string user) const
{
    return "http://" + (user.empty() ? "" : user + "@") + "127.0.0.1:" + std::to_string(listener_.where().port());
}

const std::vector<site_request>& test_proxy::requests() const { return state_->requests; }

asio::awaitable<void> test_proxy::serve(std::shared_ptr<state> shared, stream_socket socket)
{
    auto number = ++shared->numbered;
    std::string buffer;
    for (;;)
    {
        auto message = co_await read_message(socket, buffer);
        site_request request;
        request.connection = number;
        request.head = message.head;
        request.body = message.body;
        auto space = request.head.find(' ');
        request.method = request.head.substr(0, space);
        request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
        shared->requests.push_back(request);
        if (!shared->authorization.empty() && request.header("Proxy-Authorization") != shared->authorization)
        {
            auto refusal =
                http_answer("no", "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"p\"\r\n");
            co_await send(socket, refusal);
            continue;
        }
        if (request.method == "CONNECT")
        {
            auto port = request.target.substr(request.target.rfind(':') + 1);
            co_await tunnel(socket, buffer, port);
            co_return;
        }
        co_await forward(socket, request);
    }
}

asio::awaitable<void> test_proxy::tunnel(stream_socket& near, std::string rest, std::string port)
{
    using namespace asio::experimental::awaitable_operators;
    auto far = co_await connected(port);
    co_await send(far, rest);
    co_await send(near, "HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n");
    co_await (pump(near, far) || pump(far, near));
}

asio::awaitable<void> test_proxy::forward(stream_socket& near, site_request request)
{
    // "http://127.0.0.1:PORT/path"
    auto begin = request.target.find("//") + 2;
    auto slash = request.target.find('/', begin);
    auto colon = request.target.find(':', begin);
    auto far = co_await connected(request.target.substr(colon + 1, slash - colon - 1));
    auto head = request.head;
    if (auto at = head.find("\r\nProxy-Authorization: "); at != head.npos)
        head.erase(at, head.find("\r\n", at + 2) - at);
    head.replace(head.find(request.target), request.target.size(), request.target.substr(slash));
    co_await send(far, head + request.body);
    std::string buffer;
    auto answer = co_await read_message(far, buffer);
    co_await send(near, answer.head + answer.body);
}

} // namespace test
