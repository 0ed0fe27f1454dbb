// SPDX-License-Identifier: BSL-1.0
// What connections do that carry many calls at the same time: answers in any order, batches that are answered in part,
// messages that were not written, and texts as they are.
#include "support/client_test.hpp"

#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::play;
using test::result;

BOOST_AUTO_TEST_SUITE(stream)

BOOST_DATA_TEST_CASE(answers_come_in_any_order_in_any_pieces, bdata::make(test::streams), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            for (int i = 0; i != 3; ++i)
                co_await peer.read();
            for (int id : {3, 1, 2})
                co_await peer.answer_in_pieces(result(id));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            std::string order;
            auto note = [&](std::exception_ptr, rpc::response response) { order += to_string(*response.data.id()); };
            client.send(rpc::request("a"), {}, note);
            client.send(rpc::request("b"), {}, note);
            co_await client.request("c");
            while (order.size() != 2)
                co_await test::turn();
            BOOST_TEST(order == "12");
        });
}

BOOST_DATA_TEST_CASE(a_partly_answered_batch_keeps_its_answers_whatever_comes_next, bdata::make(test::streams),
                     transport)
{
    std::vector<std::string> nexts = {R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"no"},"id":null})",
                                      R"({"jsonrpc":"2.0","id":2,"result":")" + std::string(3000, 'x') + "\"}"};
    if (!test::is_bare(transport))
        nexts.push_back(R"({"jsonrpc":"2.0","id":2,"result":)");
    for (auto& next : nexts)
        play(
            transport,
            [&](test::text_peer& peer) -> asio::awaitable<void>
            {
                co_await peer.read();
                co_await peer.answer(result(1));
                co_await peer.answer(next);
                co_await peer.closed();
            },
            [](rpc::client& client) -> asio::awaitable<void>
            {
                auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog")));
                BOOST_REQUIRE(pets.data.size() == 2U);
                BOOST_TEST(pets.data[0].result().as_int64() == 1);
                BOOST_TEST(!pets.data[1].ok());
            },
            rpc::client_options().max_message_size(2000));
}

BOOST_DATA_TEST_CASE(a_batch_that_is_answered_in_part_keeps_the_answers, bdata::make(test::streams), transport)
{
    play(
        transport,
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer("[" + result(2) + "]");
            co_await peer.read();
            co_await peer.answer(result(4));
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            // One array answers a batch: what it leaves out will not come.
            auto left_out = co_await client.send(rpc::batch(rpc::request("a"), rpc::request("b")));
            BOOST_TEST(left_out.data.at(0).missing());
            BOOST_TEST(left_out.data.at(1).ok());
            // Answers one by one may go on to come, until the time is over.
            auto timed_out = co_await client.send(rpc::batch(rpc::request("c"), rpc::request("d")),
                                                  rpc::call_options().timeout(test::patience));
            BOOST_TEST(timed_out.data.at(0).missing());
            BOOST_TEST(timed_out.data.at(1).result().as_int64() == 4);
        });
}

BOOST_DATA_TEST_CASE(calls_that_were_not_written_go_to_the_next_connection, bdata::make(test::streams), transport)
{
    std::vector<std::string> seen;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            seen.push_back(co_await peer.read());
            if (seen.size() == 2)
            {
                co_await peer.answer(result(2));
                co_await peer.closed();
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            // The second call is made while the loss of the first one's connection is told.
            std::string second;
            client.send(rpc::request("first"), {},
                        [&](std::exception_ptr error, rpc::response)
                        {
                            BOOST_TEST(bool(error));
                            client.send(rpc::request("second"), {},
                                        [&](std::exception_ptr error, rpc::response answer)
                                        { second = error ? "lost" : answer.text; });
                        });
            while (second.empty())
                co_await test::turn();
            BOOST_TEST(second == result(2));
            BOOST_TEST(client.statistics().connects == 2U);
            BOOST_TEST(client.statistics().connections_lost == 1U);
        });
    BOOST_TEST(seen.size() == 2U);
}

BOOST_DATA_TEST_CASE(a_raw_text_is_sent_as_it_is_unless_it_would_break_the_framing, bdata::make(test::streams),
                     transport)
{
    const std::string text = "{\"jsonrpc\":\"2.0\",\n\"method\":\"ping\",\"id\":1}";
    std::string seen;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            seen = co_await peer.read();
            co_await peer.answer(result(1));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            if (test::framing_of(transport) == "newline")
            {
                auto error = co_await test::failure(client.send(text));
                BOOST_TEST((error.code() == rpc::errc::invalid_request));
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                co_return;
            }
            auto response = co_await client.send(text);
            BOOST_TEST(response.data.ok());
            BOOST_TEST(seen == text);
        });
}

BOOST_AUTO_TEST_CASE(lines_may_end_in_crlf_and_be_empty)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor,
                                         [](test::tcp::socket socket) -> asio::awaitable<void>
                                         {
                                             std::string buffer;
                                             co_await test::read_line(socket, buffer);
                                             co_await test::write(socket, "\r\n\n" + result(1) + "\r\n");
                                             co_await test::peer_closed(socket);
                                         });
            rpc::client client(executor, server.tcp_url());
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == result(1));
            BOOST_TEST(client.statistics().malformed == 0U);
            server.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
