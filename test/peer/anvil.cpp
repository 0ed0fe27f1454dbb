// SPDX-License-Identifier: BSL-1.0
// anvil, over HTTP, WebSocket and a unix socket.
#include "peer/peer.hpp"

#include <boost/test/unit_test.hpp>

using namespace peer;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(anvil)

namespace {

const std::vector<std::string> over_streams = {"WS", "UNIX"};

// What it does over each transport.
asio::awaitable<void> use_anvil(rpc::client& client)
{
    auto chain = co_await client.call<std::string>("eth_chainId");
    BOOST_TEST(chain == "0x7a69");
    auto accounts = co_await client.call<std::vector<std::string>>("eth_accounts");
    BOOST_REQUIRE(accounts.size() == 1U);
    auto balance = co_await client.call<std::string>("eth_getBalance", accounts[0], "latest");
    BOOST_TEST(balance == "0x21e19e0c9bab2400000");
    auto none = co_await client.request("no_such_method");
    BOOST_TEST(!none.data.ok());
    auto named = co_await client.request("eth_getBalance", "address"_arg = accounts[0], "block"_arg = "latest");
    BOOST_TEST(named.data.error().code() == -32602);
    auto told = co_await client.notify("eth_chainId");
    BOOST_TEST(told.data.ok());

    auto answers = co_await client.send(rpc::batch(rpc::request("eth_chainId"), rpc::request("no_such_method").id("b"),
                                                   rpc::notification("eth_chainId"), rpc::request("eth_chainId")));
    BOOST_REQUIRE(answers.data.size() == 3U);
    BOOST_TEST(answers.data[0].ok());
    BOOST_TEST(!answers.data[1].ok());
    BOOST_TEST((answers.data[1].id() == "b"));
    BOOST_TEST(answers.data[2].ok());
    co_await client.send(rpc::batch(rpc::notification("eth_chainId"), rpc::notification("eth_chainId")));
    BOOST_TEST(client.statistics().malformed == 0U);
    BOOST_TEST(client.statistics().unknown == 0U);
}

} // namespace

BOOST_DATA_TEST_CASE(calls_and_batches_are_answered, (std::vector<std::string>{"HTTP", "WS", "UNIX"}), transport)
{
    with_client(value_of("ANVIL_" + transport), use_anvil);
}

BOOST_DATA_TEST_CASE(a_subscriber_is_told_of_each_block_until_it_unsubscribes, over_streams, transport)
{
    with_client(value_of("ANVIL_" + transport),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto heads = co_await client.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
                    for (int i = 0; i != 3; ++i)
                        co_await client.call<std::string>("evm_mine");
                    auto last = co_await client.call<json::value>("eth_getBlockByNumber", "latest", false);
                    std::string parent;
                    for (int i = 0; i != 3; ++i)
                    {
                        auto head = co_await heads.next();
                        BOOST_REQUIRE(head);
                        BOOST_TEST(!head->is_gap());
                        BOOST_TEST((i == 0 || head->value().at("parentHash") == json::value(parent)));
                        parent = std::string(head->value().at("hash").as_string());
                    }
                    BOOST_TEST(last.at("hash") == json::value(parent));
                    co_await heads.unsubscribe();
                    co_await client.call<std::string>("evm_mine");
                    co_await client.request("eth_chainId");
                    BOOST_TEST(client.statistics().notifications == 3U);
                    BOOST_TEST(client.statistics().malformed == 0U);
                });
}

// It answers whether there was such a subscription.
BOOST_DATA_TEST_CASE(a_stream_that_is_destroyed_unsubscribes, over_streams, transport)
{
    with_client(value_of("ANVIL_" + transport),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    std::string asked, answered;
                    client.add_log_handler(
                        [&](const rpc::logging::record& record)
                        {
                            if (contains(record.message, "eth_unsubscribe"))
                                asked = record.message;
                            else if (!asked.empty() && answered.empty())
                                answered = record.message;
                        });
                    json::value id;
                    {
                        auto heads = co_await client.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
                        id = heads.id();
                    }
                    while (answered.empty())
                        co_await test::turn();
                    BOOST_TEST(contains(asked, json::serialize(id)), asked);
                    BOOST_TEST(contains(answered, R"("result":true)"), answered);
                });
}

// The subscription has another id on the new connection.
BOOST_AUTO_TEST_CASE(a_subscription_goes_on_behind_a_gap_when_the_connection_was_lost)
{
    with_client(value_of("ANVIL_WS"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto heads = co_await client.subscribe(rpc::subscription("eth_subscribe", "newHeads"));
                    auto before = heads.id();
                    co_await test::failure(client.request("eth_chainId", std::string(17 << 20, 'x')));
                    auto gap = co_await heads.next();
                    BOOST_REQUIRE(gap);
                    BOOST_TEST(gap->is_gap());
                    BOOST_TEST(heads.id() != before);
                    co_await client.call<std::string>("evm_mine");
                    auto head = co_await heads.next();
                    BOOST_REQUIRE(head);
                    BOOST_TEST(!head->is_gap());
                    BOOST_TEST(head->value().as_object().contains("number"));
                });
}

// It answers each message by a task of its own.
BOOST_DATA_TEST_CASE(answers_in_any_order_reach_their_calls, (std::vector<std::string>{"HTTP", "WS", "UNIX"}),
                     transport)
{
    with_client(value_of("ANVIL_" + transport),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    int own = 0, left = 300;
                    for (int i = 0; i != 300; ++i)
                        client.send(rpc::request("eth_getBlockByNumber", "0x0", i % 2 == 0), {},
                                    [&, i](std::exception_ptr error, rpc::response response)
                                    {
                                        own += !error && response.data.ok() && (response.data.id() == i + 1);
                                        --left;
                                    });
                    while (left != 0)
                        co_await test::turn();
                    BOOST_TEST(own == 300);
                });
}

BOOST_AUTO_TEST_CASE(a_path_that_it_does_not_have_is_no_websocket)
{
    check_not_connected(failure(value_of("ANVIL_WS") + "/nope"), "handshake", "404");
}

// It resets the connection of a message over 16 MiB.
BOOST_AUTO_TEST_CASE(a_message_over_its_limit_costs_one_connection)
{
    with_client(value_of("ANVIL_WS"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto error = co_await test::failure(client.request("eth_chainId", std::string(17 << 20, 'x')));
                    BOOST_TEST((error.code() == rpc::errc::connection_lost));
                    BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
                    auto after = co_await client.call<std::string>("eth_chainId");
                    BOOST_TEST(after == "0x7a69");
                    BOOST_TEST(client.statistics().connects == 2U);
                });
}

BOOST_AUTO_TEST_SUITE_END()
