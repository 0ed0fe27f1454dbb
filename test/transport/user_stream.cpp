// SPDX-License-Identifier: BSL-1.0
// Clients over streams of the user's: whatever reads and writes bytes as Asio's streams do.
#include "support/client_test.hpp"

#include <jsonrpcclient/stream_channel.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <csignal>

using test::contains;
using local_socket = asio::local::stream_protocol::socket;

BOOST_AUTO_TEST_SUITE(user_stream)

namespace {

// The two ends of two pipes. It can be moved, and not copied; nothing closes it but its destruction.
class pipes
{
public:
    using executor_type = asio::any_io_executor;

    pipes(asio::any_io_executor executor, int in, int out) : in_(executor, in), out_(executor, out) {}

    executor_type get_executor() { return in_.get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return in_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return out_.async_write_some(buffers, std::forward<Token>(token));
    }

    // Gone when the stream is.
    std::weak_ptr<void> life() const { return life_; }

private:
    std::shared_ptr<void> life_ = std::make_shared<char>();
    asio::posix::stream_descriptor in_;
    asio::posix::stream_descriptor out_;
};

// Answers this many requests, ids from 1 on, and goes.
template <class Stream>
asio::awaitable<void> serve(Stream stream, int requests)
{
    std::string buffer;
    for (int id = 1; id <= requests; ++id)
    {
        auto size = co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), '\n', asio::deferred);
        buffer.erase(0, size);
        auto answer = R"({"jsonrpc":"2.0","result":true,"id":)" + std::to_string(id) + "}\n";
        co_await asio::async_write(stream, asio::buffer(answer), asio::deferred);
    }
}

asio::awaitable<void> call_twice_and_lose(rpc::client& client)
{
    for (int i = 0; i != 2; ++i)
    {
        auto response = co_await client.request("ping", std::string(100'000, 'x'));
        BOOST_TEST(response.data.ok());
    }
    auto error = co_await test::failure(client.request("ping"));
    BOOST_TEST((error.code() == rpc::errc::connection_lost));
    BOOST_TEST((contains(error.what(), "End of file") || contains(error.what(), "Broken pipe")), error.what());
}

} // namespace

BOOST_AUTO_TEST_CASE(a_pair_of_sockets_carries_calls)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::client client(
                executor,
                [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                {
                    local_socket ours(executor), theirs(executor);
                    asio::local::connect_pair(ours, theirs);
                    asio::co_spawn(executor, serve(std::move(theirs), 2), asio::detached);
                    co_return rpc::make_stream_channel(std::move(ours));
                },
                rpc::client_options().reconnect(rpc::backoff::none()));
            co_await call_twice_and_lose(client);
        });
}

BOOST_AUTO_TEST_CASE(a_stream_that_nothing_closes_ends_by_cancellation)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            int there[2], back[2];
            BOOST_REQUIRE(::pipe(there) == 0);
            BOOST_REQUIRE(::pipe(back) == 0);
            // Stays open while the client goes: what it awaits there must end all the same.
            pipes theirs(executor, there[0], back[1]);
            pipes ours(executor, back[0], there[1]);
            auto life = ours.life();
            rpc::client client(executor,
                               [&ours]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               { co_return rpc::make_stream_channel(std::move(ours), rpc::framing::newline()); });
            bool is_closed = false;
            client.send(rpc::request("ping"), {},
                        [&](std::exception_ptr error, rpc::response)
                        {
                            BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::client_error,
                                                  [](auto& thrown) { return thrown.code() == rpc::errc::closed; });
                            is_closed = true;
                        });
            co_await client.connect();
            co_await test::turn();
            co_await client.close();
            BOOST_TEST(is_closed);
            while (!life.expired())
                co_await test::turn();
        });
}

BOOST_AUTO_TEST_CASE(pipes_carry_calls)
{
    // Where the reader is gone, writing to a pipe ends the program otherwise.
    std::signal(SIGPIPE, SIG_IGN);
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::client client(
                executor,
                [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                {
                    int there[2], back[2];
                    BOOST_REQUIRE(::pipe(there) == 0);
                    BOOST_REQUIRE(::pipe(back) == 0);
                    asio::co_spawn(executor, serve(pipes(executor, there[0], back[1]), 2), asio::detached);
                    co_return rpc::make_stream_channel(pipes(executor, back[0], there[1]));
                },
                rpc::client_options().reconnect(rpc::backoff::none()));
            co_await call_twice_and_lose(client);
        });
}

BOOST_AUTO_TEST_CASE(a_text_that_would_break_the_framing_is_refused)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            local_socket ours(executor), theirs(executor);
            asio::local::connect_pair(ours, theirs);
            rpc::client client(executor,
                               [&]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               { co_return rpc::make_stream_channel(std::move(ours)); });
            auto error = co_await test::failure(client.send("{\"jsonrpc\":\"2.0\",\n\"method\":\"ping\",\"id\":1}"));
            BOOST_TEST((error.code() == rpc::errc::invalid_request));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
        });
}

BOOST_AUTO_TEST_SUITE_END()
