// SPDX-License-Identifier: BSL-1.0
// snapserver, over HTTP, TCP and WebSocket.
#include "peer/peer.hpp"

#include <boost/test/unit_test.hpp>

using namespace peer;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(snapserver)

namespace {

// The params of a change of the volume of the player that peers.sh has made join.
rpc::request set_volume(int percent)
{
    json::object volume;
    volume["percent"] = percent;
    return rpc::request("Client.SetVolume", "id"_arg = "peer", "volume"_arg = volume);
}

// What it does over each transport.
asio::awaitable<void> use_snapserver(rpc::client& client)
{
    auto version = co_await client.request("Server.GetRPCVersion");
    BOOST_TEST(version.data.result().at("major").as_int64() == 2);
    auto none = co_await client.request("no_such_method");
    BOOST_TEST(none.data.error().code() == -32601);
    auto nope = co_await client.request("Stream.Control", "id"_arg = "nope", "command"_arg = "play",
                                        "params"_arg = json::object());
    BOOST_TEST(nope.data.error().code() == -32603);
    auto set = co_await client.send(set_volume(50));
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

BOOST_DATA_TEST_CASE(calls_and_batches_are_answered, (std::vector<std::string>{"HTTP", "TCP", "WS"}), transport)
{
    // Over HTTP it sends a second, empty answer behind each one that has a result. When that is late, the next call on
    // the connection takes it for its own, and nobody can tell: so each call has a connection of its own. The header is
    // left out of a WebSocket's upgrade.
    with_client(value_of("SNAPSERVER_" + transport), use_snapserver,
                rpc::client_options().header("Connection", "close"));
}

// Two changes in a batch are told as one array.
BOOST_DATA_TEST_CASE(each_of_its_notifications_reaches_the_handler_also_those_in_an_array,
                     (std::vector<std::string>{"TCP", "WS"}), transport)
{
    with_client(
        value_of("SNAPSERVER_" + transport),
        [](rpc::client& watcher) -> asio::awaitable<void>
        {
            std::vector<std::int64_t> heard;
            watcher.on_notification("Client.OnVolumeChanged", [&](const rpc::server_notification& event)
                                    { heard.push_back(event.params().at("volume").at("percent").as_int64()); });
            bool is_array = false;
            watcher.add_log_handler(
                [&](const rpc::logging::record& record)
                { is_array = is_array || contains(record.message, R"([{"jsonrpc":"2.0","method":"Client.On)"); });
            // It tells a WebSocket client of changes from a moment after the handshake on, surely once it answers.
            co_await watcher.request("Server.GetRPCVersion");
            rpc::client other(watcher.get_executor(), value_of("SNAPSERVER_TCP"));
            for (int percent : {10, 20, 30})
                co_await other.send(set_volume(percent));
            co_await other.send(rpc::batch(set_volume(40), set_volume(50)));
            while (heard.size() < 5)
                co_await test::turn();
            BOOST_TEST(heard == (std::vector<std::int64_t>{10, 20, 30, 40, 50}), boost::test_tools::per_element());
            BOOST_TEST(is_array);
            BOOST_TEST(watcher.statistics().malformed == 0U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
