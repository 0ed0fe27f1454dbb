// SPDX-License-Identifier: BSL-1.0
// Answers over HTTP that come as streams of events (MCP's streamable HTTP): what is heard when, and what ends the call.
#include "support/client_test.hpp"
#include "support/event_texts.hpp"
#include "transport/event_stage.hpp"

#include <string>
#include <vector>

using test::chunk;
using test::contains;
using test::event;
using test::events_head;
using test::last_chunk;
using test::pong_with;
using test::progress;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(event_streams)

using event_stage::answering;
using event_stage::answering_and_closing;
using event_stage::events;
using event_stage::expecting;
using event_stage::expecting_pong;
using event_stage::play;
using event_stage::stage;
using event_stage::use;

namespace {

rpc::batch two_pings() { return rpc::batch(rpc::request("ping"), rpc::request("ping")); }

use expecting_two_pongs(std::string text = {})
{
    return [text](rpc::client& client, stage&) -> asio::awaitable<void>
    {
        auto pongs = co_await client.send(two_pings());
        BOOST_REQUIRE(pongs.data.size() == 2U);
        for (auto& pong : pongs.data)
            BOOST_TEST(pong.ok());
        BOOST_TEST(pongs.unmatched.empty());
        BOOST_TEST((text.empty() || pongs.text == text), pongs.text);
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(a_notification_is_heard_while_the_answer_is_not_there)
{
    play({[](test::tcp::socket socket, stage& now) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, events_head() + chunk(event(progress)));
              while (now.now().notifications != 1)
                  co_await test::turn();
              BOOST_TEST(now.now().in_flight == 1U);
              co_await test::write(socket, chunk(event(progress)));
              while (now.now().notifications != 2)
                  co_await test::turn();
              now.heard.push_back("the answer leaves");
              co_await test::write(socket, chunk(event(pong_with("1"))) + last_chunk);
              co_await test::peer_closed(socket);
          }},
         [](rpc::client& client, stage& now) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping");
             BOOST_TEST(response.text == pong_with("1"));
             BOOST_TEST(response.raw.has_value());
             std::vector<std::string> all = {progress, progress, "the answer leaves", pong_with("1")};
             BOOST_TEST(now.heard == all);
             auto counted = client.statistics();
             BOOST_TEST(counted.messages_received == 3U);
             BOOST_TEST(counted.bytes_received == 2 * progress.size() + pong_with("1").size());
         });
}

BOOST_AUTO_TEST_CASE(the_answer_ends_the_call_while_the_stream_stays_open)
{
    play({answering({events_head() + chunk(event(pong_with("1")))}), answering({events(event(pong_with("2")))})},
         expecting_pong(2));
}

BOOST_AUTO_TEST_CASE(with_one_connection_the_next_call_does_not_wait_for_the_end_of_the_stream)
{
    play({answering({events_head() + chunk(event(pong_with("1")))}), answering({events(event(pong_with("2")))})},
         expecting_pong(2), rpc::client_options().max_connections(1));
}

BOOST_AUTO_TEST_CASE(a_stream_byte_by_byte_is_an_answer)
{
    play({[](test::tcp::socket socket, stage&) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              std::string bytes = events_head();
              for (char byte : ": hello\r\n\r\n" + event(progress) + "id: 7\r\ndata: " + pong_with("1") + "\r\n\r\n")
                  bytes += chunk(std::string(1, byte));
              for (char byte : bytes + last_chunk)
              {
                  co_await test::write(socket, std::string(1, byte));
                  co_await test::turn();
              }
              co_await test::peer_closed(socket);
          }},
         expecting_pong());
}

BOOST_AUTO_TEST_CASE(several_events_in_one_chunk_are_heard_in_their_order)
{
    play({answering(
             {events(event(progress) + event("{\"jsonrpc\":\"2.0\",\"method\":\"b\"}") + event(pong_with("1")))})},
         [](rpc::client& client, stage& now) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             std::vector<std::string> all = {progress, "{\"jsonrpc\":\"2.0\",\"method\":\"b\"}", pong_with("1")};
             BOOST_TEST(now.heard == all);
         });
}

BOOST_AUTO_TEST_CASE(a_stream_may_have_a_length_or_last_until_the_connection_ends)
{
    auto body = event(progress) + event(pong_with("1"));
    auto head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    play({answering({head + ("Content-Length: " + std::to_string(body.size())) + "\r\n\r\n" + body})},
         expecting_pong());
    play({answering_and_closing(head + ("\r\n" + body))}, expecting_pong());
}

BOOST_AUTO_TEST_CASE(the_media_type_counts_without_case_and_parameters)
{
    for (auto* type : {"Text/Event-Stream", "text/event-stream; charset=utf-8", " text/event-stream ;x"})
        play({answering({events_head("", type) + chunk(event(pong_with("1"))) + last_chunk})}, expecting_pong());
    play({answering({events_head("", "text/event-stream2") + chunk(event(pong_with("1"))) + last_chunk})},
         expecting(rpc::errc::invalid_response, rpc::delivery::answered, "it is not JSON"));
}

BOOST_AUTO_TEST_CASE(the_total_of_a_stream_has_no_limit)
{
    std::string many;
    for (int i = 0; i != 50; ++i)
        many += chunk(event(progress) + ": keep alive\n\n");
    play({answering({events_head() + many + chunk(event(pong_with("1"))) + last_chunk})}, expecting_pong(),
         rpc::client_options().max_message_size(200));
    auto body = ":" + std::string(1000, '.') + "\n" + event(pong_with("1"));
    play({answering({"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " +
                     std::to_string(body.size()) + "\r\n\r\n" + body})},
         expecting_pong(), rpc::client_options().max_message_size(200));
}

BOOST_AUTO_TEST_CASE(the_answer_may_stand_in_an_array_with_other_messages)
{
    auto array = "[" + progress + ", " + pong_with("1") + " ,{\"jsonrpc\":\"2.0\",\"method\":\"[,\\\"\"}]";
    play({answering({events(event(array))})},
         [](rpc::client& client, stage& now) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping");
             BOOST_TEST(response.text == pong_with("1"));
             BOOST_TEST(client.statistics().notifications == 2U);
             std::vector<std::string> all = {progress, "{\"jsonrpc\":\"2.0\",\"method\":\"[,\\\"\"}", pong_with("1")};
             BOOST_TEST(now.heard == all);
         });
}

BOOST_AUTO_TEST_CASE(a_batch_is_answered_by_an_event_for_each_or_by_one_for_all)
{
    auto both = "[" + pong_with("2") + "," + pong_with("1") + "]";
    play({answering({events_head() + chunk(event(both))})}, expecting_two_pongs(both));
    play({answering({events_head() + chunk(event(pong_with("2")) + event(progress)) + chunk(event(pong_with("1")))})},
         expecting_two_pongs(both));
    play({answering({events_head() + chunk(event("[" + pong_with("2") + "]")) +
                     chunk(event(" [" + progress + "," + pong_with("1") + "]"))})},
         expecting_two_pongs(both));
}

BOOST_AUTO_TEST_CASE(a_batch_has_holes_where_the_stream_ends_without_an_answer)
{
    auto failed = R"({"jsonrpc":"2.0","error":{"code":-5,"message":"tired"},"id":2})";
    play({answering({events(event(failed))})},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             auto pongs = co_await client.send(two_pings());
             BOOST_TEST(pongs.data.at(0).missing());
             BOOST_TEST(pongs.data.at(1).error().code() == -5);
         });
}

BOOST_AUTO_TEST_CASE(what_of_a_batch_was_answered_is_there_after_a_timeout_and_a_loss)
{
    auto check = [](rpc::client& client, stage&) -> asio::awaitable<void>
    {
        co_await client.connect();
        auto pongs = co_await client.send(two_pings(), rpc::call_options().timeout(test::patience));
        BOOST_REQUIRE(pongs.data.size() == 2U);
        BOOST_TEST(pongs.data[0].missing());
        BOOST_TEST(pongs.data[1].ok());
    };
    play({answering({events_head() + chunk(event(pong_with("2")))})}, check);
    play({answering_and_closing(events_head() + chunk(event(pong_with("2"))))}, check);
}

BOOST_AUTO_TEST_CASE(one_error_without_id_answers_a_batch)
{
    auto refused = R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"no batches"},"id":null})";
    play({answering({events_head() + chunk(event(refused))})},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             auto pongs = co_await client.send(two_pings());
             for (auto& pong : pongs.data)
                 BOOST_TEST(pong.error().message() == "no batches");
         });
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_large_ends_its_call)
{
    auto large = R"({"jsonrpc":"2.0","id":1,"result":")" + std::string(300, 'x') + "\"}";
    for (auto& answer : {events_head() + chunk(event(large)), events_head() + chunk("data: " + large)})
        play({answering({answer})},
             expecting(rpc::errc::message_too_large, rpc::delivery::answered, "max_message_size"),
             rpc::client_options().max_message_size(200));
}

BOOST_AUTO_TEST_CASE(answers_to_a_batch_that_are_too_large_together_end_it)
{
    play(
        {answering({events_head() +
                    chunk(event(R"({"jsonrpc":"2.0","id":1,"result":")" + std::string(150, 'x') + "\"}")) +
                    chunk(event(R"({"jsonrpc":"2.0","id":7,"result":")" + std::string(150, 'x') + "\"}"))})},
        [](rpc::client& client, stage&) -> asio::awaitable<void>
        {
            auto pongs = co_await client.send(two_pings());
            BOOST_TEST(pongs.data.at(0).ok());
            BOOST_CHECK_EXCEPTION(pongs.data.at(1).result(), rpc::client_error,
                                  [](auto& error) { return contains(error.what(), "it is too large"); });
        },
        rpc::client_options().max_message_size(200).timeout(5s));
}

BOOST_AUTO_TEST_CASE(another_message_that_is_too_large_is_skipped)
{
    auto params = R"(,"params":[")" + std::string(300, 'x') + "\"]}";
    play(
        {answering({events_head() + chunk(event(R"({"jsonrpc":"2.0","method":"log")" + params)) +
                    chunk(event(R"({"jsonrpc":"2.0","id":9,"result":")" + std::string(300, 'x') + "\"}")) +
                    chunk(event(pong_with("1"))) + last_chunk})},
        [](rpc::client& client, stage&) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(client.statistics().malformed == 2U);
        },
        rpc::client_options().max_message_size(200));
}

BOOST_AUTO_TEST_CASE(strange_messages_cost_the_call_nothing)
{
    play({answering({events(event("{") + event("[]") + event("5") + event(pong_with("77")) + "data:\n\n" +
                            event(pong_with("1")))})},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.ok());
             auto counted = client.statistics();
             BOOST_TEST(counted.malformed == 3U);
             BOOST_TEST(counted.unknown == 1U);
         });
}

BOOST_AUTO_TEST_CASE(an_answer_that_breaks_a_rule_is_the_calls_own)
{
    play({answering({events_head() + chunk(event(R"({"jsonrpc":"2.0","id":1,"result":tru})"))})},
         expecting(rpc::errc::invalid_response, rpc::delivery::answered, "it is not JSON"));
    play({answering({events_head() + chunk(event(R"({"id":1,"result":true})"))})},
         expecting(rpc::errc::invalid_response, rpc::delivery::answered, "the member jsonrpc is missing"));
    play({answering({events_head() + chunk(event(pong_with("\"1\"")))})},
         expecting(rpc::errc::invalid_response, rpc::delivery::answered, "its id is \"1\""));
}

BOOST_AUTO_TEST_CASE(a_stream_in_answer_to_a_notification_is_a_body)
{
    auto body = events(event(progress));
    play({answering({body})},
         [](rpc::client& client, stage&) -> asio::awaitable<void>
         {
             auto response = co_await client.notify("log");
             BOOST_TEST(response.text == event(progress));
             BOOST_TEST(client.statistics().notifications == 0U);
         });
}

BOOST_AUTO_TEST_CASE(a_stream_with_another_status_is_the_body_of_an_error)
{
    auto answer = events(event(pong_with("1")));
    answer.replace(answer.find("200 OK"), 6, "500 Tired");
    play({answering({answer})}, expecting(rpc::errc::http_status, rpc::delivery::maybe_executed, "500 Tired"));
}

BOOST_AUTO_TEST_CASE(who_accepts_a_stream_asks_for_no_compression_unless_he_says_so)
{
    std::vector<std::string> heads;
    auto collecting = [&](test::tcp::socket socket, stage&) -> asio::awaitable<void>
    {
        std::string buffer;
        heads.push_back((co_await test::read_http_request(socket, buffer)).head);
        co_await test::write(socket, events(event(pong_with("1"))));
        co_await test::peer_closed(socket);
    };
    auto accepting = rpc::client_options().header("Accept", "application/json, Text/Event-Stream");
    play({collecting}, expecting_pong());
    play({collecting}, expecting_pong(), accepting);
    play({collecting}, expecting_pong(), accepting.header("Accept-Encoding", "deflate"));
    play({collecting}, expecting_pong(), rpc::client_options().dialect("mcp"));
    BOOST_TEST(contains(heads.at(3), "\r\nAccept: application/json, text/event-stream\r\n"), heads[3]);
    BOOST_TEST(contains(heads.at(0), "\r\nAccept-Encoding: gzip, deflate\r\n"), heads[0]);
    BOOST_TEST(!contains(heads.at(1), "Accept-Encoding"), heads[1]);
    BOOST_TEST(contains(heads.at(2), "\r\nAccept-Encoding: deflate\r\n"), heads[2]);
}

BOOST_AUTO_TEST_CASE(a_compressed_stream_is_refused_by_name)
{
    play({answering({events_head("Content-Encoding: gzip\r\n") + chunk("\x1f\x8b")})},
         expecting(rpc::errc::invalid_response, rpc::delivery::answered, "it has gzip"));
    play({answering({events_head("Content-Encoding: identity\r\n") + chunk(event(pong_with("1")))})}, expecting_pong());
}

BOOST_AUTO_TEST_SUITE_END()
