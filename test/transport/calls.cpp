// SPDX-License-Identifier: BSL-1.0
// What every transport does with calls that go well.
#include "support/client_test.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace rpc::literals;
using test::contains;

BOOST_AUTO_TEST_SUITE(calls)

namespace {

struct point
{
    int x = 0;
    int y = 0;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

// Runs the test with a client of the service.
template <class Test>
void with_client(const std::string& transport, Test play, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options(options));
            co_await play(client);
            server.stop();
        });
}

} // namespace

BOOST_DATA_TEST_CASE(a_request_completes_with_its_answer, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto response = co_await client.request("ping");
                    BOOST_TEST(response.data.ok());
                    BOOST_TEST(response.data.result().as_string() == "pong");
                    BOOST_TEST((response.data.id() == 1));
                    BOOST_TEST(response.text == R"({"jsonrpc":"2.0","result":"pong","id":1})");
                });
}

BOOST_DATA_TEST_CASE(raw_is_the_head_over_http_and_empty_elsewhere, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    namespace http = boost::beast::http;
                    auto response = co_await client.request("ping");
                    auto* head = std::any_cast<http::response_header<>>(&response.raw);
                    BOOST_TEST(response.raw.has_value() == test::is_http(transport));
                    BOOST_TEST((!response.raw.has_value() || (head && head->result_int() == 200)));
                    BOOST_TEST((!head || (*head)[http::field::content_type] == "application/json"));
                });
}

BOOST_DATA_TEST_CASE(params_arrive_as_they_were_given, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto echo = [](const rpc::response& response) { return json::serialize(response.data.result()); };
                    auto none = co_await client.request("echo");
                    BOOST_TEST(echo(none) == "null");
                    auto positional =
                        co_await client.request("echo", 1, "two", true, nullptr, std::string("\"\n\xc3\xa9"));
                    BOOST_TEST(echo(positional) == "[1,\"two\",true,null,\"\\\"\\n\xc3\xa9\"]");
                    auto named = co_await client.request("echo", "name"_arg = "Yoko", "age"_arg = 5);
                    BOOST_TEST(echo(named) == R"({"name":"Yoko","age":5})");
                    json::array list = {1, 2};
                    auto one_array = co_await client.request("echo", list);
                    BOOST_TEST(echo(one_array) == "[[1,2]]");
                    auto whole = co_await client.request("echo", rpc::params(list));
                    BOOST_TEST(echo(whole) == "[1,2]");
                    auto large = co_await client.request("echo", std::uint64_t(-1), std::int64_t(-9223372036854775807));
                    BOOST_TEST(echo(large) == "[18446744073709551615,-9223372036854775807]");
                });
}

BOOST_DATA_TEST_CASE(a_client_is_a_caller_and_one_that_is_const_calls, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto ping = [](const rpc::caller& server) { return server.call<std::string>("ping"); };
                    auto by_client = co_await ping(client);
                    BOOST_TEST(by_client == "pong");
                    const rpc::caller copy = client;
                    auto hasty = copy.with(rpc::call_options().timeout(std::chrono::seconds(20)));
                    auto by_copy = co_await ping(hasty);
                    BOOST_TEST(by_copy == "pong");
                    co_await copy.notify("log", "hello");
                    auto of_text = co_await copy.send(R"({"jsonrpc":"2.0","method":"ping","id":"x"})");
                    BOOST_TEST(of_text.data.result().as_string() == "pong");
                    auto of_batch = co_await copy.send(rpc::batch(rpc::request("ping")));
                    BOOST_TEST(of_batch.data.at(0).result().as_string() == "pong");
                    auto response = co_await std::as_const(client).request("ping");
                    BOOST_TEST(response.data.result().as_string() == "pong");
                });
}

BOOST_DATA_TEST_CASE(an_error_object_is_a_response, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto response = co_await client.request("fail");
                    BOOST_TEST(!response.data.ok());
                    BOOST_TEST(response.data.error().code() == -32000);
                    BOOST_TEST(response.data.error().message() == "it failed");
                    BOOST_TEST(response.data.error().data().at("reason").as_string() == "asked to");
                    BOOST_CHECK_THROW(response.data.result(), rpc::remote_error);
                });
}

BOOST_DATA_TEST_CASE(a_notification_completes_without_an_id, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto response = co_await client.notify("log", "hello");
                    BOOST_TEST(response.data.ok());
                    BOOST_TEST(response.data.result().is_null());
                    BOOST_TEST(!response.data.id().has_value());
                    auto next = co_await client.request("ping");
                    BOOST_TEST((next.data.id() == 1));
                });
}

BOOST_DATA_TEST_CASE(a_batch_completes_in_request_order_though_the_server_reverses_it, bdata::make(test::transports),
                     transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto pets = co_await client.send(rpc::batch(rpc::request("cat", "Yoko"), rpc::notification("log"),
                                                                rpc::request("fail").id("own"), rpc::request("dog")));
                    BOOST_REQUIRE(pets.data.size() == 3U);
                    BOOST_TEST(pets.data[0].result().as_string() == "Yoko the cat");
                    BOOST_TEST((pets.data[0].id() == 1));
                    BOOST_TEST(pets.data[1].error().code() == -32000);
                    BOOST_TEST((pets.data[1].id() == "own"));
                    BOOST_TEST(pets.data[2].result().as_string() == "a dog");
                    BOOST_TEST(pets.unmatched.empty());
                    BOOST_TEST(json::parse(pets.text).at(0).at("result").as_string() == "a dog");
                });
}

BOOST_DATA_TEST_CASE(a_batch_of_notifications_completes_without_an_answer, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto nothing = co_await client.send(rpc::batch(rpc::notification("log"), rpc::notification("log")));
                    BOOST_TEST(nothing.data.empty());
                });
}

BOOST_DATA_TEST_CASE(a_batch_may_be_built_one_by_one, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    rpc::batch more;
                    for (int i = 0; i != 200; ++i)
                        more.push_back(rpc::request("add", i, 1));
                    auto sums = co_await client.send(more);
                    BOOST_REQUIRE(sums.data.size() == 200U);
                    for (int i = 0; i != 200; ++i)
                        BOOST_TEST(sums.data[i].result().as_int64() == i + 1);
                });
}

BOOST_DATA_TEST_CASE(raw_text_is_answered_by_its_own_id, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    auto response = co_await client.send(R"({"jsonrpc": "2.0", "method": "ping", "id": "x"})");
                    BOOST_TEST((response.data.id() == "x"));
                    auto told = co_await client.send(R"({"jsonrpc": "2.0", "method": "log"})");
                    BOOST_TEST(told.data.ok());
                    auto raw = rpc::batch::parse(R"([ {"jsonrpc":"2.0","method":"ping","id":7} ])");
                    auto several = co_await client.send(raw);
                    BOOST_TEST((several.data.at(0).id() == 7));
                });
}

BOOST_DATA_TEST_CASE(a_typed_call_gives_the_value_and_throws_the_error, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    int sum = co_await client.call<int>("add", 1, 2);
                    BOOST_TEST(sum == 3);
                    point there;
                    there.x = 3;
                    there.y = 4;
                    auto back = co_await client.call<std::vector<point>>("echo", there);
                    BOOST_TEST(back.at(0).x == 3);
                    BOOST_TEST(back.at(0).y == 4);
                    auto value = co_await client.call<json::value>("ping");
                    BOOST_TEST(value.as_string() == "pong");
                    co_await client.call<void>("ping");

                    auto error = co_await test::failure(client.call<int>("fail"));
                    BOOST_TEST((error.code() == rpc::errc::remote_error));
                    BOOST_TEST(contains(error.what(), "-32000"));
                    auto other = co_await test::failure(client.call<int>("ping"));
                    BOOST_TEST((other.code() == rpc::errc::unexpected_result));
                    BOOST_TEST((other.delivery() == rpc::delivery::answered));
                    BOOST_TEST(contains(other.what(), "\"pong\""));
                });
}

BOOST_DATA_TEST_CASE(options_of_a_call_win_over_the_view_and_the_client, bdata::make(test::transports), transport)
{
    with_client(
        transport,
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto one = co_await client.request("ping");
            BOOST_TEST((one.data.id() == "1"));
            auto view = client.with(rpc::call_options().id_generator(rpc::id_generators::decimal(100)));
            auto two = co_await view.request("ping");
            BOOST_TEST((two.data.id() == 100));
            auto three = co_await view.send(rpc::request("ping"),
                                            rpc::call_options().id_generator([] { return rpc::id("mine"); }));
            BOOST_TEST((three.data.id() == "mine"));
            client.set_defaults(rpc::call_options().id_generator(rpc::id_generators::uuid()));
            auto four = co_await client.request("ping");
            BOOST_TEST(four.data.id()->if_string()->size() == 36U);
        },
        rpc::client_options().id_generator(rpc::id_generators::hexadecimal()));
}

BOOST_DATA_TEST_CASE(an_id_in_flight_is_refused, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    client.send(rpc::request("sleep", 60'000).id("busy"), {}, [](std::exception_ptr, rpc::response) {});
                    auto error = co_await test::failure(client.send(rpc::request("ping").id("busy")));
                    BOOST_TEST((error.code() == rpc::errc::duplicate_id));
                    BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                    BOOST_TEST(contains(error.what(), "\"busy\""));
                    auto twice = co_await test::failure(
                        client.send(rpc::batch(rpc::request("ping").id(50), rpc::request("ping").id(50))));
                    BOOST_TEST((twice.code() == rpc::errc::duplicate_id));
                    // Nothing of the refused batch stays behind.
                    auto after = co_await client.send(rpc::request("ping").id(50));
                    BOOST_TEST(after.data.ok());
                });
}

BOOST_DATA_TEST_CASE(a_generated_id_that_is_taken_is_drawn_again, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    client.send(rpc::request("sleep", 60'000).id(1), {}, [](std::exception_ptr, rpc::response) {});
                    auto response = co_await client.request("ping");
                    BOOST_TEST((response.data.id() == 2));
                });
}

BOOST_DATA_TEST_CASE(ten_thousand_calls_in_flight_each_get_their_own_answer, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    constexpr int calls = 10'000;
                    int own = 0;
                    asio::steady_timer done(client.get_executor(), asio::steady_timer::time_point::max());
                    int left = calls;
                    auto patient = rpc::call_options().timeout(std::chrono::hours(1));
                    for (int i = 0; i != calls; ++i)
                        client.send(rpc::request("add", i, 1), patient,
                                    [&, i](std::exception_ptr error, rpc::response response)
                                    {
                                        own +=
                                            !error && response.data.ok() && response.data.result().as_int64() == i + 1;
                                        if (--left == 0)
                                            done.cancel();
                                    });
                    BOOST_TEST(client.statistics().in_flight == 10'000U);
                    boost::system::error_code ignored;
                    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
                    BOOST_TEST(own == calls);
                    BOOST_TEST(client.statistics().answered == 10'000U);
                    BOOST_TEST(client.statistics().in_flight == 0U);
                });
}

BOOST_DATA_TEST_CASE(calls_are_answered_out_of_order, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    using namespace asio::experimental::awaitable_operators;
                    auto [slow, fast] = co_await (client.request("sleep", 30) && client.request("ping"));
                    BOOST_TEST(slow.data.result().as_int64() == 30);
                    BOOST_TEST(fast.data.result().as_string() == "pong");
                });
}

BOOST_DATA_TEST_CASE(a_large_message_goes_both_ways, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    std::string large(5'000'000, 'x');
                    auto response = co_await client.request("echo", large);
                    BOOST_TEST((response.data.result().at(0).as_string() == large));
                });
}

BOOST_DATA_TEST_CASE(an_answer_in_pieces_is_put_together, bdata::make(test::transports), transport)
{
    const std::string text = R"({"jsonrpc":"2.0","result":"pong","id":1})";
    test::play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer_in_pieces(text);
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == text);
        });
}

BOOST_DATA_TEST_CASE(connect_and_close_may_be_asked_for, bdata::make(test::transports), transport)
{
    with_client(transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    co_await client.connect();
                    co_await client.connect();
                    auto response = co_await client.request("ping");
                    BOOST_TEST(response.data.ok());
                    co_await client.close();
                    co_await client.close();
                    auto error = co_await test::failure(client.request("ping"));
                    BOOST_TEST((error.code() == rpc::errc::closed));
                    BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                    auto late = co_await test::failure(client.connect());
                    BOOST_TEST((late.code() == rpc::errc::closed));
                });
}

BOOST_DATA_TEST_CASE(messages_are_logged_in_both_directions, bdata::make(test::transports), transport)
{
    std::string told;
    with_client(
        transport,
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.request("ping");
            BOOST_TEST(told ==
                       std::string("jsonrpcclient.client.request 0 {\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}\n"
                                   "jsonrpcclient.client.response ") +
                           (test::is_http(transport) ? "200OK" : "0") +
                           " {\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":1}\n");
        },
        rpc::client_options().log_handler(
            [&](const rpc::logging::record& entry)
            {
                told += std::string(entry.logger) + " " + std::to_string(entry.http_code) +
                        std::string(entry.http_reason) + " " + std::string(entry.message) + "\n";
                throw std::runtime_error("a handler's own trouble stays its own");
            }));
}

BOOST_AUTO_TEST_SUITE_END()
