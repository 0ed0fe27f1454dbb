// SPDX-License-Identifier: BSL-1.0
// The servers that the tool is tested with: prints the shell variables that name them, and serves until standard input
// ends. Beside the demo server there are those that answer what no good server does.
#include "demo_server.hpp"
#include "support/scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/json.hpp>

#include <unistd.h>

#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
using boost::asio::ip::tcp;

namespace {

// As JSON text; null where there is none.
std::string member(const std::string& message, const char* name)
{
    boost::system::error_code error;
    auto value = json::parse(message, error);
    auto* object = value.if_object();
    auto* found = object ? object->if_contains(name) : nullptr;
    return found ? json::serialize(*found) : "null";
}

std::string id_of(const std::string& message) { return member(message, "id"); }

std::string result(std::string_view result, std::string_view id)
{
    return R"({"jsonrpc":"2.0","result":)" + std::string(result) + R"(,"id":)" + std::string(id) + '}';
}

const char* const refusal = R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"not\u0020you"},"id":null})";

// What the path of the URL asks for.
std::string odd_answer(const test::http_request& request)
{
    auto path = request.head.substr(0, request.head.find(" HTTP/")).substr(request.head.find('/'));
    auto id = id_of(request.body);
    if (path == "/500")
        return test::http_answer("<h1>broken</h1>", "500 Broken\tTeapot");
    if (path == "/403")
        return test::http_answer(refusal, "403 Forbidden");
    if (path == "/204")
        return test::http_answer("", "204 No Content");
    if (path == "/html")
        return test::http_answer("<h1>Welcome</h1>");
    if (path == "/text-id")
        return test::http_answer(result("1", '"' + id + '"'));
    if (path == "/old")
        return test::http_answer(R"({"result":"old","error":null,"id":)" + id + '}');
    if (path == "/old-error")
        return test::http_answer(R"({"result":null,"error":"no\nway","id":)" + id + '}');
    if (path == "/head")
        return test::http_answer(result(json::serialize(json::value(request.head)), id));
    if (path == "/digits")
        return test::http_answer("{ \"jsonrpc\": \"2.0\",\n \"id\": " + id +
                                 ", \"extra\": [ ],\n \"result\": {\"z\": 1.10, \"a\": 12345678901234567890123, "
                                 "\"\\u00e9\": {}, \"n\": [null, {\"result\": 1}]} }");
    if (path == "/hole")
        return test::http_answer('[' + result("\"second\"", "2") + ",{\"id\":3}," + result("9", "77") + ']');
    if (path == "/one-error")
        return test::http_answer(refusal);
    auto method = member(request.body, "method");
    if (path == "/by-method" && method == "\"refuse\"")
        return test::http_answer(R"({"jsonrpc":"2.0","error":{"code":1,"message":"no"},"id":)" + id + '}');
    if (path == "/by-method")
        return test::http_answer(method == "\"break\"" ? "{" : result(method, id));
    return test::http_answer("", "404 Not Found");
}

asio::awaitable<void> serve_oddly(tcp::socket socket)
{
    std::string buffer;
    while (true)
    {
        auto request = co_await test::read_http_request(socket, buffer);
        if (member(request.body, "method") == "\"hang\"")
            co_await test::never();
        co_await test::write(socket, odd_answer(request));
    }
}

// Messages that end in 0x1e, both ways.
asio::awaitable<void> serve_framed(tcp::socket socket)
{
    std::string buffer;
    while (true)
    {
        auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), '\x1e', asio::deferred);
        co_await test::write(socket, result("\"framed\"", id_of(buffer.substr(0, size - 1))) + '\x1e');
        buffer.erase(0, size);
    }
}

// Hangs up when it has been asked something.
asio::awaitable<void> hang_up(tcp::socket socket)
{
    std::string buffer;
    co_await test::read_line(socket, buffer);
}

} // namespace

int main()
{
    asio::io_context context;
    demo::server demo(context.get_executor());
    test::scripted_server odd(context.get_executor(), serve_oddly);
    test::scripted_server framed(context.get_executor(), serve_framed);
    test::scripted_server rude(context.get_executor(), hang_up);
    // Bound and not listening: whoever connects is refused.
    tcp::socket closed(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));

    std::cout << "http=" << demo.http_url() << "\ntcp=" << demo.tcp_url() << "\nodd=" << odd.http_url()
              << "\nframed=" << framed.tcp_url() << "\nrude=" << rude.tcp_url()
              << "\nclosed=127.0.0.1:" << closed.local_endpoint().port() << std::endl;

    asio::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    char byte;
    input.async_read_some(asio::buffer(&byte, 1), [&](boost::system::error_code, std::size_t) { context.stop(); });
    context.run();
}
