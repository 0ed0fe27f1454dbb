// SPDX-License-Identifier: BSL-1.0
// Which connections of HTTP are used again, which calls they carry, and which of them end one.
#include "support/client_test.hpp"
#include "transport/http_scripts.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using test::contains;
using test::expecting_error;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(http_connections)

using http_scripts::answering;
using http_scripts::answering_and_closing;
using http_scripts::expecting_pong;
using http_scripts::play;
using http_scripts::pong;
using http_scripts::pong_with_id;

BOOST_AUTO_TEST_CASE(a_connection_is_used_again)
{
    play({answering({pong_with_id(1), pong_with_id(2), pong_with_id(3)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (int i = 0; i != 3; ++i)
                 co_await client.request("ping");
             BOOST_TEST(client.statistics().connects == 1U);
         });
}

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_closed_while_idle_is_not_used_again)
{
    play({answering_and_closing({pong_with_id(1)}), answering({pong_with_id(2)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             co_await test::turn();
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.ok());
         });
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_behind_each_answer_gets_a_connection_for_each_call)
{
    // The end is there when the answer is read, and the next call begins before anything else happens.
    auto once = [](int id)
    {
        return [id](test::tcp::socket socket) -> asio::awaitable<void>
        {
            std::string buffer;
            co_await test::read_http_request(socket, buffer);
            asio::write(socket, asio::buffer(pong_with_id(id)));
        };
    };
    play({once(1), once(2), once(3)},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             for (int i = 1; i != 4; ++i)
             {
                 auto response = co_await client.request("ping");
                 BOOST_TEST((response.data.id() == i));
             }
             BOOST_TEST(client.statistics().connects == 3U);
         });
}

BOOST_AUTO_TEST_CASE(a_connection_with_unread_bytes_is_not_used_again)
{
    // snapserver leaves a second, empty answer behind the first one.
    auto twice = pong_with_id(1) + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    play({answering({twice}), answering({pong_with_id(2)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             auto response = co_await client.request("ping");
             BOOST_TEST((response.data.id() == 2));
         });
}

BOOST_AUTO_TEST_CASE(bytes_that_come_later_make_a_connection_useless_too)
{
    play({[](test::tcp::socket socket) -> asio::awaitable<void>
          {
              std::string buffer;
              co_await test::read_http_request(socket, buffer);
              co_await test::write(socket, pong_with_id(1));
              co_await test::turn();
              co_await test::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              co_await test::peer_closed(socket);
          },
          answering({pong_with_id(2)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             for (int i = 0; i != 5; ++i)
                 co_await test::turn();
             auto response = co_await client.request("ping");
             BOOST_TEST((response.data.id() == 2));
         });
}

BOOST_AUTO_TEST_CASE(connection_close_and_http_1_0_end_the_connection)
{
    auto close = test::http_answer(pong, "200 OK", "Connection: close\r\n");
    auto old = "HTTP/1.0 200 OK\r\n\r\n" + std::string(R"({"jsonrpc":"2.0","result":"pong","id":2})");
    play({answering({close}), answering_and_closing({old}), answering({pong_with_id(3)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (int i = 1; i != 4; ++i)
             {
                 auto response = co_await client.request("ping");
                 BOOST_TEST((response.data.id() == i));
             }
         });
}

// Each further answer on such a connection may be the one before.
BOOST_AUTO_TEST_CASE(an_answer_to_another_call_costs_its_connection_and_no_other_call)
{
    play({answering({pong_with_id(1), pong_with_id(1), pong_with_id(2)}), answering({pong_with_id(3)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             co_await expecting_error(rpc::errc::invalid_response, rpc::delivery::answered, "its id is 1")(client);
             co_await expecting_pong()(client);
         });
}

BOOST_AUTO_TEST_CASE(an_answer_to_nothing_in_a_batch_costs_its_connection)
{
    play({answering({test::http_answer(R"([{"jsonrpc":"2.0","result":1,"id":99}])")}), answering({pong_with_id(2)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto pets = co_await client.send(rpc::batch(rpc::request("cat")));
             BOOST_TEST(pets.data[0].missing());
             co_await expecting_pong()(client);
         });
}

BOOST_AUTO_TEST_CASE(no_more_connections_than_allowed_serve_all_calls_in_turn)
{
    std::size_t open = 0, most = 0;
    auto serve = [&](test::tcp::socket socket) -> asio::awaitable<void>
    {
        most = std::max(most, ++open);
        std::string buffer;
        for (;;)
        {
            auto request = co_await test::read_http_request(socket, buffer);
            auto id = json::parse(request.body).at("id").as_int64();
            co_await test::turn();
            co_await test::write(socket, pong_with_id(static_cast<int>(id)));
        }
    };
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, serve);
            rpc::client client(executor, server.http_url(), rpc::client_options().max_connections(3));
            std::vector<std::int64_t> order;
            asio::steady_timer done(executor, asio::steady_timer::time_point::max());
            for (int i = 1; i <= 30; ++i)
                client.send(rpc::request("ping"), {},
                            [&](std::exception_ptr error, rpc::response response)
                            {
                                BOOST_TEST(!error);
                                order.push_back(*response.data.id()->if_int64());
                                if (order.size() == 30)
                                    done.cancel();
                            });
            boost::system::error_code ignored;
            co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            BOOST_TEST(most == 3U);
            // First come, first served: nobody is overtaken by more than the other connections' work.
            for (std::size_t i = 0; i != order.size(); ++i)
                BOOST_TEST(std::abs(order[i] - static_cast<std::int64_t>(i + 1)) <= 3);
            co_await client.close();
            server.stop();
        });
}

// Some servers send one behind each answer, and it may come when the next request is on its way.
BOOST_AUTO_TEST_CASE(an_empty_answer_between_two_exchanges_takes_the_place_of_none)
{
    const std::string empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    play({answering({pong_with_id(1), empty + pong_with_id(2), pong_with_id(3)})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             for (int i = 0; i != 3; ++i)
             {
                 auto response = co_await client.request("ping");
                 BOOST_TEST(response.data.ok());
             }
         });
}

BOOST_AUTO_TEST_CASE(an_empty_answer_with_none_behind_it_is_the_answer)
{
    const std::string empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    play({answering_and_closing({pong_with_id(1), empty}), answering_and_closing({empty})},
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.ok());
             for (int i = 0; i != 2; ++i)
             {
                 auto error = co_await test::failure(client.request("ping"));
                 BOOST_TEST((error.code() == rpc::errc::invalid_response), error.what());
             }
         });
}

BOOST_AUTO_TEST_CASE(a_call_that_was_given_up_takes_its_connection_along)
{
    asio::cancellation_signal give_up;
    play(
        {[&](test::tcp::socket socket) -> asio::awaitable<void>
         {
             std::string buffer;
             co_await test::read_http_request(socket, buffer);
             give_up.emit(asio::cancellation_type::terminal);
             co_await test::peer_closed(socket);
         },
         answering({pong_with_id(2)})},
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto canceled = asio::bind_cancellation_slot(give_up.slot(), asio::use_awaitable);
            auto error = co_await test::failure(client.send(rpc::request("ping"), {}, canceled));
            BOOST_TEST((error.code() == rpc::errc::canceled));
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
        },
        rpc::client_options().max_connections(1));
}

BOOST_AUTO_TEST_CASE(a_call_behind_a_slow_one_times_out_in_the_queue)
{
    play(
        {[](test::tcp::socket socket) -> asio::awaitable<void>
         {
             std::string buffer;
             co_await test::read_http_request(socket, buffer);
             co_await test::peer_closed(socket);
         }},
        [](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            client.send(rpc::request("slow"), {}, [](std::exception_ptr, rpc::response) {});
            auto error = co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(30ms)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "(phase: queue)"));
        },
        rpc::client_options().max_connections(1));
}

BOOST_AUTO_TEST_SUITE_END()
