// SPDX-License-Identifier: BSL-1.0
// TLS where both sides show who they are: the server by a certificate of an authority that is not the system's, and the
// client by one of its own.
//
//   client_certificates URL FOLDER     https://..., and a folder with ca.pem, client.pem and client.key
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

asio::awaitable<void> attempt(std::string_view who, std::string_view url, rpc::client_options options)
{
    try {
        rpc::client client(co_await asio::this_coro::executor, url, options);
        int difference = co_await client.call<int>("subtract", 42, 23);
        std::cout << who << ": 42 - 23 = " << difference << '\n';
    } catch (const rpc::client_error& error) {
        std::cout << who << ": " << error.code().message() << '\n';
    }
}

asio::awaitable<void> session(std::string url, std::string folder)
{
    rpc::client_options trusting;
    trusting.verify(folder + "/ca.pem");
    rpc::client_options both(trusting);
    both.cert(folder + "/client.pem", folder + "/client.key");
    rpc::client_options missing(trusting);
    missing.cert(folder + "/none.pem", folder + "/none.key");

    co_await attempt("both", url, both);
    co_await attempt("without the client's", url, trusting);
    co_await attempt("without the authority", url, rpc::client_options());
    co_await attempt("a file that is not there", url, missing);

    // Over HTTP a single call may have an identity of its own, and then has a connection of its own, too.
    rpc::client client(co_await asio::this_coro::executor, url, trusting);
    auto as_client = client.with(rpc::call_options().cert(folder + "/client.pem", folder + "/client.key"));
    std::cout << "a single call: 42 - 23 = " << co_await as_client.call<int>("subtract", 42, 23) << '\n';
}

int main(int argc, char* argv[])
{
    if (argc != 3) {
        std::cerr << "client_certificates URL FOLDER\n";
        return 2;
    }
    asio::io_context io;
    asio::co_spawn(io, session(argv[1], argv[2]), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// both: 42 - 23 = 19
// without the client's: the HTTP status is no success
// without the authority: no connection could be made
// a file that is not there: an option has a value that it cannot have
// a single call: 42 - 23 = 19
