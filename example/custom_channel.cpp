// SPDX-License-Identifier: BSL-1.0
// A transport of your own: a channel moves whole messages, here to a service in the same process, and the client above it
// does the rest, such as ids, timeouts and cancellation.
#include "demo_service.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

class service_channel final : public rpc::channel {
public:
    explicit service_channel(asio::any_io_executor executor) : answers_(executor, 1000) {}

    // All that has arrived. The texts stay as they are until the next read.
    asio::awaitable<std::span<const std::string_view>> read() override
    {
        arrived_ = co_await answers_.async_receive(asio::use_awaitable);
        view_ = arrived_;
        co_return std::span(&view_, 1);
    }

    // All that is ready, which a real transport would send in one go.
    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        for (auto message : messages) {
            std::string answer = demo::reply_to(message).text;
            if (!answer.empty())
                co_await answers_.async_send({}, std::move(answer), asio::use_awaitable);
        }
    }

    asio::awaitable<void> close() override
    {
        answers_.close();
        co_return;
    }

    // abort() need not be overridden: what is awaited here ends when it is cancelled.

private:
    asio::experimental::channel<void(boost::system::error_code, std::string)> answers_;
    std::string arrived_;
    std::string_view view_;
};

asio::awaitable<void> session()
{
    auto executor = co_await asio::this_coro::executor;
    // Called for each connection that the client needs.
    auto connect = [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>> {
        co_return std::make_unique<service_channel>(executor);
    };
    rpc::client client(executor, connect);
    std::cout << co_await client.call<std::string>("cat", "Yoko") << '\n';
    auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::notification("log"), rpc::request("dog")));
    for (auto& pet : pets.data)
        std::cout << pet.result() << '\n';
    co_await client.close();
}

int main()
{
    asio::io_context io;
    asio::co_spawn(io, session(), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// Yoko the cat
// "a cat"
// "a dog"
