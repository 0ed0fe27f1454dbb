// SPDX-License-Identifier: BSL-1.0
// The README's first program: one call to the server whose URL is given.
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>

boost::asio::awaitable<void> session(std::string_view url)
{
    jsonrpcclient::client client(co_await boost::asio::this_coro::executor, url);
    auto response = co_await client.request("ping");
    std::cout << response.data.result() << '\n';
}

int main(int, char* argv[])
{
    boost::asio::io_context io;
    auto ended = boost::asio::co_spawn(io, session(argv[1]), boost::asio::use_future);
    io.run();
    ended.get();
}
