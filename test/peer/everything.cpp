// SPDX-License-Identifier: BSL-1.0
// The reference server of the Model Context Protocol: on its standard input and output, and over HTTP with streams of
// events.
#include "peer/peer.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace peer;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(everything)

namespace {

const std::vector<std::string> each_transport = {"STDIO", "HTTP"};

// What the client can be asked. Over HTTP roots would be asked for where nobody listens: outside of any call.
json::value capabilities(std::string_view transport)
{
    return json::parse(transport == "HTTP" ? R"({"sampling":{}})" : R"({"sampling":{},"roots":{}})");
}

// Plays with a client that the server has welcomed; the handlers of the server's requests are set first.
void with_everything(std::string_view transport, const test::client_script& play,
                     rpc::client_options options = rpc::client_options().dialect(rpc::dialect::mcp()))
{
    bool over_http = transport == "HTTP";
    if (over_http)
        options.unix_socket(value_of("EVERYTHING_UNIX"));
    with_client(
        over_http ? "http://localhost/mcp" : value_of("EVERYTHING_STDIO"),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto asked = capabilities(transport), name = json::parse(R"({"name":"peer","version":"1"})");
            auto welcome = co_await client.request("initialize", "protocolVersion"_arg = "2025-06-18",
                                                   "capabilities"_arg = asked, "clientInfo"_arg = name);
            BOOST_TEST(welcome.data.result().at("serverInfo").at("name") == "mcp-servers/everything");
            co_await client.notify("notifications/initialized");
            co_await play(client);
            BOOST_TEST(client.statistics().malformed == 0U);
            BOOST_TEST(client.statistics().unknown == 0U);
        },
        options);
}

rpc::request tool(std::string_view name, std::string_view arguments)
{
    return rpc::request("tools/call", "name"_arg = name, "arguments"_arg = json::parse(arguments));
}

// A call that tells of each of this many steps, which take 0.2 seconds each.
rpc::request long_running(int steps)
{
    auto arguments = "{\"duration\":" + std::to_string(steps * 0.2) + ",\"steps\":" + std::to_string(steps) + "}";
    return tool("trigger-long-running-operation", arguments);
}

std::string text_of_tool(const rpc::response& answer)
{
    return std::string(answer.data.result().at("content").at(0).at("text").as_string());
}

asio::awaitable<void> check_echo(rpc::client& client)
{
    auto echoed = co_await client.send(tool("echo", R"({"message":"é\n"})"));
    BOOST_TEST(text_of_tool(echoed) == "Echo: é\n");
}

// A call that is given up as soon as it tells of its first step.
struct call_given_up
{
    asio::cancellation_signal button;
    std::optional<std::exception_ptr> end;
};

// Starts one of this many steps.
std::shared_ptr<call_given_up> give_up_early(rpc::client& client, int steps)
{
    auto call = std::make_shared<call_given_up>();
    auto press = [call](const json::value&) { call->button.emit(asio::cancellation_type::terminal); };
    client.send(long_running(steps), rpc::call_options().on_progress(press),
                asio::bind_cancellation_slot(call->button.slot(), [call](std::exception_ptr error, const rpc::response&)
                                             { call->end = error; }));
    return call;
}

asio::awaitable<void> check_end(std::shared_ptr<call_given_up> call)
{
    while (!call->end)
        co_await test::turn();
    BOOST_REQUIRE(*call->end);
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(*call->end), rpc::client_error,
                          [](auto& error) { return error.code() == rpc::errc::canceled; });
}

int count(std::string_view text, std::string_view part)
{
    int found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

BOOST_DATA_TEST_CASE(tools_are_listed_and_called, each_transport, transport)
{
    with_everything(transport,
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        auto listed = co_await client.request("tools/list");
                        BOOST_TEST(contains(listed.text, "\"get-sum\""));
                        co_await check_echo(client);
                        auto none = co_await client.request("no/such/method");
                        BOOST_TEST(none.data.error().code() == -32601);
                    });
}

BOOST_DATA_TEST_CASE(progress_is_told_before_the_call_ends, each_transport, transport)
{
    with_everything(transport,
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        std::vector<std::int64_t> told;
                        auto tell = [&](const json::value& params)
                        { told.push_back(params.at("progress").as_int64()); };
                        auto done = co_await client.send(long_running(3), rpc::call_options().on_progress(tell));
                        std::vector<std::int64_t> expected{1, 2, 3};
                        BOOST_TEST(told == expected, boost::test_tools::per_element());
                        BOOST_TEST(contains(text_of_tool(done), "completed"));
                    });
}

// Both tell of their progress at the same time.
BOOST_DATA_TEST_CASE(each_call_hears_of_its_own_progress, each_transport, transport)
{
    with_everything(transport,
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        using namespace asio::experimental::awaitable_operators;
                        std::vector<std::int64_t> two, three;
                        auto tell_two = [&](const json::value& params)
                        { two.push_back(params.at("total").as_int64()); };
                        auto tell_three = [&](const json::value& params)
                        { three.push_back(params.at("total").as_int64()); };
                        co_await (client.send(long_running(2), rpc::call_options().on_progress(tell_two)) &&
                                  client.send(long_running(3), rpc::call_options().on_progress(tell_three)));
                        BOOST_TEST((two == std::vector<std::int64_t>(2, 2)));
                        BOOST_TEST((three == std::vector<std::int64_t>(3, 3)));
                    });
}

// The tool goes on telling of its progress, but nobody is answered.
BOOST_AUTO_TEST_CASE(a_call_that_is_given_up_is_not_answered_any_more)
{
    with_everything("STDIO",
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        auto rest = client.notifications("notifications/progress");
                        auto call = give_up_early(client, 10);
                        for (int step = 2; step != 11; ++step)
                        {
                            auto told = co_await rest.next();
                            BOOST_REQUIRE(told);
                            BOOST_TEST(told->params().at("progress") == step);
                        }
                        co_await check_echo(client);
                        BOOST_TEST(client.statistics().late == 0U);
                        co_await check_end(call);
                        BOOST_TEST(client.statistics().connects == 1U);
                    });
}

// Behind the two that begin the session and the call itself there is one more POST.
BOOST_AUTO_TEST_CASE(over_http_the_server_is_told_that_a_call_is_given_up)
{
    server_log log("EVERYTHING_LOG");
    with_everything("HTTP",
                    [&](rpc::client& client) -> asio::awaitable<void>
                    {
                        auto call = give_up_early(client, 100);
                        co_await check_end(call);
                        while (count(log.text(), "POST") < 4)
                            co_await test::turn();
                        co_await check_echo(client);
                    });
}

// It refuses whoever does not name a session with anything but the first call.
BOOST_AUTO_TEST_CASE(all_connections_are_of_one_session)
{
    server_log log("EVERYTHING_LOG");
    with_everything("HTTP",
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        using namespace asio::experimental::awaitable_operators;
                        co_await (client.send(long_running(1)) && check_echo(client) && check_echo(client));
                        BOOST_TEST(client.statistics().connects > 1U);
                    });
    BOOST_TEST(count(log.text(), "Session initialized") == 1, log.text());
}

// In the middle of a call; over HTTP in the stream of events that ends with its answer.
BOOST_DATA_TEST_CASE(its_question_is_answered_by_a_handler_while_the_call_waits, each_transport, transport)
{
    with_everything(transport,
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        client.on_request("sampling/createMessage",
                                          [](const rpc::server_request& asked) -> asio::awaitable<json::value>
                                          {
                                              co_await test::turn();
                                              auto answer = json::parse(R"({"role":"assistant","model":"none"})");
                                              answer.as_object()["content"] =
                                                  asked.params().at("messages").at(0).at("content");
                                              co_return answer;
                                          });
                        auto sampled =
                            co_await client.send(tool("trigger-sampling-request", R"({"prompt":"Who is there?"})"));
                        BOOST_TEST(contains(text_of_tool(sampled), "context: Who is there?"), sampled.text);
                        BOOST_TEST(client.statistics().requests == 1U);
                    });
}

BOOST_DATA_TEST_CASE(its_question_is_refused_where_no_handler_is, each_transport, transport)
{
    with_everything(transport,
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        auto refused = co_await client.send(tool("trigger-sampling-request", R"({"prompt":"?"})"));
                        BOOST_TEST(refused.data.result().at("isError") == true);
                        BOOST_TEST(contains(text_of_tool(refused), "-32601"), refused.text);
                    });
}

// It asks when the client is ready, and then tells what it has heard.
BOOST_AUTO_TEST_CASE(what_it_asks_and_tells_outside_of_calls_is_heard)
{
    with_everything("STDIO",
                    [](rpc::client& client) -> asio::awaitable<void>
                    {
                        client.on_request("roots/list", [](const rpc::server_request&)
                                          { return json::parse(R"({"roots":[{"uri":"file:///cats"}]})"); });
                        auto told = client.notifications("notifications/message");
                        auto message = co_await told.next();
                        BOOST_REQUIRE(message);
                        BOOST_TEST(contains(message->params().at("data").as_string(), "1 root(s)"));
                    });
}

BOOST_AUTO_TEST_SUITE_END()
