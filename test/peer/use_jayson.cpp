// SPDX-License-Identifier: BSL-1.0
#include "peer/use_jayson.hpp"

using namespace rpc::literals;

namespace peer {

namespace {

// Two calls in flight together, of which the later one is answered first.
asio::awaitable<void> answer_out_of_order(rpc::client& client)
{
    std::string order;
    auto note = [&](std::exception_ptr error, rpc::response response)
    { order += error ? "?" : std::string(response.data.result().as_string()); };
    client.send(rpc::request("hold", "a"), {}, note);
    client.send(rpc::request("hold", "b"), {}, note);
    co_await client.request("release", "b");
    while (order.empty())
        co_await test::turn();
    BOOST_TEST(order == "b");
    co_await client.request("release", "a");
    while (order.size() < 2)
        co_await test::turn();
    BOOST_TEST(order == "ba");
}

asio::awaitable<void> call_each(rpc::client& client)
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
    auto words = co_await client.request("echo", "\xc3\xa9\xf0\x9f\x98\x80\n\"", 1.5, nullptr);
    BOOST_TEST(text_of(words) == "[\"\xc3\xa9\xf0\x9f\x98\x80\\n\\\"\",1.5E0,null]");
    auto large = co_await client.call<std::string>("big", 3'000'000);
    BOOST_TEST(large.size() == 3'000'000U);
    std::string text(500'000, 'y');
    auto echoed = co_await client.request("echo", text);
    BOOST_TEST((echoed.data.result().at(0).as_string() == text));
}

asio::awaitable<void> send_batch(rpc::client& client)
{
    auto answers = co_await client.send(rpc::batch(rpc::request("echo", 1), rpc::request("no_such_method"),
                                                   rpc::notification("echo"), rpc::request("sleep", 5).id("slow"),
                                                   rpc::request("subtract", 3, 2)));
    BOOST_REQUIRE(answers.data.size() == 4U);
    BOOST_TEST(json::serialize(answers.data[0].result()) == "[1]");
    BOOST_TEST(answers.data[1].error().code() == -32601);
    BOOST_TEST((answers.data[2].id() == "slow"));
    BOOST_TEST(answers.data[3].result().as_int64() == 1);
    auto told = co_await client.send(rpc::batch(rpc::notification("echo"), rpc::notification("no_such_method")));
    BOOST_TEST(told.data.empty());
}

} // namespace

asio::awaitable<void> use_jayson(rpc::client& client)
{
    co_await call_each(client);
    co_await send_batch(client);
    co_await answer_out_of_order(client);
    auto error =
        co_await test::failure(client.send(rpc::request("hold", "for ever"), rpc::call_options().timeout(20ms)));
    BOOST_TEST((error.code() == rpc::errc::timeout));
    int difference = co_await client.call<int>("subtract", 2, 1);
    BOOST_TEST(difference == 1);
    BOOST_TEST(client.statistics().malformed == 0U);
}

asio::awaitable<void> call_many(rpc::client& client)
{
    int own = 0, left = 1000;
    for (int i = 0; i != 1000; ++i)
        client.send(rpc::request("subtract", i, 1), {},
                    [&, i](std::exception_ptr error, rpc::response response)
                    {
                        own += !error && response.data.ok() && response.data.result().as_int64() == i - 1;
                        --left;
                    });
    while (left != 0)
        co_await test::turn();
    BOOST_TEST(own == 1000);
}

} // namespace peer
