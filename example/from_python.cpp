// SPDX-License-Identifier: BSL-1.0
// From Python's jsonrpcclient: above each line its own words, below them those of C++. The README has the whole guide.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;   // "name"_arg
using namespace std::chrono_literals;

asio::awaitable<void> session(std::string url)
{
    // client = HTTPClient(url)
    rpc::client client(co_await asio::this_coro::executor, url);

    // print(client.request("cat", name="Yoko").data.result)
    std::cout << (co_await client.request("cat", "name"_arg = "Yoko")).data.result() << '\n';

    // client.notify("log", "hello")
    co_await client.notify("log", "hello");

    // response = client.send(Request("subtract", 42, 23, request_id="foo"), timeout=5)
    auto response = co_await client.send(rpc::request("subtract", 42, 23).id("foo"), rpc::call_options().timeout(5s));

    // print(response.text, response.data.id)
    std::cout << response.text << ' ' << *response.data.id() << '\n';

    // response = client.send('{"jsonrpc": "2.0", "method": "ping", "id": 1}')
    response = co_await client.send(R"({"jsonrpc": "2.0", "method": "ping", "id": 1})");

    // for data in client.send([Request("cat"), Request("fail")]).data:
    //     print(data.result if data.ok else data.message)
    auto answers = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("fail")));
    for (auto& data : answers.data)
        if (data.ok())
            std::cout << data.result() << '\n';
        else
            std::cout << data.error().message() << '\n';

    // client.request("ping", id_generator=id_generators.random(length=12))
    co_await client.with(rpc::call_options().id_generator(rpc::id_generators::random(12))).request("ping");

    // try:
    //     print(client.request("fail").data.result)
    // except ReceivedErrorResponseError as error:
    //     print(error.response.code, error.response.data)
    try {
        std::cout << co_await client.call<int>("fail") << '\n';
    } catch (const rpc::remote_error& error) {
        std::cout << error.error().code() << ' ' << error.error().data() << '\n';
    }
}

int main()
{
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, session(server.http_url()), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// "Yoko the cat"
// {"jsonrpc":"2.0","result":19,"id":"foo"} "foo"
// "a cat"
// it failed
// -32000 {"reason":"asked to"}
