// SPDX-License-Identifier: BSL-1.0
// Types of your own as arguments and results, by Boost.Describe.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/describe/class.hpp>

#include <iostream>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;

struct pet {
    std::string name;
    int age = 0;
    std::vector<std::string> likes;
};
BOOST_DESCRIBE_STRUCT(pet, (), (name, age, likes))

asio::awaitable<void> session(std::string url)
{
    rpc::client client(co_await asio::this_coro::executor, url);

    std::cout << co_await client.call<std::string>("cat", "name"_arg = "Yoko") << '\n';

    // The method "echo" gives back its params. g++ 12 destroys an aggregate twice that is made in an expression
    // with co_await, so this one has a name.
    pet yoko{"Yoko", 3, {"fish", "boxes"}};
    auto pets = co_await client.call<std::vector<pet>>("echo", yoko, yoko);
    for (auto& pet : pets)
        std::cout << pet.name << ", " << pet.age << ", likes " << pet.likes.back() << '\n';

    // A struct as the whole params: its members are then the named arguments.
    rpc::params members(boost::json::value_from(yoko));
    pet same = co_await client.call<pet>("echo", members);
    std::cout << same.name << " again\n";

    try {
        co_await client.call<pet>("ping");
    } catch (const rpc::client_error& error) {
        std::cout << error.what() << '\n';
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
// Yoko the cat
// Yoko, 3, likes boxes
// Yoko, 3, likes boxes
// Yoko again
// "ping" (id 4) at http://127.0.0.1:PORT/: the result has another type than asked for (value is not an object): {"jsonrpc":"2.0","result":"pong","id":4}
