// SPDX-License-Identifier: BSL-1.0
// Two channels that are connected in memory.
#include "support/ending.hpp"

#include <jsonrpcclient/channel_pair.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

using test::ending;
using test::note;

BOOST_AUTO_TEST_SUITE(channel_pair)

namespace {

using strings = std::vector<std::string>;

asio::awaitable<void> write_to(rpc::channel& end, strings messages)
{
    std::vector<std::string_view> views(messages.begin(), messages.end());
    co_await end.write(views);
}

asio::awaitable<strings> read_from(rpc::channel& end)
{
    auto views = co_await end.read();
    co_return strings(views.begin(), views.end());
}

asio::awaitable<void> read_and_drop(rpc::channel& end) { co_await end.read(); }

asio::awaitable<boost::system::error_code> code_of(asio::awaitable<void> pending)
{
    ending how;
    co_await note(std::move(pending), how);
    co_return how.code.value();
}

rpc::connector gives(std::unique_ptr<rpc::channel>& end)
{
    return [&end]() -> asio::awaitable<std::unique_ptr<rpc::channel>> { co_return std::move(end); };
}

} // namespace

BOOST_AUTO_TEST_CASE(one_read_hands_over_all_that_was_written_to_the_other_end)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto ends = rpc::make_channel_pair(co_await asio::this_coro::executor);
            strings first = {"one", "two"};
            strings second = {"three"};
            co_await write_to(*ends.first, first);
            co_await write_to(*ends.first, second);
            co_await write_to(*ends.second, second);
            strings all = {"one", "two", "three"};
            BOOST_TEST(co_await read_from(*ends.second) == all, boost::test_tools::per_element());
            BOOST_TEST(co_await read_from(*ends.first) == second, boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(a_read_that_waits_gets_what_is_written_later)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            strings arrived;
            asio::co_spawn(executor, read_from(*ends.second),
                           [&](std::exception_ptr, strings texts) { arrived = texts; });
            co_await test::turn();
            BOOST_TEST(arrived.empty());
            strings sent = {"late"};
            co_await write_to(*ends.first, sent);
            co_await test::turn();
            BOOST_TEST(arrived == sent, boost::test_tools::per_element());
        });
}

BOOST_DATA_TEST_CASE(the_other_end_reads_what_was_written_before_the_end_and_then_eof,
                     boost::unit_test::data::make({"close", "abort", "destroy"}), how)
{
    test::run(
        [how = std::string(how)]() -> asio::awaitable<void>
        {
            auto ends = rpc::make_channel_pair(co_await asio::this_coro::executor);
            strings last = {"last words"};
            co_await write_to(*ends.first, last);
            if (how == "close")
                co_await ends.first->close();
            else if (how == "abort")
                ends.first->abort();
            else
                ends.first.reset();
            BOOST_TEST(co_await read_from(*ends.second) == last, boost::test_tools::per_element());
            BOOST_TEST((co_await code_of(read_and_drop(*ends.second)) == asio::error::eof));
            BOOST_TEST((co_await code_of(write_to(*ends.second, last)) == asio::error::broken_pipe));
        });
}

BOOST_AUTO_TEST_CASE(the_end_of_one_ends_a_read_that_waits_at_the_other)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            ending how;
            asio::co_spawn(executor, note(read_and_drop(*ends.second), how), asio::detached);
            co_await test::turn();
            co_await test::turn();
            BOOST_TEST(!how.code);
            ends.first->abort();
            co_await test::turn();
            BOOST_TEST((how.code == asio::error::eof));
        });
}

BOOST_AUTO_TEST_CASE(an_end_that_is_aborted_ends_its_read_and_has_nothing_to_read)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            ending how;
            asio::co_spawn(executor, note(read_and_drop(*ends.first), how), asio::detached);
            co_await test::turn();
            co_await test::turn();
            ends.first->abort();
            co_await test::turn();
            BOOST_TEST((how.code == asio::error::operation_aborted));
            strings unread = {"x"};
            BOOST_TEST((co_await code_of(write_to(*ends.second, unread)) == asio::error::broken_pipe));
            BOOST_TEST((co_await code_of(write_to(*ends.first, unread)) == asio::error::broken_pipe));

            auto others = rpc::make_channel_pair(executor);
            co_await write_to(*others.first, unread);
            others.second->abort();
            BOOST_TEST((co_await code_of(read_and_drop(*others.second)) == asio::error::operation_aborted));
        });
}

BOOST_AUTO_TEST_CASE(a_cancelled_read_ends_and_loses_no_message)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            ending how;
            asio::cancellation_signal stop;
            asio::co_spawn(executor, note(read_and_drop(*ends.second), how),
                           asio::bind_cancellation_slot(stop.slot(), asio::detached));
            co_await test::turn();
            co_await test::turn();
            stop.emit(asio::cancellation_type::terminal);
            strings sent = {"for the next one"};
            co_await write_to(*ends.first, sent);
            co_await test::turn();
            BOOST_TEST((how.code == asio::error::operation_aborted));
            BOOST_TEST(co_await read_from(*ends.second) == sent, boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(a_write_waits_while_a_mebibyte_is_unread_and_then_goes_as_a_whole)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            strings large(1, std::string(3 << 20, 'x'));
            strings more = {"a", "b"};
            co_await write_to(*ends.first, large);
            BOOST_TEST(ends.first->begun() > 0U);
            ending how;
            asio::co_spawn(executor, note(write_to(*ends.first, more), how), asio::detached);
            co_await test::turn();
            co_await test::turn();
            BOOST_TEST(!how.code);
            BOOST_TEST(ends.first->begun() == 0U);
            BOOST_TEST((co_await read_from(*ends.second)).front().size() == large.front().size());
            co_await test::turn();
            BOOST_TEST((how.code == boost::system::error_code()));
            BOOST_TEST(co_await read_from(*ends.second) == more, boost::test_tools::per_element());
        });
}

BOOST_DATA_TEST_CASE(a_write_that_waits_is_ended, boost::unit_test::data::make({"cancel", "abort", "other end"}), how)
{
    test::run(
        [how = std::string(how)]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            strings large(1, std::string(1 << 20, 'x'));
            strings more = {"never"};
            co_await write_to(*ends.first, large);
            ending ended;
            asio::cancellation_signal stop;
            asio::co_spawn(executor, note(write_to(*ends.first, more), ended),
                           asio::bind_cancellation_slot(stop.slot(), asio::detached));
            co_await test::turn();
            co_await test::turn();
            if (how == "cancel")
                stop.emit(asio::cancellation_type::terminal);
            else if (how == "abort")
                ends.first->abort();
            else
                ends.second->abort();
            co_await test::turn();
            BOOST_TEST((ended.code == (how == "cancel" ? boost::system::error_code(asio::error::operation_aborted)
                                                       : boost::system::error_code(asio::error::broken_pipe))));
            BOOST_TEST(ends.first->begun() == 0U);
        });
}

BOOST_AUTO_TEST_CASE(two_clients_talk_with_each_other)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ends = rpc::make_channel_pair(executor);
            rpc::client near(executor, gives(ends.first));
            rpc::client far(executor, gives(ends.second));
            co_await far.connect();
            co_await near.notify("log", "hello");
            // A client answers the requests of a server with -32601.
            auto answer = co_await near.request("ping");
            BOOST_TEST(answer.data.error().code() == -32601);
            answer = co_await far.request("ping");
            BOOST_TEST(answer.data.error().code() == -32601);
            BOOST_TEST(far.statistics().notifications == 1U);
            BOOST_TEST(far.statistics().requests == 1U);
            BOOST_TEST(near.statistics().requests == 1U);
            co_await near.close();
            co_await test::turn();
            BOOST_TEST(far.statistics().connections_lost == 1U);
            co_await far.close();
        });
}

BOOST_AUTO_TEST_CASE(a_context_is_destroyed_with_operations_that_wait)
{
    asio::io_context context;
    ending reading;
    ending writing;
    auto wait = [&]() -> asio::awaitable<void>
    {
        auto ends = rpc::make_channel_pair(context.get_executor());
        strings large(1, std::string(1 << 20, 'x'));
        co_await write_to(*ends.first, large);
        asio::co_spawn(context, note(read_and_drop(*ends.first), reading), asio::detached);
        co_await note(write_to(*ends.first, large), writing);
    };
    asio::co_spawn(context, wait(), asio::detached);
    context.poll();
    BOOST_TEST(!reading.code);
    BOOST_TEST(!writing.code);
}

BOOST_AUTO_TEST_SUITE_END()
