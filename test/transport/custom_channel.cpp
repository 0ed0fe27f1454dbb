// SPDX-License-Identifier: BSL-1.0
// Channels of the user's.
#include "support/mock_channel.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

using test::connector_of;
using test::contains;
using test::mock_channel;
using test::result;

BOOST_AUTO_TEST_SUITE(custom_channel)

BOOST_AUTO_TEST_CASE(messages_that_are_ready_together_leave_in_one_write)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            co_await client.connect();

            int answered = 0;
            std::vector<std::string> answers;
            for (int i = 1; i <= 100; ++i)
            {
                // Each answer starts the next call: these leave together, too.
                client.send(rpc::request("ping"), {},
                            [&](std::exception_ptr, rpc::response)
                            {
                                ++answered;
                                client.send(rpc::notification("log"), {}, [](std::exception_ptr, rpc::response) {});
                            });
                answers.push_back(result(i));
            }
            co_await test::turn();
            BOOST_TEST(notes->writes == std::vector<std::size_t>{100}, boost::test_tools::per_element());
            co_await notes->incoming.async_send({}, answers, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(answered == 100);
            BOOST_TEST((notes->writes == std::vector<std::size_t>{100, 100}));

            co_await client.close();
            BOOST_TEST(notes->is_closed);
            co_await test::turn();
            BOOST_TEST(notes->is_destroyed);
        });
}

BOOST_AUTO_TEST_CASE(call_that_is_cancelled_while_a_write_is_gathered_does_not_leave_with_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            co_await client.connect();

            asio::cancellation_signal stop;
            notes->on_asked = [&](std::string_view text)
            {
                if (contains(text, "first"))
                    stop.emit(asio::cancellation_type::terminal);
            };
            std::exception_ptr how;
            int answered = 0;
            auto count = [&](std::exception_ptr error, rpc::response) { answered += !error; };
            client.send(rpc::notification("first"), {}, count);
            client.send(rpc::request("given up"), {},
                        asio::bind_cancellation_slot(stop.slot(),
                                                     [&](std::exception_ptr error, rpc::response) { how = error; }));
            client.send(rpc::request("last"), {}, count);
            co_await test::turn();
            BOOST_TEST(notes->writes == std::vector<std::size_t>{2}, boost::test_tools::per_element());
            BOOST_TEST(contains(notes->messages.at(1), "last"));
            std::vector<std::string> answers(1, result(2));
            co_await notes->incoming.async_send({}, answers, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(answered == 2);
            BOOST_REQUIRE(how);
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(how), rpc::client_error,
                                  [](auto& error) {
                                      return error.code() == rpc::errc::canceled &&
                                             error.delivery() == rpc::delivery::not_sent;
                                  });
            BOOST_TEST(client.statistics().in_flight == 0u);
        });
}

// It need not be done by a loop within the loop: a log handler may run what was posted in the same way.
BOOST_AUTO_TEST_CASE(message_that_is_sent_while_another_is_written_is_one_of_its_own)
{
    asio::io_context io;
    auto notes = std::make_shared<mock_channel::record>(io.get_executor());
    rpc::client client(io.get_executor(), connector_of(notes));
    auto ignore = [](std::exception_ptr, rpc::response) {};
    int drawn = 0;
    auto generate = [&]
    {
        int mine = ++drawn;
        // Twice: the first that ends must not look like the end of the outer one.
        for (int i = 0; mine == 1 && i != 2; ++i)
        {
            client.send(rpc::request("inner"), {}, ignore);
            io.poll();
        }
        return rpc::id(mine);
    };
    client.send(rpc::request("outer"), rpc::call_options().id_generator(generate), ignore);
    while (notes->messages.size() != 3)
        BOOST_REQUIRE(io.run_one() != 0);
    for (auto& text : notes->messages)
        BOOST_TEST((contains(text, "inner") != contains(text, "outer")), text);
}

BOOST_AUTO_TEST_CASE(what_the_connector_throws_is_told)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            int attempts = 0;
            rpc::client client(executor,
                               [&]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               {
                                   if (++attempts == 1)
                                       throw std::runtime_error("the dog ate it");
                                   co_return nullptr;
                               });
            auto first = co_await test::failure(client.request("ping"));
            BOOST_TEST((first.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(first.what(), "the dog ate it"));
            auto second = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(second.what(), "gave no channel"));
        });
}

BOOST_AUTO_TEST_SUITE_END()
