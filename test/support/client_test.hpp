// SPDX-License-Identifier: BSL-1.0
// What tests of the client share: names, peers, and the failure of a call as a value.
#pragma once

#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/service.hpp"
#include "support/text_peer.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;

namespace test {

using namespace std::chrono_literals;

using client_script = std::function<asio::awaitable<void>(rpc::client&)>;

// Takes all that comes, and answers nothing.
inline asio::awaitable<void> silent(text_peer& peer) { return peer.closed(); }

// A client, and a peer that plays the script on each connection.
inline void play(std::string_view transport, text_server::script peer, client_script use,
                 rpc::client_options options = {})
{
    run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            text_server server(executor, transport, peer);
            rpc::client client(executor, server.url(), server.options(options));
            co_await use(client);
            co_await client.close();
            server.stop();
        });
}

// How long a call waits that is to time out, once it was sent: no machine is so slow that it is not sent before.
constexpr std::chrono::milliseconds patience(300);

// The error that a call ends with; the test fails if it ends well.
template <class T>
asio::awaitable<rpc::client_error> failure(asio::awaitable<T> pending)
{
    std::optional<rpc::client_error> error;
    try
    {
        co_await std::move(pending);
    }
    catch (const rpc::client_error& thrown)
    {
        error = thrown;
    }
    BOOST_REQUIRE_MESSAGE(error, "the call ended well");
    co_return *error;
}

// The same, keeping the exception itself, for what derives from client_error.
template <class T>
asio::awaitable<std::exception_ptr> exception_of(asio::awaitable<T> pending)
{
    std::exception_ptr error;
    try
    {
        co_await std::move(pending);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    BOOST_REQUIRE_MESSAGE(error, "the call ended well");
    co_return error;
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// An answer whose result is its id.
inline std::string result(int id)
{
    return R"({"jsonrpc":"2.0","result":)" + std::to_string(id) + R"(,"id":)" + std::to_string(id) + "}";
}

// For a single call that ends in this way.
inline client_script expecting_error(rpc::errc code, rpc::delivery delivery, std::string part)
{
    return [=](rpc::client& client) -> asio::awaitable<void>
    {
        auto error = co_await failure(client.request("ping"));
        BOOST_TEST((error.code() == code), error.what());
        BOOST_TEST((error.delivery() == delivery), error.what());
        BOOST_TEST(contains(error.what(), part), error.what());
    };
}

// Whether what a stream of notifications, or of a subscription, gives next is its end.
template <class Stream>
asio::awaitable<bool> is_over(Stream& events)
{
    auto event = co_await events.next();
    co_return !event;
}

// Lets everything that is ready run.
inline asio::awaitable<void> turn()
{
    for (int i = 0; i != 10; ++i)
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

} // namespace test

namespace jsonrpcclient {

inline std::ostream& boost_test_print_type(std::ostream& stream, errc value)
{
    return stream << make_error_code(value).message();
}
inline std::ostream& boost_test_print_type(std::ostream& stream, delivery value) { return stream << to_string(value); }

} // namespace jsonrpcclient
