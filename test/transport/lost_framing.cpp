// SPDX-License-Identifier: BSL-1.0
// A server whose bytes are not those of the framing.
#include "support/client_test.hpp"

#include <boost/test/unit_test.hpp>

using test::contains;

namespace {

std::string netstring(const std::string& message) { return std::to_string(message.size()) + ":" + message + ","; }

// For each connection what comes in answer to whatever is sent first.
void play(std::vector<std::string> answers, std::function<asio::awaitable<void>(rpc::client&)> use)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::size_t next = 0;
            test::scripted_server server(executor,
                                         [&](test::tcp::socket socket) -> asio::awaitable<void>
                                         {
                                             char byte = 0;
                                             co_await socket.async_read_some(asio::buffer(&byte, 1),
                                                                             asio::use_awaitable);
                                             co_await test::write(socket, answers.at(next++));
                                             co_await test::peer_closed(socket);
                                         });
            rpc::client client(executor, server.tcp_url(),
                               rpc::client_options().framing(rpc::framing::netstring()));
            co_await use(client);
            co_await client.close();
            server.stop();
        });
}

} // namespace

BOOST_AUTO_TEST_SUITE(lost_framing)

BOOST_AUTO_TEST_CASE(call_is_told_what_was_found_and_the_next_one_connects_again)
{
    play({"Starting server...\n", netstring(R"({"jsonrpc":"2.0","result":"here","id":2})")},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::connection_lost));
             BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
             BOOST_TEST(contains(error.what(), "the framing netstring is lost: expected a size and a colon, found "
                                               "\"Starting server...\\n\""));
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.result().as_string() == "here");
             BOOST_TEST(client.statistics().connections_lost == 1U);
             BOOST_TEST(client.statistics().connects == 2U);
         });
}

BOOST_AUTO_TEST_CASE(answer_in_front_of_the_place_is_not_lost_with_the_connection)
{
    play({netstring(R"({"jsonrpc":"2.0","result":"here","id":1})") + "oops"},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.result().as_string() == "here");
             while (client.statistics().connections_lost == 0)
                 co_await test::turn();
         });
}

BOOST_AUTO_TEST_SUITE_END()
