// SPDX-License-Identifier: BSL-1.0
// The client against servers that nobody here wrote: aria2, jayson and snapserver, as peers.sh starts them.
#include "support/client_test.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>

using test::contains;
using namespace rpc::literals;
using namespace std::chrono_literals;

namespace {

// A value that peers.sh has set. CTest skips the suites of servers that are not there.
std::string peer(const char* name)
{
    auto* value = std::getenv(name);
    BOOST_REQUIRE_MESSAGE(value, name << " is not set: the server is not there");
    return value;
}

template <class Test>
void with_client(const char* name, Test play, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, peer(name), options);
            co_await play(client);
            co_await client.close();
        });
}

std::string text_of(const rpc::response& response) { return json::serialize(response.data.result()); }

// Calls in flight together, of which the later ones are answered first where the server can.
asio::awaitable<void> sleep_out_of_order(rpc::client& client)
{
    std::vector<int> order;
    asio::steady_timer done(client.get_executor(), asio::steady_timer::time_point::max());
    for (int wait : {60, 30, 1})
        client.send(rpc::request("sleep", wait), {},
                    [&, wait](std::exception_ptr error, rpc::response response)
                    {
                        BOOST_TEST(!error);
                        BOOST_TEST(response.data.result().as_int64() == wait);
                        order.push_back(wait);
                        if (order.size() == 3)
                            done.cancel();
                    });
    boost::system::error_code ignored;
    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    BOOST_TEST((order == std::vector<int>{1, 30, 60}));
}

// What both of jayson's transports do.
asio::awaitable<void> use_jayson(rpc::client& client)
{
    int difference = co_await client.call<int>("subtract", 42, 23);
    BOOST_TEST(difference == 19);
    difference = co_await client.call<int>("subtract", "minuend"_arg = 42, "subtrahend"_arg = 23);
    BOOST_TEST(difference == 19);
    auto none = co_await client.request("no_such_method");
    BOOST_TEST(none.data.error().code() == -32601);
    auto failed = co_await client.request("fail", 1);
    BOOST_TEST(failed.data.error().code() == -1);
    BOOST_TEST(failed.data.error().message() == "failed");
    BOOST_TEST(json::serialize(failed.data.error().data()) == R"({"args":[1]})");
    auto told = co_await client.notify("echo", "a");
    BOOST_TEST(told.data.ok());

    auto answers = co_await client.send(rpc::batch(rpc::request("echo", 1), rpc::request("no_such_method"),
                                                   rpc::notification("echo"), rpc::request("sleep", 5).id("slow"),
                                                   rpc::request("subtract", 3, 2)));
    BOOST_REQUIRE(answers.data.size() == 4U);
    BOOST_TEST(json::serialize(answers.data[0].result()) == "[1]");
    BOOST_TEST(answers.data[1].error().code() == -32601);
    BOOST_TEST((answers.data[2].id() == "slow"));
    BOOST_TEST(answers.data[3].result().as_int64() == 1);

    auto words = co_await client.request("echo", "\xc3\xa9\xf0\x9f\x98\x80\n\"", 1.5, nullptr);
    BOOST_TEST(text_of(words) == "[\"\xc3\xa9\xf0\x9f\x98\x80\\n\\\"\",1.5E0,null]");
    auto large = co_await client.call<std::string>("big", 3'000'000);
    BOOST_TEST(large.size() == 3'000'000U);
    co_await sleep_out_of_order(client);
    auto error = co_await test::failure(client.send(rpc::request("sleep", 300), rpc::call_options().timeout(20ms)));
    BOOST_TEST((error.code() == rpc::errc::timeout));
    difference = co_await client.call<int>("subtract", 2, 1);
    BOOST_TEST(difference == 1);
}

// A thousand calls at once: each gets its own answer.
asio::awaitable<void> many(rpc::client& client)
{
    int own = 0, left = 1000;
    asio::steady_timer done(client.get_executor(), asio::steady_timer::time_point::max());
    for (int i = 0; i != 1000; ++i)
        client.send(rpc::request("subtract", i, 1), {},
                    [&, i](std::exception_ptr error, rpc::response response)
                    {
                        own += !error && response.data.ok() && response.data.result().as_int64() == i - 1;
                        if (--left == 0)
                            done.cancel();
                    });
    boost::system::error_code ignored;
    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    BOOST_TEST(own == 1000);
}

// What both of snapserver's transports do.
asio::awaitable<void> use_snapserver(rpc::client& client)
{
    auto version = co_await client.request("Server.GetRPCVersion");
    BOOST_TEST(version.data.result().at("major").as_int64() == 2);
    auto none = co_await client.request("no_such_method");
    BOOST_TEST(none.data.error().code() == -32601);
    auto nope = co_await client.request("Stream.Control", "id"_arg = "nope", "command"_arg = "play",
                                        "params"_arg = json::object());
    BOOST_TEST(nope.data.error().code() == -32603);
    json::object volume;
    volume["percent"] = 50;
    auto set = co_await client.request("Client.SetVolume", "id"_arg = "peer", "volume"_arg = volume);
    BOOST_TEST(set.data.ok());
    co_await client.notify("Server.GetRPCVersion");

    auto answers = co_await client.send(rpc::batch(rpc::request("Server.GetRPCVersion").id("a"),
                                                   rpc::request("no_such_method").id("b"),
                                                   rpc::request("Server.GetRPCVersion").id("c")));
    BOOST_REQUIRE(answers.data.size() == 3U);
    BOOST_TEST(answers.data[0].ok());
    BOOST_TEST(answers.data[1].error().code() == -32601);
    BOOST_TEST(answers.data[2].ok());
}

} // namespace

BOOST_AUTO_TEST_SUITE(aria2)

BOOST_AUTO_TEST_CASE(calls_batches_and_errors_behind_statuses)
{
    with_client("ARIA2_HTTP",
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    std::string token = "token:" + peer("ARIA2_SECRET");
                    auto version = co_await client.request("aria2.getVersion", token);
                    BOOST_TEST(!version.data.result().at("version").as_string().empty());

                    // Its errors come with the statuses 400 and 500, and each of them ends the connection.
                    auto refused = co_await client.request("no_such_method");
                    BOOST_TEST(refused.data.error().message() == "Unauthorized");
                    auto* head = std::any_cast<boost::beast::http::response_header<>>(&refused.raw);
                    BOOST_REQUIRE(head);
                    BOOST_TEST(head->result_int() == 400U);
                    auto named = co_await client.request("aria2.tellWaiting", "a"_arg = 1);
                    BOOST_TEST(named.data.error().code() == -32602);

                    // It refuses notifications, with an error object of id null.
                    auto told = co_await test::exception_of(client.notify("aria2.getVersion", token));
                    BOOST_CHECK_EXCEPTION(std::rethrow_exception(told), rpc::remote_error,
                                          [](auto& error) { return error.error().code() == -32600; });

                    auto answers = co_await client.send(rpc::batch(rpc::request("aria2.getVersion", token),
                                                                   rpc::request("no_such_method"),
                                                                   rpc::request("aria2.tellActive", token).id("x")));
                    BOOST_TEST(answers.data.at(0).ok());
                    BOOST_TEST(answers.data.at(1).error().code() == 1);
                    BOOST_TEST((answers.data.at(2).id() == "x"));
                    // A notification inside a batch is answered, too; that answer is nobody's.
                    auto more = co_await client.send(rpc::batch(rpc::notification("aria2.getVersion", token),
                                                                rpc::request("aria2.getVersion", token)));
                    BOOST_TEST(more.data.at(0).ok());
                    BOOST_TEST(more.unmatched.size() == 1U);
                });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(jayson)

BOOST_AUTO_TEST_CASE(over_http) { with_client("JAYSON_HTTP", use_jayson); }
BOOST_AUTO_TEST_CASE(over_tcp) { with_client("JAYSON_TCP", use_jayson); }
BOOST_AUTO_TEST_CASE(many_over_http) { with_client("JAYSON_HTTP", many); }
BOOST_AUTO_TEST_CASE(many_over_tcp) { with_client("JAYSON_TCP", many); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(snapserver)

BOOST_AUTO_TEST_CASE(over_http) { with_client("SNAPSERVER_HTTP", use_snapserver); }
BOOST_AUTO_TEST_CASE(over_tcp) { with_client("SNAPSERVER_TCP", use_snapserver); }

BOOST_AUTO_TEST_CASE(its_notifications_disturb_nobody)
{
    with_client("SNAPSERVER_TCP",
                [](rpc::client& watcher) -> asio::awaitable<void>
                {
                    co_await watcher.connect();
                    co_await watcher.request("Server.GetRPCVersion");
                    rpc::client other(watcher.get_executor(), peer("SNAPSERVER_TCP"));
                    json::object volume;
                    volume["muted"] = false;
                    for (int percent : {10, 20, 30})
                    {
                        volume["percent"] = percent;
                        co_await other.request("Client.SetVolume", "id"_arg = "peer", "volume"_arg = volume);
                    }
                    // Two changes in a batch are told as one array.
                    volume["percent"] = 40;
                    rpc::batch two;
                    two.push_back(rpc::request("Client.SetVolume", "id"_arg = "peer", "volume"_arg = volume));
                    volume["percent"] = 50;
                    two.push_back(rpc::request("Client.SetVolume", "id"_arg = "peer", "volume"_arg = volume));
                    co_await other.send(two);
                    while (watcher.statistics().notifications < 5)
                        co_await watcher.request("Server.GetRPCVersion");
                    BOOST_TEST(watcher.statistics().malformed == 0U);
                });
}

BOOST_AUTO_TEST_SUITE_END()
