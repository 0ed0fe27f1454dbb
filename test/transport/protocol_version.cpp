// SPDX-License-Identifier: BSL-1.0
// What every transport does with calls of JSON-RPC 1.0: to a server that knows nothing else, beside calls of 2.0, and
// with answers of the other version.
#include "support/client_test.hpp"
#include "support/version_one_peer.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace rpc::literals;
using test::contains;

BOOST_AUTO_TEST_SUITE(protocol_version)

namespace {

rpc::client_options of_version_one() { return rpc::client_options().protocol_version("1.0"); }
rpc::call_options of_version(const char* version) { return rpc::call_options().protocol_version(version); }

// Plays the script with a client of the server that knows only 1.0, and gives what came to that.
std::vector<std::string> with_old_server(const char* transport, test::client_script use,
                                         rpc::client_options options = of_version_one(),
                                         test::at_other_versions act = test::at_other_versions::close)
{
    auto texts = std::make_shared<std::vector<std::string>>();
    test::play(transport, test::version_one_peer(transport, texts, act), use, options);
    return *texts;
}

// Answers each message with the next text.
test::text_server::script answering(std::vector<std::string> answers)
{
    return [answers](test::text_peer& peer) -> asio::awaitable<void>
    {
        for (auto& answer : answers)
        {
            co_await peer.read();
            co_await peer.answer(answer);
        }
        co_await peer.closed();
    };
}

} // namespace

BOOST_DATA_TEST_CASE(a_server_of_1_0_understands_and_is_understood, bdata::make(test::transports), transport)
{
    auto texts = with_old_server(transport,
                                 [](rpc::client& client) -> asio::awaitable<void>
                                 {
                                     auto pong = co_await client.request("ping");
                                     BOOST_TEST(pong.data.result().as_string() == "pong");
                                     BOOST_TEST(pong.text == R"({"result":"pong","error":null,"id":1})");
                                     int sum = co_await client.call<int>("add", 1, 2);
                                     BOOST_TEST(sum == 3);
                                     auto told = co_await client.notify("log", "hello");
                                     BOOST_TEST(told.data.ok());
                                     auto null = co_await client.request("null");
                                     BOOST_TEST(null.data.result().is_null());
                                     auto unknown = co_await client.request("nope");
                                     BOOST_TEST(unknown.data.error().message() == "unknown method");
                                     auto failed = co_await client.request("fail");
                                     BOOST_TEST(failed.data.error().data().at("reason").as_string() == "asked to");
                                     BOOST_TEST(client.statistics().malformed == 0U);
                                 });
    BOOST_REQUIRE(texts.size() == 6U);
    BOOST_TEST(texts[0] == R"({"method":"ping","params":[],"id":1})");
    BOOST_TEST(texts[1] == R"({"method":"add","params":[1,2],"id":2})");
    BOOST_TEST(texts[2] == R"({"method":"log","params":["hello"],"id":null})");
}

BOOST_DATA_TEST_CASE(a_batch_is_an_array_of_messages_of_1_0, bdata::make(test::transports), transport)
{
    auto texts = with_old_server(transport,
                                 [](rpc::client& client) -> asio::awaitable<void>
                                 {
                                     auto answers =
                                         co_await client.send(rpc::batch(rpc::request("ping"), rpc::notification("log"),
                                                                         rpc::request("fail").id("own")));
                                     BOOST_REQUIRE(answers.data.size() == 2U);
                                     BOOST_TEST(answers.data[0].result().as_string() == "pong");
                                     BOOST_TEST(answers.data[1].error().data().at("reason").as_string() == "asked to");
                                     auto nothing = co_await client.send(rpc::batch(rpc::notification("log")));
                                     BOOST_TEST(nothing.data.empty());
                                 });
    BOOST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0] == R"([{"method":"ping","params":[],"id":1},{"method":"log","params":[],"id":null},)"
                           R"({"method":"fail","params":[],"id":"own"}])");
}

BOOST_DATA_TEST_CASE(raw_text_of_1_0_goes_out_byte_for_byte, bdata::make(test::transports), transport)
{
    std::string call = R"({"id":"x", "method":"ping", "params":[ ]})";
    std::string notification = R"({"id":null, "method":"log", "params":[ ]})";
    std::string both = "[ " + call + ", " + notification + " ]";
    auto texts = with_old_server(transport,
                                 [&](rpc::client& client) -> asio::awaitable<void>
                                 {
                                     auto pong = co_await client.send(call);
                                     BOOST_TEST((pong.data.id() == "x"));
                                     auto told = co_await client.send(notification);
                                     BOOST_TEST(told.data.ok());
                                     auto raw = rpc::batch::parse(both);
                                     auto answers = co_await client.send(raw);
                                     BOOST_REQUIRE(answers.data.size() == 1U);
                                     BOOST_TEST(answers.data[0].ok());
                                 });
    BOOST_TEST(texts == (std::vector<std::string>{call, notification, both}), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(what_1_0_does_not_have_is_refused_and_not_sent, bdata::make(test::transports), transport)
{
    auto texts = with_old_server(
        transport,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto check = [](const rpc::client_error& error, std::string_view why)
            {
                BOOST_TEST((error.code() == rpc::errc::invalid_request));
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), why), error.what());
            };
            auto named = co_await test::failure(client.request("cat", "name"_arg = "Yoko"));
            check(named, "\"cat\" at ");
            check(named, "JSON-RPC 1.0 has no named params, only positional ones");
            auto in_batch = co_await test::failure(client.send(rpc::batch(rpc::request("cat", "name"_arg = "Yoko"))));
            check(in_batch, "JSON-RPC 1.0 has no named params");
            auto raw = co_await test::failure(client.send(R"({"jsonrpc":"2.0","method":"ping","id":1})"));
            check(raw, "its params are not an array");
            auto parsed = rpc::batch::parse(R"([{"jsonrpc":"2.0","method":"ping","id":1}])");
            auto raw_batch = co_await test::failure(client.send(parsed));
            check(raw_batch, "its params are not an array");
            auto pong = co_await client.request("ping");
            BOOST_TEST(pong.data.ok());
        });
    BOOST_TEST(texts.size() == 1U);
}

BOOST_DATA_TEST_CASE(without_the_option_such_a_server_is_lost, bdata::make(test::transports), transport)
{
    auto texts = with_old_server(
        transport,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping", 1));
            BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
            // The next one connects again.
            auto pong = co_await client.send(rpc::request("ping"), of_version("1.0"));
            BOOST_TEST(pong.data.ok());
        },
        rpc::client_options());
    BOOST_REQUIRE(texts.size() == 2U);
    BOOST_TEST(texts[0] == R"({"jsonrpc":"2.0","method":"ping","params":[1],"id":1})");
}

BOOST_DATA_TEST_CASE(each_call_has_its_own_version, bdata::make(test::transports), transport)
{
    with_old_server(
        transport,
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::invalid_response), error.what());
            BOOST_TEST(contains(error.what(), "the member jsonrpc is missing"), error.what());
            auto old = client.with(of_version("1.0"));
            auto pong = co_await old.request("ping");
            BOOST_TEST(pong.data.ok());
            auto young = co_await old.send(rpc::request("ping"),
                                           rpc::call_options().protocol_version("2.0").validate_against_schema(false));
            BOOST_TEST(young.data.error().message() == "this is not JSON-RPC 1.0");
            client.set_defaults(of_version("1.0"));
            auto again = co_await client.request("ping");
            BOOST_TEST(again.data.ok());
        },
        rpc::client_options(), test::at_other_versions::refuse);
}

BOOST_DATA_TEST_CASE(an_answer_of_2_0_breaks_a_rule_unless_nobody_looks, bdata::make(test::transports), transport)
{
    test::play(
        transport,
        answering({R"({"jsonrpc":"2.0","result":5,"id":1})", R"({"error":"bad","id":2})",
                   R"({"jsonrpc":"2.0","result":5,"id":3})", R"({"error":"bad","id":4})"}),
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto no_error = co_await test::failure(client.request("ping"));
            BOOST_TEST((no_error.code() == rpc::errc::invalid_response));
            BOOST_TEST(contains(no_error.what(), "the member error is missing"), no_error.what());
            auto no_result = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(no_result.what(), "the member result is missing"), no_result.what());
            auto lax = client.with(rpc::call_options().validate_against_schema(false));
            auto five = co_await lax.request("ping");
            BOOST_TEST(five.data.result().as_int64() == 5);
            auto bad = co_await lax.request("ping");
            BOOST_TEST(bad.data.error().message() == "bad");
        },
        of_version_one());
}

BOOST_DATA_TEST_CASE(a_request_of_the_server_is_refused_in_its_own_version, bdata::make(test::streams), transport)
{
    std::string reply;
    test::play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            co_await peer.read();
            co_await peer.answer(R"({"id":"echo","method":"echo","params":[]})");
            reply = co_await peer.read();
            co_await peer.answer(R"({"id":null,"method":"update","params":[]})");
            co_await peer.answer(R"({"result":true,"error":null,"id":1})");
            co_await peer.closed();
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(client.statistics().requests == 1U);
            BOOST_TEST(client.statistics().notifications == 1U);
        },
        of_version_one());
    BOOST_TEST(reply == R"({"result":null,"error":{"code":-32601,"message":"Method not found"},"id":"echo"})");
}

// Over HTTP also a notification can be told that it was refused.
BOOST_AUTO_TEST_CASE(a_notification_is_refused_by_a_status_with_an_error_of_its_version)
{
    auto old_error = test::http_answer(R"({"result":null,"error":"no","id":null})", "500 Internal Server Error");
    auto young_error = test::http_answer(R"({"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":null})", "500 No");
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor,
                                         [&](test::tcp::socket socket) -> asio::awaitable<void>
                                         {
                                             std::string buffer;
                                             for (auto* answer : {&old_error, &young_error, &old_error, &young_error})
                                             {
                                                 co_await test::read_http_request(socket, buffer);
                                                 co_await test::write(socket, *answer);
                                             }
                                             co_await test::peer_closed(socket);
                                         });
            rpc::client client(executor, server.http_url(), of_version_one());
            auto refused = co_await test::failure(client.notify("log"));
            BOOST_TEST((refused.code() == rpc::errc::remote_error), refused.what());
            auto other = co_await test::failure(client.notify("log"));
            BOOST_TEST((other.code() == rpc::errc::http_status), other.what());
            client.set_defaults(of_version("2.0"));
            other = co_await test::failure(client.notify("log"));
            BOOST_TEST((other.code() == rpc::errc::http_status), other.what());
            refused = co_await test::failure(client.notify("log"));
            BOOST_TEST((refused.code() == rpc::errc::remote_error), refused.what());
            co_await client.close();
            server.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
