// SPDX-License-Identifier: BSL-1.0
// A stream of your own: anything that reads and writes bytes as Asio's streams do, here a socket that counts them.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>
#include <jsonrpcclient/stream_channel.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;
using asio::ip::tcp;

struct byte_counts {
    std::size_t in = 0;
    std::size_t out = 0;
};

// An AsyncReadStream and AsyncWriteStream of Asio's, which can be moved, and closed.
class counting_socket {
public:
    counting_socket(tcp::socket next, byte_counts& counts) : next_(std::move(next)), counts_(counts) {}

    tcp::socket::executor_type get_executor() { return next_.get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return counted(next_.async_read_some(buffers, asio::deferred), counts_.in, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return counted(next_.async_write_some(buffers, asio::deferred), counts_.out, std::forward<Token>(token));
    }

    void close() { next_.close(); }

private:
    // The operation, and then the sum: one operation, which can be cancelled as the first one can.
    template <class Operation, class Token>
    static auto counted(Operation operation, std::size_t& sum, Token&& token)
    {
        auto add = [&sum](boost::system::error_code error, std::size_t size) {
            sum += size;
            return asio::deferred.values(error, size);
        };
        return std::move(operation)(asio::deferred(add))(std::forward<Token>(token));
    }

    tcp::socket next_;
    byte_counts& counts_;
};

asio::awaitable<void> session(tcp::endpoint where, byte_counts& counts)
{
    auto executor = co_await asio::this_coro::executor;
    auto connect = [executor, where, &counts]() -> asio::awaitable<std::unique_ptr<rpc::channel>> {
        tcp::socket socket(executor);
        co_await socket.async_connect(where, asio::use_awaitable);
        co_return rpc::make_stream_channel(counting_socket(std::move(socket), counts), rpc::framing::newline());
    };
    rpc::client client(executor, connect);
    std::cout << co_await client.call<std::string>("cat", "Yoko") << '\n';
    std::cout << counts.out << " bytes out, " << counts.in << " bytes in\n";
}

int main()
{
    byte_counts counts;
    asio::io_context io;
    demo::server server(io.get_executor());
    auto url = server.tcp_url();
    tcp::endpoint where(asio::ip::address_v4::loopback(), std::stoi(url.substr(url.rfind(':') + 1)));
    asio::co_spawn(io, session(where, counts), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// Yoko the cat
// 58 bytes out, 49 bytes in
