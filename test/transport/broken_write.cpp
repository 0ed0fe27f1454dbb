// SPDX-License-Identifier: BSL-1.0
// A connection on which nothing can be written any more, but something has arrived.
#include "support/client_test.hpp"

#include <boost/asio/experimental/channel.hpp>
#include <boost/test/unit_test.hpp>

using test::contains;

BOOST_AUTO_TEST_SUITE(broken_write)

namespace {

// Takes one message. When it is given another one it breaks, and then tells what had come until then.
class breaking_channel final : public rpc::channel
{
public:
    explicit breaking_channel(asio::any_io_executor executor) : broken_(executor, 1) {}

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        if (std::exchange(is_answered_, true))
            throw std::runtime_error("the server says: too many requests");
        co_await broken_.async_receive(asio::use_awaitable);
        co_return std::span(&answer_, 1);
    }

    asio::awaitable<void> write(std::span<const std::string_view>) override
    {
        if (!std::exchange(is_written_, true))
            co_return;
        broken_.try_send(boost::system::error_code());
        throw std::runtime_error("the pipe is broken");
    }

    asio::awaitable<void> close() override { co_return; }

private:
    asio::experimental::channel<void(boost::system::error_code)> broken_;
    std::string_view answer_ = R"({"jsonrpc":"2.0","result":1,"id":1})";
    bool is_written_ = false;
    bool is_answered_ = false;
};

} // namespace

BOOST_AUTO_TEST_CASE(what_has_arrived_is_read_and_tells_why)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::client client(executor,
                               [executor]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               { co_return std::make_unique<breaking_channel>(executor); });
            std::string first;
            client.send(rpc::request("first"), {},
                        [&](std::exception_ptr, rpc::response answer) { first = answer.text; });
            co_await client.connect();
            co_await test::turn();
            auto error = co_await test::failure(client.request("second"));
            BOOST_TEST(first == R"({"jsonrpc":"2.0","result":1,"id":1})");
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
            BOOST_TEST(contains(error.what(), "too many requests"), error.what());
        });
}

BOOST_AUTO_TEST_SUITE_END()
