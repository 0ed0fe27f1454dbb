// SPDX-License-Identifier: BSL-1.0
// What only HTTP does: statuses, headers, connections that are kept, and answers in every form.
#include "support/client_test.hpp"
#include "transport/http_scripts.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/test/unit_test.hpp>

using test::contains;
using test::expecting_error;

BOOST_AUTO_TEST_SUITE(http)

using http_scripts::answering;
using http_scripts::answering_and_closing;
using http_scripts::expecting_pong;
using http_scripts::play;
using http_scripts::pong;
using http_scripts::pong_with_id;

BOOST_AUTO_TEST_CASE(a_post_carries_the_headers_of_json_rpc_over_http)
{
    std::string head;
    play({[&](test::tcp::socket socket) -> asio::awaitable<void>
          {
              std::string buffer;
              auto request = co_await test::read_http_request(socket, buffer);
              head = request.head;
              BOOST_TEST(request.body == R"({"jsonrpc":"2.0","method":"ping","id":1})");
              co_await test::write(socket, test::http_answer(pong));
              co_await test::peer_closed(socket);
          }},
         expecting_pong());
    BOOST_TEST(head.starts_with("POST / HTTP/1.1\r\nHost: 127.0.0.1:"), head);
    BOOST_TEST(contains(head, "\r\nContent-Type: application/json\r\n"), head);
    BOOST_TEST(contains(head, "\r\nAccept: application/json\r\n"), head);
    BOOST_TEST(contains(head, "\r\nUser-Agent: jsonrpcclient"), head);
    BOOST_TEST(contains(head, "\r\nContent-Length: 40\r\n"), head);
    BOOST_TEST(!contains(head, "Transfer-Encoding"), head);
}

BOOST_AUTO_TEST_CASE(headers_of_the_call_win_over_the_clients_and_those_over_the_built_in)
{
    std::string head;
    play(
        {[&](test::tcp::socket socket) -> asio::awaitable<void>
         {
             std::string buffer;
             head = (co_await test::read_http_request(socket, buffer)).head;
             co_await test::write(socket, test::http_answer(pong));
             co_await test::peer_closed(socket);
         }},
        [](rpc::client& client) -> asio::awaitable<void>
        { co_await client.with(rpc::call_options().header("x-both", "call").header("X-Call", "1")).request("ping"); },
        rpc::client_options().header("X-Both", "client").header("accept", "text/json").header("X-Client", "2"));
    BOOST_TEST(contains(head, "\r\nx-both: call\r\n"), head);
    BOOST_TEST(!contains(head, "X-Both: client"), head);
    BOOST_TEST(contains(head, "\r\nX-Call: 1\r\n"), head);
    BOOST_TEST(contains(head, "\r\nX-Client: 2\r\n"), head);
    BOOST_TEST(contains(head, "text/json"), head);
    BOOST_TEST(!contains(head, "Accept: application/json"), head);
}

BOOST_AUTO_TEST_CASE(a_chunked_answer_is_put_together)
{
    play({answering({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + pong.substr(0, 5) + "\r\n" +
                     "23\r\n" + pong.substr(5) + "\r\n0\r\n\r\n"})},
         expecting_pong());
}

BOOST_AUTO_TEST_CASE(interim_answers_are_skipped)
{
    play({answering(
             {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + test::http_answer(pong)})},
         expecting_pong());
}

BOOST_AUTO_TEST_CASE(any_content_type_and_any_success_will_do)
{
    play({answering({test::http_answer(pong, "207 Whatever", "Content-Type: text/html\r\n")})}, expecting_pong());
}

BOOST_AUTO_TEST_CASE(an_answer_byte_by_byte_is_an_answer)
{
    play({[](test::tcp::socket socket) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              for (char byte : test::http_answer(pong))
              {
                  co_await test::write(socket, std::string(1, byte));
                  co_await test::turn();
              }
              co_await test::peer_closed(socket);
          }},
         expecting_pong());
}

BOOST_AUTO_TEST_CASE(a_status_hides_no_answer_to_the_call)
{
    auto refused = R"({"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params."},"id":1})";
    auto unknown = R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error."},"id":null})";
    play({answering(
             {test::http_answer(refused, "500 Internal Server Error"), test::http_answer(unknown, "400 Bad Request")})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto first = co_await client.request("ping");
             BOOST_TEST(first.data.error().code() == -32602);
             auto* head = std::any_cast<boost::beast::http::response_header<>>(&first.raw);
             BOOST_REQUIRE(head);
             BOOST_TEST(head->result_int() == 500U);
             auto second = co_await client.request("ping");
             BOOST_TEST(second.data.error().code() == -32700);
             BOOST_TEST(!second.data.id().has_value());
         });
}

BOOST_AUTO_TEST_CASE(another_status_is_an_error_with_all_that_came)
{
    std::string page = "<html>" + std::string(5000, 'x');
    play({answering({test::http_answer(page, "502 Bad Gateway", "X-Why: tired\r\n"),
                     test::http_answer("no", "404 Not Found")})},
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             auto first = co_await test::exception_of(client.request("ping"));
             BOOST_CHECK_EXCEPTION(std::rethrow_exception(first), rpc::http_status_error,
                                   [&](const rpc::http_status_error& error)
                                   {
                                       auto has_header = [&](auto& field)
                                       { return field.first == "X-Why" && field.second == "tired"; };
                                       return error.status() == 502 && error.reason() == "Bad Gateway" &&
                                              error.body() == page.substr(0, 4096) &&
                                              error.delivery() == rpc::delivery::maybe_executed &&
                                              error.code() == rpc::errc::http_status &&
                                              std::any_of(error.headers().begin(), error.headers().end(), has_header) &&
                                              contains(error.what(), "\"ping\" (id 1) at http://127.0.0.1:") &&
                                              contains(error.what(), "502 Bad Gateway");
                                   });
             auto second = co_await test::failure(client.request("ping"));
             BOOST_TEST((second.code() == rpc::errc::http_status));
             BOOST_TEST((second.delivery() == rpc::delivery::answered));
         });
}

BOOST_AUTO_TEST_CASE(a_notification_takes_any_success_whatever_the_body)
{
    play({answering({test::http_answer("", "200 OK"), test::http_answer("", "202 Accepted"),
                     "HTTP/1.1 204 No Content\r\n\r\n", test::http_answer("<html>", "200 OK")})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (auto* text : {"", "", "", "<html>"})
             {
                 auto response = co_await client.notify("log");
                 BOOST_TEST(response.data.ok());
                 BOOST_TEST(response.text == text);
                 BOOST_TEST(response.raw.has_value());
             }
         });
}

BOOST_AUTO_TEST_CASE(a_notification_that_is_refused_throws_the_error)
{
    auto refused = R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."},"id":null})";
    play({answering({test::http_answer(refused, "400 Bad Request"), test::http_answer("no", "403 Forbidden")})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto first = co_await test::exception_of(client.notify("log"));
             BOOST_CHECK_EXCEPTION(std::rethrow_exception(first), rpc::remote_error,
                                   [](const rpc::remote_error& error) { return error.error().code() == -32600; });
             auto second = co_await test::failure(client.notify("log"));
             BOOST_TEST((second.code() == rpc::errc::http_status));
         });
}

BOOST_AUTO_TEST_CASE(a_batch_keeps_what_it_did_not_ask_for)
{
    auto answer = R"([{"jsonrpc":"2.0","result":3,"id":99},{"jsonrpc":"2.0","result":2,"id":2}])";
    play({answering({test::http_answer(answer)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog")));
             BOOST_REQUIRE(pets.data.size() == 2U);
             BOOST_TEST(pets.data[0].missing());
             BOOST_CHECK_EXCEPTION(pets.data[0].result(), rpc::client_error,
                                   [](auto& error) { return error.code() == rpc::errc::missing_response; });
             BOOST_TEST(pets.data[1].result().as_int64() == 2);
             BOOST_REQUIRE(pets.unmatched.size() == 1U);
             BOOST_TEST((pets.unmatched[0].id() == 99));
         });
}

BOOST_AUTO_TEST_CASE(an_error_in_place_of_a_batch_fills_every_slot)
{
    auto answer = R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"no batches"},"id":null})";
    play({answering({test::http_answer(answer)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto pets = co_await client.send(rpc::batch(rpc::request("cat"), rpc::request("dog")));
             for (auto& pet : pets.data)
                 BOOST_TEST(pet.error().message() == "no batches");
         });
}

BOOST_AUTO_TEST_CASE(an_empty_answer_to_a_request_is_named)
{
    play({answering({"HTTP/1.1 204 No Content\r\n\r\n"})},
         expecting_error(rpc::errc::invalid_response, rpc::delivery::answered, "it is empty"));
}

BOOST_AUTO_TEST_CASE(another_calls_id_is_named)
{
    play({answering({pong_with_id(7)})},
         expecting_error(rpc::errc::invalid_response, rpc::delivery::answered, "its id is 7"));
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_named)
{
    play({answering({"{\"jsonrpc\":\"2.0\"}\r\n\r\n"})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::exception_of(client.request("ping"));
             BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::invalid_response,
                                   [](auto& broken) { return contains(broken.what(), "not HTTP"); });
         });
}

BOOST_AUTO_TEST_CASE(what_is_no_http_was_answered)
{
    play({answering({"{\"jsonrpc\":\"2.0\"}\r\n\r\n"})},
         expecting_error(rpc::errc::invalid_response, rpc::delivery::answered, "not HTTP"));
}

BOOST_AUTO_TEST_CASE(an_answer_that_stops_in_the_middle_is_a_lost_connection)
{
    play({answering_and_closing({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + pong})},
         expecting_error(rpc::errc::connection_lost, rpc::delivery::maybe_executed, "in the middle"));
}

BOOST_AUTO_TEST_CASE(a_chunked_answer_over_the_limit_is_refused)
{
    play({answering(
             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + std::string(4096, 'x') + "\r\n"})},
         expecting_error(rpc::errc::message_too_large, rpc::delivery::answered, "max_message_size"),
         rpc::client_options().max_message_size(1000));
}

BOOST_AUTO_TEST_CASE(an_endless_chunk_extension_is_refused)
{
    play({answering({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(1'000'000, 'x')})},
         expecting_error(rpc::errc::invalid_response, rpc::delivery::answered, "not HTTP"));
}

BOOST_AUTO_TEST_CASE(endless_headers_are_refused)
{
    play({answering({"HTTP/1.1 200 OK\r\nX-Endless: " + std::string(100'000, 'x')})},
         expecting_error(rpc::errc::message_too_large, rpc::delivery::answered, "max_header_size allows, 65536 bytes"));
}

// It may announce what it likes: only what comes takes memory.
BOOST_AUTO_TEST_CASE(a_length_that_is_only_announced_costs_the_call_and_nothing_else)
{
    play(
        {answering_and_closing({"HTTP/1.1 200 OK\r\nContent-Length: 4000000000000000\r\n\r\n{}"}),
         answering({pong_with_id(2)})},
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
        },
        rpc::client_options().max_message_size(std::size_t(1) << 60));
}

BOOST_AUTO_TEST_SUITE_END()
