// SPDX-License-Identifier: BSL-1.0
// The user's functions - log handlers, id generators, connectors, channels, completion handlers - do what they
// should not do where they are called: close, destroy and cancel in the middle of something, or throw.
#include "support/client_test.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(misuse)

namespace {

// How a call ended: "answered", or the error's message.
std::string end_of(std::exception_ptr error)
{
    try
    {
        if (error)
            std::rethrow_exception(error);
        return "answered";
    }
    catch (const rpc::client_error& thrown)
    {
        return thrown.code() == rpc::errc::closed     ? "closed"
               : thrown.code() == rpc::errc::canceled ? "canceled"
                                                      : thrown.what();
    }
}

// A client of the service on a context of its own; `act` is what its log handler does on each record.
struct misused
{
    misused(const std::string& transport, std::function<void(misused&, const rpc::logging::record&)> act)
        : server(context.get_executor(), transport)
    {
        auto handler = [this, act](const rpc::logging::record& entry) { act(*this, entry); };
        client.emplace(context.get_executor(), server.url(),
                       server.options(rpc::client_options().log_handler(handler)));
    }

    void send(const char* method)
    {
        client->send(rpc::request(method), {},
                     asio::bind_cancellation_slot(cancel.slot(),
                                                  [this](std::exception_ptr error, rpc::response)
                                                  {
                                                      ends.push_back(end_of(error));
                                                      if (ends.size() != expected)
                                                          return;
                                                      server.stop();
                                                      in_flight = client ? client->statistics().in_flight : 0;
                                                      client.reset();
                                                  }));
    }

    asio::io_context context;
    test::service server;
    std::optional<rpc::client> client;
    asio::cancellation_signal cancel;
    std::vector<std::string> ends;
    std::size_t expected = 1;
    std::uint64_t in_flight = 1;
};

bool is_request(const rpc::logging::record& entry) { return entry.logger == "jsonrpcclient.client.request"; }

// Answers what it is asked at once; what it throws, and when, is told by the flags.
class odd_channel final : public rpc::channel
{
public:
    explicit odd_channel(bool throws) : throws_(throws) {}

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
        co_return std::span<const std::string_view>();
    }
    asio::awaitable<void> write(std::span<const std::string_view>) override
    {
        if (throws_)
            throw std::runtime_error("the pipe is broken");
        co_return;
    }
    asio::awaitable<void> close() override { co_return; }

private:
    bool throws_;
};

} // namespace

BOOST_DATA_TEST_CASE(a_log_handler_may_destroy_the_client, bdata::make(test::transports) * bdata::make({true, false}),
                     transport, on_request)
{
    misused use(transport,
                [&](misused& self, const rpc::logging::record& entry)
                {
                    if (is_request(entry) == on_request)
                        self.client.reset();
                });
    use.send("ping");
    use.context.run();
    // What came is not thrown away.
    BOOST_REQUIRE(use.ends.size() == 1U);
    BOOST_TEST(use.ends[0] == (on_request ? "closed" : "answered"));
}

BOOST_DATA_TEST_CASE(a_log_handler_may_close_and_cancel_and_call,
                     bdata::make(test::transports) * bdata::make({"close", "cancel", "call"}), transport, what)
{
    bool done = false;
    misused use(transport,
                [&](misused& self, const rpc::logging::record& entry)
                {
                    if (is_request(entry) || std::exchange(done, true))
                        return;
                    if (std::string(what) == "close")
                        self.client->close([](std::exception_ptr) {});
                    else if (std::string(what) == "cancel")
                        self.cancel.emit(asio::cancellation_type::terminal);
                    else
                    {
                        self.client->add_log_handler([](const rpc::logging::record&) {});
                        self.send("cat");
                    }
                });
    use.expected = std::string(what) == "call" ? 2 : 1;
    use.send("ping");
    use.context.run();
    BOOST_REQUIRE(use.ends.size() == use.expected);
    BOOST_TEST(use.ends[0] == "answered");
    BOOST_TEST(use.ends.back() == "answered");
    BOOST_TEST(use.in_flight == 0U);
}

BOOST_DATA_TEST_CASE(an_id_generator_may_call_change_and_close, bdata::make(test::transports), transport)
{
    misused use(transport, [](misused&, const rpc::logging::record&) {});
    int drawn = 0;
    use.expected = 2;
    use.client->set_defaults(rpc::call_options().id_generator(
        [&]
        {
            if (++drawn == 1)
            {
                use.client->set_defaults(rpc::call_options().id_generator(rpc::id_generators::decimal(100)));
                use.send("cat");
            }
            return rpc::id(drawn);
        }));
    use.send("ping");
    use.context.run();
    BOOST_TEST(use.ends == (std::vector<std::string>{"answered", "answered"}), boost::test_tools::per_element());

    misused closing(transport, [](misused&, const rpc::logging::record&) {});
    closing.client->set_defaults(rpc::call_options().id_generator(
        [&]
        {
            closing.client.reset();
            return rpc::id(1);
        }));
    closing.send("ping");
    closing.context.run();
    BOOST_TEST(closing.ends == std::vector<std::string>{"closed"}, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_call_that_is_cancelled_before_the_client_runs_is_not_sent, bdata::make(test::transports),
                     transport)
{
    misused use(transport, [](misused&, const rpc::logging::record&) {});
    asio::post(use.context, [&] { use.cancel.emit(asio::cancellation_type::terminal); });
    use.send("ping");
    use.context.run();
    BOOST_TEST(use.ends == std::vector<std::string>{"canceled"}, boost::test_tools::per_element());
    BOOST_TEST(use.server.received() == 0U);
}

BOOST_DATA_TEST_CASE(connecting_that_is_cancelled_before_the_client_runs_is_not_begun, bdata::make(test::transports),
                     transport)
{
    misused use(transport, [](misused&, const rpc::logging::record&) {});
    std::string end;
    asio::post(use.context, [&] { use.cancel.emit(asio::cancellation_type::terminal); });
    use.client->connect(asio::bind_cancellation_slot(use.cancel.slot(),
                                                     [&](std::exception_ptr error)
                                                     {
                                                         end = end_of(error);
                                                         use.client.reset();
                                                         use.server.stop();
                                                     }));
    use.context.run();
    BOOST_TEST(end == "canceled");
}

BOOST_DATA_TEST_CASE(a_cancellation_signal_may_outlive_everything, bdata::make(test::transports), transport)
{
    asio::cancellation_signal signal;
    {
        misused use(transport, [](misused&, const rpc::logging::record&) {});
        use.client->send(rpc::request("sleep", 60'000), {},
                         asio::bind_cancellation_slot(signal.slot(), [](std::exception_ptr, rpc::response) {}));
        use.context.poll();
    }
    signal.emit(asio::cancellation_type::terminal);
}

BOOST_AUTO_TEST_CASE(a_connector_may_throw_close_or_be_nothing)
{
    asio::io_context context;
    BOOST_CHECK_EXCEPTION(rpc::client(context.get_executor(), rpc::connector()), rpc::client_error,
                          [](auto& error) { return error.code() == rpc::errc::invalid_config; });

    rpc::client throwing(context.get_executor(), rpc::connector([]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                                                                { throw std::runtime_error("no cable"); }));
    std::optional<rpc::client> closing;
    closing.emplace(context.get_executor(), rpc::connector(
                                                [&]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                                                {
                                                    closing.reset();
                                                    co_return std::make_unique<odd_channel>(false);
                                                }));
    std::string first, second;
    throwing.send(rpc::request("ping"), {}, [&](std::exception_ptr error, rpc::response) { first = end_of(error); });
    closing->send(rpc::request("ping"), {}, [&](std::exception_ptr error, rpc::response) { second = end_of(error); });
    while (first.empty() || second.empty())
        context.run_one();
    BOOST_TEST(contains(first, "no cable"));
    BOOST_TEST(second == "closed");
}

BOOST_AUTO_TEST_CASE(a_channel_that_cannot_write_counts_as_lost_and_is_made_anew)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            int made = 0;
            rpc::client client(co_await asio::this_coro::executor,
                               rpc::connector([&]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                                              { co_return std::make_unique<odd_channel>(++made == 1); }));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
            BOOST_TEST(contains(error.what(), "the pipe is broken"));
            co_await client.notify("log");
            BOOST_TEST(made == 2);
        });
}

BOOST_DATA_TEST_CASE(a_header_that_is_too_long_fails_its_call_only, bdata::make(test::exchanges), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options(rpc::client_options().max_connections(1)));
            auto error = co_await test::failure(
                client.with(rpc::call_options().header("X-Long", std::string(100'000, 'x'))).request("ping"));
            BOOST_TEST((error.code() == rpc::errc::invalid_request));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_limit_may_be_as_large_as_can_be, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            auto options =
                rpc::client_options().max_message_size(std::size_t(-1)).timeout(std::chrono::nanoseconds::max());
            options.connect_timeout(std::chrono::nanoseconds::max()).max_in_flight(std::size_t(-1));
            rpc::client client(executor, server.url(), server.options(options));
            auto large = co_await client.call<std::string>("big", 300'000);
            BOOST_TEST(large.size() == 300'000U);
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_connection_that_was_asked_for_is_the_one_that_is_used, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options());
            co_await client.connect();
            co_await client.request("ping");
            BOOST_TEST(client.statistics().connects == 1U);
            server.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
