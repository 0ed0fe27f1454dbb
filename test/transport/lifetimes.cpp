// SPDX-License-Identifier: BSL-1.0
// Who may outlive whom: awaitables, callers, clients, handlers and the io_context, on every transport. Most
// of what this guards shows under AddressSanitizer only.
#include "support/client_test.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>

namespace bdata = boost::unit_test::data;
using namespace rpc::literals;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(lifetimes)

namespace {

// The service and clients of it, on a context of their own.
struct demo_context
{
    explicit demo_context(const std::string& transport) : server(context.get_executor(), transport) {}

    rpc::client client() { return rpc::client(context.get_executor(), server.url(), server.options()); }

    asio::io_context context;
    test::service server;
};

} // namespace

BOOST_DATA_TEST_CASE(a_kept_awaitable_holds_its_arguments, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    test::run_to_end(demo.context,
                     [](demo_context& demo) -> asio::awaitable<void>
                     {
                         auto client = demo.client();
                         auto keep = [&]
                         {
                             std::string name = "a name that is too long to be stored in place";
                             auto options = rpc::call_options().header("X-Kept", name);
                             return client.send(rpc::request("echo", name), options);
                         };
                         auto pending = keep();
                         auto response = co_await std::move(pending);
                         BOOST_TEST(response.data.result().at(0).as_string() ==
                                    "a name that is too long to be stored in place");
                     }(demo));
}

BOOST_DATA_TEST_CASE(a_kept_awaitable_and_a_caller_outlive_the_client, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    test::run_to_end(demo.context,
                     [](demo_context& demo) -> asio::awaitable<void>
                     {
                         std::optional<asio::awaitable<rpc::response>> pending;
                         std::optional<rpc::caller> view;
                         {
                             auto client = demo.client();
                             co_await client.request("ping");
                             pending.emplace(client.request("ping"));
                             view.emplace(client.with(rpc::call_options().timeout(1s)));
                         }
                         auto error = co_await test::failure(std::move(*pending));
                         BOOST_TEST((error.code() == rpc::errc::closed));
                         auto other = co_await test::failure(view->request("ping"));
                         BOOST_TEST((other.code() == rpc::errc::closed));
                     }(demo));
}

BOOST_DATA_TEST_CASE(an_awaitable_that_is_never_awaited_sends_nothing, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    test::run_to_end(demo.context,
                     [](demo_context& demo) -> asio::awaitable<void>
                     {
                         auto client = demo.client();
                         {
                             auto dropped = client.request("ping");
                         }
                         auto response = co_await client.request("ping");
                         BOOST_TEST((response.data.id() == 1));
                         BOOST_TEST(demo.server.received() == 1U);
                     }(demo));
}

BOOST_DATA_TEST_CASE(destroying_the_client_ends_calls_in_each_phase, bdata::make(test::transports), transport)
{
    for (int turns : {0, 1, 2, 3, 5, 8, 20, 100, 300})
    {
        demo_context demo(transport);
        int ended = 0;
        auto note = [&](std::exception_ptr error, rpc::response)
        {
            ++ended;
            BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::client_error,
                                  [](auto& closed) { return closed.code() == rpc::errc::closed; });
        };
        {
            auto client = demo.client();
            for (int i = 0; i != 20; ++i)
                client.send(rpc::request("sleep", 60'000), {}, note);
            for (int i = 0; i != turns; ++i)
                demo.context.poll_one();
        }
        demo.server.stop();
        demo.context.run();
        BOOST_TEST(ended == 20);
    }
}

BOOST_DATA_TEST_CASE(a_handler_may_destroy_the_client, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    auto client = std::make_optional(demo.client());
    int ended = 0;
    for (int i = 0; i != 50; ++i)
        client->send(rpc::request("ping"), {},
                     [&](std::exception_ptr, rpc::response)
                     {
                         client.reset();
                         if (++ended == 50)
                             demo.server.stop();
                     });
    demo.context.run();
    BOOST_TEST(ended == 50);
}

BOOST_DATA_TEST_CASE(a_handler_may_start_cancel_and_close, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    auto client = demo.client();
    int ended = 0;
    for (int i = 0; i != 20; ++i)
        client.send(rpc::request("ping"), {},
                    [&](std::exception_ptr, rpc::response)
                    {
                        client.send(rpc::request("ping"), {}, [&](std::exception_ptr, rpc::response) { ++ended; });
                        if (++ended == 10)
                            client.close([&](std::exception_ptr) { demo.server.stop(); });
                    });
    demo.context.run();
    BOOST_TEST(ended == 40);
}

BOOST_DATA_TEST_CASE(a_client_can_be_moved_with_calls_in_flight, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    test::run_to_end(demo.context,
                     [](demo_context& demo) -> asio::awaitable<void>
                     {
                         using namespace asio::experimental::awaitable_operators;
                         auto first = demo.client();
                         auto pending = first.request("sleep", 10) && first.request("ping");
                         rpc::client second(std::move(first));
                         auto answers = co_await std::move(pending);
                         BOOST_TEST(std::get<1>(answers).data.ok());
                         second = demo.client();
                         auto response = co_await second.request("ping");
                         BOOST_TEST(response.data.ok());
                     }(demo));
}

BOOST_DATA_TEST_CASE(the_io_context_may_go_with_calls_in_flight, bdata::make(test::transports), transport)
{
    // Each coroutine has it as long as it lives.
    auto alive = std::make_shared<bool>(true);
    for (int turns : {0, 1, 2, 3, 5, 8, 20, 100, 300})
    {
        demo_context demo(transport);
        // In a coroutine, which owns the client and is owned by what the client does.
        asio::co_spawn(
            demo.context,
            [](demo_context& demo, std::shared_ptr<bool>) -> asio::awaitable<void>
            {
                auto client = demo.client();
                co_await client.request("ping");
                co_await client.request("sleep", 60'000);
            }(demo, alive),
            asio::detached);
        // And beside it, idle.
        asio::co_spawn(
            demo.context,
            [](demo_context& demo, std::shared_ptr<bool>) -> asio::awaitable<void>
            {
                auto client = demo.client();
                co_await client.request("ping");
                asio::steady_timer never(demo.context, 60s);
                co_await never.async_wait(asio::use_awaitable);
            }(demo, alive),
            asio::detached);
        for (int i = 0; i != turns; ++i)
            demo.context.poll_one();
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_DATA_TEST_CASE(a_client_may_go_when_nothing_runs_any_more, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    auto client = demo.client();
    bool answered = false;
    client.send(rpc::request("ping"), {},
                [&](std::exception_ptr, rpc::response)
                {
                    answered = true;
                    demo.context.stop();
                });
    demo.context.run();
    BOOST_TEST(answered);
    client.send(rpc::request("ping"), {}, [](std::exception_ptr, rpc::response) {});
}

BOOST_DATA_TEST_CASE(refused_calls_in_a_loop_neither_nest_nor_leak, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    test::run_to_end(demo.context,
                     [](demo_context& demo) -> asio::awaitable<void>
                     {
                         auto client = demo.client();
                         int refused = 0;
                         for (int i = 0; i != 20'000; ++i)
                         {
                             try
                             {
                                 co_await client.send(rpc::batch());
                             }
                             catch (const rpc::client_error&)
                             {
                                 ++refused;
                             }
                         }
                         BOOST_TEST(refused == 20'000);
                     }(demo));
}

BOOST_DATA_TEST_CASE(what_a_handler_throws_leaves_run_and_the_client_goes_on, bdata::make(test::transports), transport)
{
    demo_context demo(transport);
    auto client = demo.client();
    client.send(rpc::request("ping"), {}, [](std::exception_ptr, rpc::response) { throw std::length_error("mine"); });
    bool answered = false;
    client.send(rpc::request("ping"), {}, [&](std::exception_ptr error, rpc::response) { answered = !error; });
    BOOST_CHECK_THROW(demo.context.run(), std::length_error);
    while (!answered)
        demo.context.run_one();
}

// What it does wrong shows when the program ends, and what the thread had is gone already.
BOOST_AUTO_TEST_CASE(a_static_object_may_make_calls_when_it_is_destroyed)
{
    struct last_words
    {
        ~last_words()
        {
            asio::io_context context;
            rpc::client client(context.get_executor(), "tcp://127.0.0.1:1", rpc::client_options().no_config_files());
            auto first = client.request("first");
            auto second = client.request("second");
        }
    };
    static last_words at_the_end;
    asio::io_context context;
    rpc::client client(context.get_executor(), "tcp://127.0.0.1:1", rpc::client_options().no_config_files());
    {
        auto made_and_destroyed = client.request("ping");
    }
    BOOST_TEST(context.run() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
