// SPDX-License-Identifier: BSL-1.0
// aria2, over HTTP and WebSocket with and without TLS.
#include "peer/peer.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/test/unit_test.hpp>

using namespace peer;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(aria2)

namespace {

// In front of the params of each call: without it aria2 thinks for two seconds before it refuses.
std::string token() { return "token:" + value_of("ARIA2_SECRET"); }

// What it does over each transport.
asio::awaitable<void> use_aria2(rpc::client& client)
{
    auto version = co_await client.request("aria2.getVersion", token());
    BOOST_TEST(!version.data.result().at("version").as_string().empty());
    auto none = co_await client.request("no_such_method", token());
    BOOST_TEST(none.data.error().message() == "No such method: no_such_method");
    auto named = co_await client.request("aria2.tellWaiting", "a"_arg = 1);
    BOOST_TEST(named.data.error().code() == -32602);
    auto answers = co_await client.send(rpc::batch(rpc::request("aria2.getVersion", token()),
                                                   rpc::request("no_such_method", token()),
                                                   rpc::request("aria2.tellActive", token()).id("x")));
    BOOST_TEST(answers.data.at(0).ok());
    BOOST_TEST(answers.data.at(1).error().code() == 1);
    BOOST_TEST((answers.data.at(2).id() == "x"));
}

} // namespace

BOOST_DATA_TEST_CASE(calls_and_batches_are_answered, (std::vector<std::string>{"HTTP", "HTTPS", "WS", "WSS"}),
                     transport)
{
    with_client(value_of("ARIA2_" + transport), use_aria2, trusting());
}

// Its errors come with the statuses 400 and 500, and each of them ends the connection.
BOOST_DATA_TEST_CASE(the_error_behind_a_status_is_the_answer, (std::vector<std::string>{"HTTP", "HTTPS"}), transport)
{
    with_client(
        value_of("ARIA2_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto refused = co_await client.request("no_such_method", token());
            BOOST_TEST(refused.data.error().code() == 1);
            auto* head = std::any_cast<boost::beast::http::response_header<>>(&refused.raw);
            BOOST_REQUIRE(head);
            BOOST_TEST(head->result_int() == 400U);
            auto after = co_await client.request("aria2.getVersion", token());
            BOOST_TEST(after.data.ok());
        },
        trusting());
}

// It refuses notifications, with an error object of id null. Over HTTP it can only be for the one that was sent.
BOOST_AUTO_TEST_CASE(a_notification_that_is_refused_over_http_fails)
{
    with_client(value_of("ARIA2_HTTP"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto told = co_await test::exception_of(client.notify("aria2.getVersion", token()));
                    BOOST_CHECK_EXCEPTION(std::rethrow_exception(told), rpc::remote_error,
                                          [](auto& error) { return error.error().code() == -32600; });
                    // Inside a batch it is answered, too; that answer is nobody's.
                    auto more = co_await client.send(rpc::batch(rpc::notification("aria2.getVersion", token()),
                                                                rpc::request("aria2.getVersion", token())));
                    BOOST_TEST(more.data.at(0).ok());
                    BOOST_TEST(more.unmatched.size() == 1U);
                });
}

// Over WebSocket the same errors are nobody's.
BOOST_DATA_TEST_CASE(a_notification_that_is_refused_over_websocket_harms_no_call,
                     (std::vector<std::string>{"WS", "WSS"}), transport)
{
    with_client(
        value_of("ARIA2_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.notify("aria2.getVersion", token());
            auto after = co_await client.request("aria2.getVersion", token());
            BOOST_TEST(after.data.ok());
            auto more = co_await client.send(
                rpc::batch(rpc::notification("aria2.getVersion", token()), rpc::request("aria2.getVersion", token())));
            BOOST_TEST(more.data.at(0).ok());
            BOOST_TEST(client.statistics().unknown == 2U);
            BOOST_TEST(client.statistics().connects == 1U);
        },
        trusting());
}

// It tells each connection that a download has begun, and that it failed as nobody listens there.
BOOST_DATA_TEST_CASE(each_method_of_its_notifications_has_a_stream, (std::vector<std::string>{"WS", "WSS"}), transport)
{
    with_client(
        value_of("ARIA2_" + transport),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto started = client.notifications("aria2.onDownloadStart");
            auto failed = client.notifications("aria2.onDownloadError");
            json::array nowhere;
            nowhere.push_back("http://127.0.0.1:1/");
            auto download = co_await client.call<std::string>("aria2.addUri", token(), nowhere);
            auto first = co_await started.next();
            BOOST_REQUIRE(first);
            BOOST_TEST(first->method() == "aria2.onDownloadStart");
            BOOST_TEST(first->params().at(0).at("gid") == json::value(download));
            auto second = co_await failed.next();
            BOOST_REQUIRE(second);
            BOOST_TEST(second->method() == "aria2.onDownloadError");
            BOOST_TEST(second->params().at(0).at("gid") == json::value(download));
            BOOST_TEST(client.statistics().malformed == 0U);
        },
        trusting());
}

// The start may be told before the call is answered.
BOOST_AUTO_TEST_CASE(a_download_is_told_of_from_its_start_to_its_end)
{
    with_client(value_of("ARIA2_WS"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    std::vector<std::string> methods;
                    client.on_notification([&](const rpc::server_notification& event)
                                           { methods.push_back(event.method()); });
                    json::array file;
                    file.push_back(json::value(value_of("ARIA2_FILE")));
                    auto added = co_await client.request("aria2.addUri", token(), file);
                    BOOST_TEST(added.data.ok());
                    while (methods.size() < 2)
                        co_await test::turn();
                    std::vector<std::string> expected{"aria2.onDownloadStart", "aria2.onDownloadComplete"};
                    BOOST_TEST(methods == expected, boost::test_tools::per_element());
                });
}

// It ends the connection when more than 2 MiB come.
BOOST_AUTO_TEST_CASE(a_body_over_its_limit_costs_its_own_call)
{
    with_client(value_of("ARIA2_HTTP"),
                [](rpc::client& client) -> asio::awaitable<void>
                {
                    auto error = co_await test::failure(client.request("aria2.getVersion", std::string(3 << 20, 'x')));
                    BOOST_TEST((error.code() == rpc::errc::connection_lost));
                    BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
                    auto after = co_await client.request("aria2.getVersion", token());
                    BOOST_TEST(after.data.ok());
                });
}

BOOST_AUTO_TEST_SUITE_END()
