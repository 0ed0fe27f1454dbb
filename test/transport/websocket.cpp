// SPDX-License-Identifier: BSL-1.0
// What only WebSocket does with messages: frames in every form, and others between them.
#include "support/client_test.hpp"
#include "support/raw_websocket.hpp"
#include "transport/websocket_scripts.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/test/unit_test.hpp>

using test::result;
using test::websocket_frame;
using namespace std::literals;
namespace frame = test::frame;

BOOST_AUTO_TEST_SUITE(websocket)

using websocket_scripts::answering;
using websocket_scripts::expecting_answer;
using websocket_scripts::play;
using websocket_scripts::upgraded;

BOOST_AUTO_TEST_CASE(requests_are_text_messages_of_one_frame)
{
    test::websocket_message seen;
    play(upgraded(
             [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
             {
                 seen = co_await test::read_frame(socket, buffer);
                 co_await test::write(socket, websocket_frame(frame::text, result(1)));
             }),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping", std::string(100'000, 'x'));
             BOOST_TEST(response.data.ok());
         });
    BOOST_TEST(seen.first == frame::text);
    BOOST_TEST(seen.payload.size() == R"({"jsonrpc":"2.0","method":"ping","params":[""],"id":1})"sv.size() + 100'000);
}

BOOST_AUTO_TEST_CASE(an_answer_may_come_in_any_frames_with_others_between_them)
{
    auto text = result(1);
    auto in_parts = websocket_frame(frame::first_part, text.substr(0, 3)) + websocket_frame(frame::pong, "") +
                    websocket_frame(frame::middle_part, "") + websocket_frame(frame::middle_part, text.substr(3, 4)) +
                    websocket_frame(frame::ping, "") + websocket_frame(frame::last_part, text.substr(7));
    for (auto& bytes : {in_parts, websocket_frame(frame::binary, text), websocket_frame(frame::text, "") + in_parts})
    {
        play(answering(bytes), expecting_answer());
        // And byte by byte.
        play(upgraded(
                 [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
                 {
                     co_await test::read_frame(socket, buffer);
                     for (char byte : bytes)
                     {
                         co_await test::write(socket, std::string(1, byte));
                         co_await test::turn();
                     }
                 }),
             expecting_answer());
    }
}

BOOST_AUTO_TEST_CASE(a_ping_is_answered_while_nothing_else_is_sent)
{
    test::websocket_message pong;
    play(upgraded(
             [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
             {
                 co_await test::read_frame(socket, buffer);
                 co_await test::write(socket, websocket_frame(frame::ping, "are you there?"));
                 pong = co_await test::read_frame(socket, buffer);
                 co_await test::write(socket, websocket_frame(frame::text, result(1)));
             }),
         expecting_answer());
    BOOST_TEST(pong.first == frame::pong);
    BOOST_TEST(pong.payload == "are you there?");
}

BOOST_AUTO_TEST_CASE(answers_that_came_together_are_handed_out_together)
{
    // What they make the client send leaves in one piece: it is all there when the first of it is.
    constexpr int calls = 100;
    std::size_t first_read = 0;
    play(upgraded(
             [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
             {
                 std::string bytes;
                 for (int i = 1; i <= calls; ++i)
                 {
                     co_await test::read_frame(socket, buffer);
                     bytes += websocket_frame(frame::text, result(i));
                     bytes += websocket_frame(frame::ping, "");
                 }
                 co_await test::write(socket, bytes);
                 std::string space(65536, '\0');
                 while (first_read < 2 * calls)
                     first_read = co_await socket.async_read_some(asio::buffer(space), asio::deferred);
             }),
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             int answered = 0;
             for (int i = 0; i != calls; ++i)
                 client.send(rpc::request("ping"), {},
                             [&](std::exception_ptr, rpc::response)
                             {
                                 ++answered;
                                 client.send(rpc::notification("log"), {}, [](std::exception_ptr, rpc::response) {});
                             });
             while (answered != calls || first_read < 2 * calls)
                 co_await test::turn();
             // Each is a frame of 2 + 4 bytes before a text of 32.
             BOOST_TEST(first_read >= 38U * calls);
         });
}

BOOST_AUTO_TEST_CASE(an_answer_in_front_of_what_breaks_the_protocol_is_not_lost_with_it)
{
    for (auto& bad : {websocket_frame(frame::text, "\xff\xfe"), std::string("\xc1\x01x"),
                      websocket_frame(frame::close, "\x03\xe8") + websocket_frame(frame::text, "{}")})
        play(answering(websocket_frame(frame::text, result(1)) + bad), expecting_answer());
}

BOOST_AUTO_TEST_CASE(a_large_message_in_many_frames_costs_its_own_call)
{
    // Too large as one frame, in parts, and of a length that is only claimed.
    auto large = R"({"jsonrpc":"2.0","id":1,"result":")" + std::string(200'000, 'x') + "\"}";
    std::string parts = websocket_frame(frame::first_part, large.substr(0, 1));
    for (std::size_t i = 1; i < large.size(); i += 1000)
        parts += websocket_frame(frame::middle_part, large.substr(i, 1000)) + websocket_frame(frame::ping, "");
    parts += websocket_frame(frame::last_part, "");
    for (auto& bytes : {websocket_frame(frame::text, large), parts})
        play(
            upgraded(
                [&](test::tcp::socket& socket, std::string& buffer) -> asio::awaitable<void>
                {
                    co_await test::read_frame(socket, buffer);
                    co_await test::read_frame(socket, buffer);
                    co_await test::write(socket, bytes + websocket_frame(frame::text, result(2)));
                }),
            [](rpc::client& client) -> asio::awaitable<void>
            {
                bool is_fine = false;
                client.send(rpc::request("large"), {},
                            [&](std::exception_ptr error, rpc::response)
                            {
                                BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::client_error,
                                                      [](auto& thrown)
                                                      { return thrown.code() == rpc::errc::message_too_large; });
                                is_fine = true;
                            });
                auto other = co_await client.request("small");
                BOOST_TEST(other.data.ok());
                BOOST_TEST(is_fine);
                BOOST_TEST(client.statistics().connects == 1U);
            },
            rpc::client_options().max_message_size(1000));
}

BOOST_AUTO_TEST_SUITE_END()
