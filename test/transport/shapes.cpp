// SPDX-License-Identifier: BSL-1.0
// Each way to write a call compiles, and is clean under AddressSanitizer: g++ 12 miscompiles some kinds of
// temporaries in expressions that await.
#include "support/client_test.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/test/unit_test.hpp>

using namespace rpc::literals;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(shapes)

namespace {

const std::string long_text = "a text that is too long to be stored in place, wherever it is kept";

asio::awaitable<void> use(const test::service& server)
{
    using namespace asio::experimental::awaitable_operators;
    rpc::client client{co_await asio::this_coro::executor, server.url(),
                       server.options(rpc::client_options()
                                          .timeout(20s)
                                          .header("X-Long", long_text)
                                          .log_handler([](const rpc::logging::record&) {}))};

    auto response = co_await client.request("ping");
    BOOST_TEST(response.data.ok());
    co_await client.request("cat", "name"_arg = long_text);
    co_await client.request("echo", long_text, std::string(long_text), 1, 2.5, json::value(long_text), true, nullptr);
    co_await client.request("echo", rpc::params(json::value(json::array(3, json::value(long_text)))));
    co_await client.notify("log", long_text);
    int sum = co_await client.call<int>("add", 1, 2);
    BOOST_TEST(sum == 3);
    auto text = co_await client.call<std::vector<std::string>>("echo", long_text);
    BOOST_TEST(text.at(0) == long_text);

    auto pets = co_await client.send(
        rpc::batch(rpc::request("cat", long_text), rpc::request("dog").id(long_text), rpc::notification("log")));
    for (auto& pet : pets.data)
        BOOST_TEST(pet.ok());

    co_await client.send(rpc::request("ping").id(long_text),
                         rpc::call_options().timeout(5s).header("X-Trace", long_text));
    co_await client.send(
        R"({"jsonrpc": "2.0", "method": "ping", "id": "an id that is too long to be stored in place"})");
    co_await client.with(rpc::call_options().id_generator(rpc::id_generators::random())).request("ping", long_text);
    co_await client.with(rpc::call_options().header("X-More", long_text)).send(rpc::batch(rpc::request("cat")));
    client.set_defaults(rpc::call_options().header("X-Other", long_text));

    auto both = co_await (client.request("cat", long_text) && client.request("dog", "name"_arg = long_text));
    BOOST_TEST(std::get<0>(both).data.ok());
    asio::steady_timer timer(client.get_executor(), 60s);
    auto first = co_await (client.request("ping", long_text) || timer.async_wait(asio::use_awaitable));
    BOOST_TEST(first.index() == 0U);
    auto typed = co_await (client.call<int>("add", 1, 2) && client.call<std::string>("cat", long_text));
    BOOST_TEST(std::get<0>(typed) == 3);

    // Any completion token.
    auto [error, answer] = co_await client.send(rpc::request("ping"), {}, asio::as_tuple(asio::use_awaitable));
    BOOST_TEST(!error);
    BOOST_TEST(answer.data.ok());
    auto operation = client.send(rpc::request("echo", long_text), rpc::call_options().timeout(5s), asio::deferred);
    asio::steady_timer called(client.get_executor(), asio::steady_timer::time_point::max());
    std::move(operation)(
        [&](std::exception_ptr failed, rpc::response)
        {
            BOOST_TEST(!failed);
            called.cancel();
        });
    boost::system::error_code ignored;
    co_await called.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    client.send(rpc::notification("log"), {}, asio::detached);
    auto batched = co_await client.send(rpc::batch(rpc::request("ping")), {}, asio::use_awaitable);
    BOOST_TEST(batched.data.size() == 1U);

    // Copies of non-const messages are copies.
    rpc::request original("echo", long_text);
    rpc::request copy(original);
    rpc::batch list(original, copy);
    rpc::batch same(list);
    BOOST_TEST(same.size() == 2U);
    auto many = co_await client.send(same);
    BOOST_TEST(many.data.size() == 2U);
    BOOST_TEST(to_string(original) == to_string(copy));

    co_await client.connect();
    co_await client.close();
}

} // namespace

BOOST_DATA_TEST_CASE(each_way_to_write_a_call, boost::unit_test::data::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            test::service server(co_await asio::this_coro::executor, transport);
            co_await use(server);
            server.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
