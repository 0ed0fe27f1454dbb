// SPDX-License-Identifier: BSL-1.0
// Channels of the user's.
#include "support/client_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

using test::contains;

BOOST_AUTO_TEST_SUITE(custom_channel)

namespace {

std::string result(int id)
{
    return R"({"jsonrpc":"2.0","result":)" + std::to_string(id) + R"(,"id":)" + std::to_string(id) + "}";
}

// A channel of the user's: what it is given it notes, and what it hands over the test decides.
class mock_channel final : public rpc::channel
{
public:
    struct record
    {
        explicit record(asio::any_io_executor executor) : incoming(executor, 100) {}

        asio::experimental::channel<void(boost::system::error_code, std::vector<std::string>)> incoming;
        std::vector<std::size_t> writes;
        std::vector<std::string> messages;
        // Called when the channel is asked whether it can carry a text.
        std::function<void(std::string_view)> on_asked;
        bool is_closed = false;
        bool is_destroyed = false;
    };

    explicit mock_channel(std::shared_ptr<record> notes) : notes_(std::move(notes)) {}
    ~mock_channel() override { notes_->is_destroyed = true; }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        texts_ = co_await notes_->incoming.async_receive(asio::use_awaitable);
        views_.assign(texts_.begin(), texts_.end());
        co_return views_;
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        notes_->writes.push_back(messages.size());
        notes_->messages.insert(notes_->messages.end(), messages.begin(), messages.end());
        co_return;
    }

    bool can_carry(std::string_view message) const noexcept override
    {
        if (notes_->on_asked)
            notes_->on_asked(message);
        return true;
    }

    asio::awaitable<void> close() override
    {
        notes_->is_closed = true;
        co_return;
    }

private:
    std::shared_ptr<record> notes_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> views_;
};

boost::system::error_code code_of(const std::exception_ptr& error)
try
{
    std::rethrow_exception(error);
}
catch (const rpc::client_error& thrown)
{
    return thrown.code();
}

rpc::connector connector_of(std::shared_ptr<mock_channel::record> notes)
{
    return [notes]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
    { co_return std::make_unique<mock_channel>(notes); };
}

} // namespace

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

// What has arrived together is read before the first handler runs, but told in its order.
BOOST_AUTO_TEST_CASE(what_arrives_together_is_told_in_its_order)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            std::string told;
            client.on_notification([&](const rpc::server_notification&) { told += " tick"; });
            for (int i = 1; i <= 3; ++i)
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response answer)
                            { told += error ? " error" : " " + to_string(*answer.data.id()); });
            co_await client.connect();
            co_await test::turn();
            std::vector<std::string> texts{result(2), R"({"jsonrpc":"2.0","method":"tick"})", result(1), "no JSON",
                                           result(3)};
            co_await notes->incoming.async_send({}, texts, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(told == " 2 tick 1 3");
            BOOST_TEST(client.statistics().malformed == 1u);
        });
}

BOOST_AUTO_TEST_CASE(handlers_of_what_arrives_together_may_start_calls_that_get_the_slots_of_others)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes));
            constexpr int calls = 40;
            int right = 0;
            auto check = [&](int expected)
            {
                return [&, expected](std::exception_ptr error, rpc::response answer)
                { right += !error && answer.data.result() == expected; };
            };
            std::vector<std::string> first, second;
            for (int i = 1; i <= calls; ++i)
            {
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response answer)
                            {
                                check(i)(error, std::move(answer));
                                client.send(rpc::request("again"), {}, check(calls + i));
                            });
                first.push_back(result(i));
                second.push_back(result(calls + i));
            }
            co_await client.connect();
            co_await test::turn();
            co_await notes->incoming.async_send({}, first, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(right == calls);
            co_await notes->incoming.async_send({}, second, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(right == 2 * calls);
        });
}

BOOST_AUTO_TEST_CASE(message_that_is_too_large_costs_its_own_call_among_others_that_arrive_with_it)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            rpc::client client(executor, connector_of(notes), rpc::client_options().max_message_size(100));
            std::map<int, std::string> outcomes;
            for (int i = 1; i <= 3; ++i)
                client.send(rpc::request("ping"), {},
                            [&, i](std::exception_ptr error, rpc::response)
                            { outcomes[i] = error ? code_of(error).message() : "answered"; });
            co_await client.connect();
            co_await test::turn();
            std::vector<std::string> texts{result(1),
                                           R"({"jsonrpc":"2.0","id":2,"result":")" + std::string(100, 'x') + "\"}",
                                           result(3)};
            co_await notes->incoming.async_send({}, texts, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(outcomes[1] == "answered");
            BOOST_TEST(outcomes[2] == make_error_code(rpc::errc::message_too_large).message());
            BOOST_TEST(outcomes[3] == "answered");
        });
}

// Of what has arrived with the answer whose handler destroys the client, some was read already: that is answered.
BOOST_AUTO_TEST_CASE(client_may_be_destroyed_by_the_first_of_many_answers_that_arrive_together)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto notes = std::make_shared<mock_channel::record>(executor);
            auto client = std::make_unique<rpc::client>(executor, connector_of(notes));
            constexpr int calls = 40;
            int answered = 0;
            int closed = 0;
            std::vector<std::string> answers;
            for (int i = 1; i <= calls; ++i)
            {
                client->send(rpc::request("ping"), {},
                             [&](std::exception_ptr error, rpc::response)
                             {
                                 client.reset();
                                 answered += !error;
                                 closed += error && code_of(error) == rpc::errc::closed;
                             });
                answers.push_back(result(i));
            }
            co_await client->connect();
            co_await test::turn();
            co_await notes->incoming.async_send({}, answers, asio::use_awaitable);
            co_await test::turn();
            BOOST_TEST(answered != 0);
            BOOST_TEST(closed != 0);
            BOOST_TEST(answered + closed == calls);
        });
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
