// SPDX-License-Identifier: BSL-1.0
// A program of somebody else's: it derives from the library's types, and catches what the library throws.
//
//   consumer tls | no_tls     whether the library was built with TLS
#include <jsonrpcclient.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <deque>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

namespace {

void expect(bool holds, const char* what)
{
    if (!holds)
        throw std::logic_error(what);
}

// A peer in the same process: it has an answer ready for each message.
class prepared : public rpc::channel
{
public:
    prepared(asio::any_io_executor executor, std::deque<std::string> answers)
        : arrival_(executor, asio::steady_timer::time_point::max()), answers_(std::move(answers))
    {
    }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        if (!arrived_)
            co_await arrival_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!arrived_)
            throw boost::system::system_error(asio::error::operation_aborted);
        text_ = answers_.front();
        answers_.pop_front();
        --arrived_;
        view_ = text_;
        co_return std::span<const std::string_view>(&view_, 1);
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        arrived_ = std::min(arrived_ + messages.size(), answers_.size());
        arrival_.cancel();
        co_return;
    }

    asio::awaitable<void> close() override
    {
        arrival_.cancel();
        co_return;
    }

private:
    asio::steady_timer arrival_;
    std::deque<std::string> answers_;
    std::size_t arrived_ = 0;
    std::string text_;
    std::string_view view_;
};

asio::awaitable<std::unique_ptr<rpc::channel>> prepare(std::deque<std::string> answers)
{
    auto executor = co_await asio::this_coro::executor;
    co_return std::make_unique<prepared>(executor, std::move(answers));
}

// Each type of exception is caught as what it is, on this side of a shared library's border too.
asio::awaitable<void> catch_typed()
{
    std::deque<std::string> answers{R"({"jsonrpc":"2.0","result":3,"id":1})",
                                    R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"it failed"},"id":2})",
                                    R"({"jsonrpc":"2.0","result":1,"error":2,"id":3})"};
    // Apart: g++ 12 destroys a lambda twice that is made in an expression that awaits.
    auto executor = co_await asio::this_coro::executor;
    rpc::client client(executor, [answers] { return prepare(answers); });

    int sum = co_await client.call<int>("add", 1, 2);
    expect(sum == 3, "the sum");
    std::string caught;
    try
    {
        co_await client.call<int>("fail");
    }
    catch (const rpc::remote_error& error)
    {
        caught = error.error().message();
    }
    expect(caught == "it failed", "remote_error");
    try
    {
        co_await client.request("odd");
    }
    catch (const rpc::invalid_response& error)
    {
        caught = error.text();
    }
    expect(caught == answers[2], "invalid_response");
    auto failed = client.statistics().failures.count(rpc::errc::invalid_response, rpc::delivery::answered);
    expect(failed == 1, "what is counted");
    co_await client.close();
}

asio::awaitable<rpc::errc> failure(std::string url)
{
    rpc::errc why{};
    try
    {
        rpc::client client(co_await asio::this_coro::executor, url);
        co_await client.request("ping");
    }
    catch (const rpc::client_error& error)
    {
        expect(error.code().category() == rpc::error_category(), "one category");
        why = static_cast<rpc::errc>(error.code().value());
    }
    co_return why;
}

asio::awaitable<void> be_refused(bool has_tls)
{
    // A port that is taken, and that nobody listens on.
    asio::ip::tcp::acceptor taken(co_await asio::this_coro::executor, asio::ip::tcp::v4());
    taken.bind(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    auto server = "://127.0.0.1:" + std::to_string(taken.local_endpoint().port());

    auto why = co_await failure("http" + server);
    expect(why == rpc::errc::not_connected, "http");
    why = co_await failure("tcp" + server);
    expect(why == rpc::errc::not_connected, "tcp");
    why = co_await failure("https" + server);
    expect(why == (has_tls ? rpc::errc::not_connected : rpc::errc::invalid_url), "https");
}

asio::awaitable<void> everything(bool has_tls)
{
    co_await catch_typed();
    co_await be_refused(has_tls);
}

} // namespace

int main(int count, char* arguments[])
{
    try
    {
        expect(count == 2, "one argument");
        asio::io_context io;
        auto ended = asio::co_spawn(io, everything(std::string_view(arguments[1]) == "tls"), asio::use_future);
        io.run();
        ended.get();
    }
    catch (const std::exception& error)
    {
        std::cerr << "consumer: not as expected: " << error.what() << '\n';
        return 1;
    }
}
