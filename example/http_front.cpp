// SPDX-License-Identifier: BSL-1.0
// A server of your own in front of another one: Beast reads HTTP, and each request awaits a call to the backend.
// example/gateway is the same for daily use: with several backends, limits, metrics and an orderly end.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace rpc = jsonrpcclient;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);   // an error is a value, not an exception

// The requests of one connection; all connections share the client.
asio::awaitable<void> serve(tcp::socket socket, rpc::caller backend)
{
    boost::beast::flat_buffer buffer;
    bool goes_on = true;
    while (goes_on) {
        http::request<http::string_body> request;
        auto [read_error, read_size] = co_await http::async_read(socket, buffer, request, as_result);
        if (read_error)
            break;
        http::response<http::string_body> response(http::status::ok, request.version());
        response.keep_alive(request.keep_alive());
        try {
            response.body() = co_await backend.call<std::string>("cat", std::string(request.target().substr(1)));
        } catch (const rpc::client_error& error) {
            bool is_late = error.code() == rpc::errc::timeout;
            response.result(is_late ? http::status::gateway_timeout : http::status::bad_gateway);
            response.body() = error.code().message();
        }
        response.prepare_payload();
        auto [write_error, write_size] = co_await http::async_write(socket, response, as_result);
        goes_on = !write_error && response.keep_alive();
    }
}

asio::awaitable<void> accept(tcp::acceptor& port, rpc::caller backend)
{
    while (true)
        asio::co_spawn(port.get_executor(), serve(co_await port.async_accept(asio::use_awaitable), backend),
                       asio::detached);
}

// A visitor, who is told the status and the body.
asio::awaitable<void> visit(tcp::endpoint where, std::string target)
{
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(where, asio::use_awaitable);
    http::request<http::empty_body> request(http::verb::get, target, 11);
    request.set(http::field::host, "localhost");
    co_await http::async_write(socket, request, asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    co_await http::async_read(socket, buffer, response, asio::use_awaitable);
    std::cout << target << "  " << response.result_int() << ' ' << response.body() << '\n';
}

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    rpc::client backend(io.get_executor(), server.http_url(), rpc::client_options().timeout(5s));
    tcp::acceptor port(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    asio::co_spawn(io, accept(port, backend), asio::detached);
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await visit(port.local_endpoint(), "/Yoko");
            server.stop();
            co_await visit(port.local_endpoint(), "/Rex");
        },
        [&](std::exception_ptr) { io.stop(); });
    io.run();
}

// Prints:
// /Yoko  200 Yoko the cat
// /Rex  502 no connection could be made
