// SPDX-License-Identifier: BSL-1.0
// How a stream's connection is made again, and which calls go with it: over a channel that does what a script says.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using test::contains;
using test::outcomes;
using test::quick;
using test::result;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(reconnect_tries)

namespace {

// A channel that answers each message with the number of the connection, until it is told to be lost.
class scripted_channel final : public rpc::channel
{
public:
    struct script
    {
        explicit script(asio::any_io_executor executor) : executor(executor) {}

        asio::any_io_executor executor;
        // By the number of the try, from 1 on: whether no connection is made.
        std::function<bool(int)> fails = [](int) { return false; };
        // Connections that do not take what is written, and how many messages of it have begun.
        int stuck = 0;
        std::size_t begun = 0;
        int tries = 0;
        std::vector<std::shared_ptr<asio::steady_timer>> ends;

        rpc::connector connector()
        {
            return [this]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
            {
                ++tries;
                if (fails(tries))
                    throw std::runtime_error("no way today");
                ends.push_back(std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max()));
                co_return std::make_unique<scripted_channel>(*this);
            };
        }
        // Ends the connection that was made last.
        void lose() { ends.back()->expires_at(asio::steady_timer::time_point::min()); }
    };

    explicit scripted_channel(script& play)
        : script_(play), end_(play.ends.back()), number_(static_cast<int>(play.ends.size()))
    {
    }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        views_.clear();
        while (answers_.empty())
        {
            co_await end_->async_wait(asio::as_tuple(asio::deferred));
            if (answers_.empty())
                throw boost::system::system_error(asio::error::eof);
        }
        read_.swap(answers_);
        answers_.clear();
        views_.assign(read_.begin(), read_.end());
        co_return views_;
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        if (number_ <= script_.stuck)
        {
            asio::steady_timer never(script_.executor, asio::steady_timer::time_point::max());
            co_await never.async_wait(asio::deferred);
        }
        for (auto message : messages)
            answers_.push_back(result(json::parse(message).at("id"), number_));
        end_->cancel();
    }

    std::size_t begun() const noexcept override { return script_.begun; }

    asio::awaitable<void> close() override
    {
        answers_.clear();
        end_->cancel();
        co_return;
    }

private:
    script& script_;
    std::shared_ptr<asio::steady_timer> end_;
    int number_;
    std::vector<std::string> answers_;
    std::vector<std::string> read_;
    std::vector<std::string_view> views_;
};

// A client over such channels.
void play_script(std::function<void(scripted_channel::script&)> prepare,
                 std::function<asio::awaitable<void>(rpc::client&, scripted_channel::script&)> use,
                 rpc::client_options options)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            scripted_channel::script script(executor);
            prepare(script);
            rpc::client client(executor, script.connector(), options);
            co_await use(client, script);
            co_await client.close();
        });
}

} // namespace

BOOST_AUTO_TEST_CASE(of_a_write_that_fails_those_that_have_not_begun_are_sent_again_in_their_order)
{
    play_script(
        [](auto& script)
        {
            script.stuck = 1;
            script.begun = 2;
        },
        [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
        {
            co_await client.connect();
            outcomes seen(5);
            for (std::size_t i = 0; i != 5; ++i)
                seen.start(client, i, i == 1 ? rpc::call_options().idempotent() : rpc::call_options());
            co_await test::turn();
            script.lose();
            co_await seen.all();
            BOOST_TEST(seen.ended[0] == "lost maybe_executed");
            for (std::size_t i = 1; i != 5; ++i)
                BOOST_TEST(seen.ended[i] == "answered 2");
        },
        quick());
}

BOOST_AUTO_TEST_CASE(a_call_that_is_given_up_while_its_write_is_stuck_is_not_sent_again)
{
    play_script([](auto& script) { script.stuck = 1; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    co_await client.connect();
                    outcomes seen(2);
                    seen.start(client, 0, rpc::call_options().timeout(test::patience));
                    while (seen.count == 0)
                        co_await asio::post(script.executor, asio::use_awaitable);
                    // It gets the slot of the first.
                    seen.start(client, 1);
                    script.lose();
                    co_await seen.all();
                    BOOST_TEST(seen.ended[0] == "failed maybe_executed");
                    BOOST_TEST(seen.ended[1] == "answered 2");
                    BOOST_TEST(client.statistics().late == 0U);
                    BOOST_TEST(client.statistics().unknown == 0U);
                },
                quick());
}

BOOST_AUTO_TEST_CASE(all_that_wait_share_each_try_to_connect)
{
    play_script([](auto& script) { script.fails = [](int number) { return number > 1 && number < 5; }; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    co_await client.connect();
                    script.lose();
                    co_await test::turn();
                    outcomes seen(100);
                    for (std::size_t i = 0; i != 100; ++i)
                        seen.start(client, i);
                    co_await seen.all();
                    BOOST_TEST(std::count(seen.ended.begin(), seen.ended.end(), "answered 2") == 100);
                    BOOST_TEST(script.tries == 5);
                },
                quick());
}

BOOST_AUTO_TEST_CASE(before_the_first_success_a_try_that_fails_is_the_end_of_those_who_wait)
{
    play_script([](auto& script) { script.fails = [](int number) { return number == 1; }; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    auto error = co_await test::failure(client.request("ping"));
                    BOOST_TEST((error.code() == rpc::errc::not_connected));
                    BOOST_TEST(contains(error.what(), "no way today"), error.what());
                    BOOST_TEST(script.tries == 1);
                    auto next = co_await client.request("ping");
                    BOOST_TEST(next.data.result() == 1);
                },
                quick());
}

BOOST_AUTO_TEST_CASE(when_no_attempt_is_left_those_who_wait_are_told_why)
{
    play_script([](auto& script) { script.fails = [](int number) { return number > 1 && number < 6; }; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    co_await client.request("ping");
                    script.lose();
                    co_await test::turn();
                    auto error = co_await test::failure(client.request("ping"));
                    BOOST_TEST((error.code() == rpc::errc::not_connected));
                    BOOST_TEST(error.delivery() == rpc::delivery::not_sent);
                    BOOST_TEST(contains(error.what(), "no way today"), error.what());
                    // The first one, and two again.
                    BOOST_TEST(script.tries == 4);
                    auto next = co_await client.request("ping");
                    BOOST_TEST(next.data.result() == 2);
                },
                rpc::client_options().reconnect(rpc::backoff(1ms, 2ms).attempts(2)));
}

BOOST_AUTO_TEST_CASE(a_timeout_while_there_is_no_connection_names_that_and_why)
{
    play_script([](auto& script) { script.fails = [](int number) { return number > 1; }; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    co_await client.request("ping");
                    script.lose();
                    co_await test::turn();
                    auto error = co_await test::failure(
                        client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
                    BOOST_TEST((error.code() == rpc::errc::timeout));
                    BOOST_TEST(error.delivery() == rpc::delivery::not_sent);
                    BOOST_TEST(contains(error.what(), "(phase: reconnect; could not connect: no way today"),
                               error.what());
                },
                rpc::client_options().reconnect(rpc::backoff(1h, 1h)));
}

BOOST_AUTO_TEST_CASE(without_reconnecting_those_who_wait_end_with_the_connection)
{
    play_script([](auto& script) { script.stuck = 1; },
                [](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    co_await client.connect();
                    outcomes seen(3);
                    seen.start(client, 0);
                    co_await test::turn();
                    seen.start(client, 1, rpc::call_options().idempotent());
                    seen.start(client, 2);
                    script.lose();
                    co_await seen.all();
                    for (auto& each : seen.ended)
                        BOOST_TEST(each == "lost not_sent");
                    auto next = co_await client.request("ping");
                    BOOST_TEST(next.data.result() == 2);
                },
                rpc::client_options().reconnect(rpc::backoff::none()));
}

BOOST_AUTO_TEST_CASE(the_state_of_the_connection_is_told_with_the_reason)
{
    std::string states;
    std::vector<std::string> reasons;
    play_script([](auto& script) { script.fails = [](int number) { return number == 2; }; },
                [&](rpc::client& client, scripted_channel::script& script) -> asio::awaitable<void>
                {
                    client.on_state(
                        [&](rpc::connection_state state, std::string_view reason)
                        {
                            states += std::string(to_string(state)) + ' ';
                            if (!reason.empty())
                                reasons.emplace_back(reason);
                            // What it throws is nobody's concern, and what it asks for waits a turn.
                            client.statistics();
                            throw std::runtime_error("a handler");
                        });
                    co_await client.request("ping");
                    script.lose();
                    co_await test::turn();
                    co_await client.request("ping");
                },
                quick());
    BOOST_TEST(states == "connecting connected lost connecting lost connecting connected closed ");
    BOOST_REQUIRE(reasons.size() == 2u);
    BOOST_TEST(reasons[0] == "End of file");
    BOOST_TEST(contains(reasons[1], "no way today"), reasons[1]);
}

BOOST_AUTO_TEST_SUITE_END()
