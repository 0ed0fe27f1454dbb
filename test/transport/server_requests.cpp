// SPDX-License-Identifier: BSL-1.0
// Requests that the server sends, and what they are answered with.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::play;

BOOST_AUTO_TEST_SUITE(server_requests)

namespace {

using texts = std::vector<std::string>;

std::string asking(std::string_view method, std::string_view id, std::string_view params = "[1,2]")
{
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" + std::string(params) +
           R"(,"id":)" + std::string(id) + "}";
}

// Sends these when the client has made its call, and notes what the client says then, as often as it is said.
test::text_server::script asking_all(texts questions, texts& answers, std::size_t count)
{
    return [questions, &answers, count](test::text_peer& peer) -> asio::awaitable<void>
    {
        auto message = json::parse(co_await peer.read());
        co_await peer.answer_all(questions);
        while (answers.size() != count)
            answers.push_back(co_await peer.read());
        co_await peer.answer(test::result(message.at("id"), 1));
        co_await peer.closed();
    };
}

// What the client says to these.
texts answers_to(std::string_view transport, texts questions, std::size_t count,
                 const std::function<void(rpc::client&)>& prepare, rpc::client_options options = {})
{
    texts answers;
    play(
        transport, asking_all(std::move(questions), answers, count),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            prepare(client);
            co_await client.request("ask me");
        },
        options);
    return answers;
}

std::string result(std::string_view id, std::string_view value)
{
    return R"({"jsonrpc":"2.0","result":)" + std::string(value) + R"(,"id":)" + std::string(id) + "}";
}

std::string error(std::string_view id, std::string_view object)
{
    return R"({"jsonrpc":"2.0","error":)" + std::string(object) + R"(,"id":)" + std::string(id) + "}";
}

const std::string not_found = R"({"code":-32601,"message":"Method not found"})";
const std::string internal = R"({"code":-32603,"message":"Internal error"})";

} // namespace

BOOST_DATA_TEST_CASE(what_a_handler_returns_is_the_result, bdata::make(test::streams), transport)
{
    texts questions{asking("add", "1"), asking("later", R"("a\"b")"), asking("nothing", "18446744073709551615"),
                    asking("none", "7")};
    auto answers =
        answers_to(transport, questions, 4,
                   [](rpc::client& client)
                   {
                       client.on_request("add", [](const rpc::server_request& asked)
                                         { return asked.params().at(0).as_int64() + asked.params().at(1).as_int64(); });
                       client.on_request("later",
                                         [](rpc::server_request asked) -> asio::awaitable<std::string>
                                         {
                                             co_await test::turn();
                                             co_return asked.method();
                                         });
                       client.on_request("nothing", [](const rpc::server_request&) {});
                   });
    std::sort(answers.begin(), answers.end());
    texts expected{error("7", not_found), result("1", "3"), result(R"("a\"b")", R"("later")"),
                   result("18446744073709551615", "null")};
    std::sort(expected.begin(), expected.end());
    BOOST_TEST(answers == expected, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(without_a_handler_they_are_answered_with_method_not_found, bdata::make(test::streams), transport)
{
    texts questions{asking("ask", "1"), R"({"method":"ask","params":[],"id":"echo"})",
                    R"({"jsonrpc":"2.0","method":"ask","id":[1]})"};
    auto answers = answers_to(transport, questions, 3, [](rpc::client&) {});
    texts expected{error("1", not_found), R"({"result":null,"error":)" + not_found + R"(,"id":"echo"})",
                   error("null", R"({"code":-32600,"message":"Invalid Request"})")};
    BOOST_TEST(answers == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_handler_may_answer_all_the_rest)
{
    texts questions{asking("a", "1"), asking("b", "2")};
    auto answers = answers_to("tcp newline", questions, 2,
                              [](rpc::client& client)
                              {
                                  client.on_request([](const rpc::server_request& asked) { return asked.method(); });
                                  // One that cannot be copied, and takes whatever it is given.
                                  client.on_request("b", [kept = std::make_unique<bool>(true)](auto) { return *kept; });
                              });
    BOOST_TEST(answers == (texts{result("1", R"("a")"), result("2", "true")}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(json_rpc_1_0_is_answered_in_1_0)
{
    texts questions{R"({"method":"echo","params":[1],"id":"x"})"};
    auto answers =
        answers_to("tcp bare", questions, 1,
                   [](rpc::client& client)
                   { client.on_request("echo", [](const rpc::server_request& asked) { return asked.params(); }); });
    BOOST_TEST(answers == texts{R"({"result":[1],"error":null,"id":"x"})"}, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(an_array_is_answered_by_one_array_when_all_of_it_is_done, bdata::make(test::streams), transport)
{
    texts questions{"[" + asking("later", "1") + R"(,{"jsonrpc":"2.0","method":"note"},)" + asking("none", "2") + "," +
                    asking("now", "3") + "]"};
    auto answers = answers_to(transport, questions, 1,
                              [](rpc::client& client)
                              {
                                  client.on_request("now", [](const rpc::server_request&) { return 3; });
                                  client.on_request("later",
                                                    [](const rpc::server_request&) -> asio::awaitable<int>
                                                    {
                                                        co_await test::turn();
                                                        co_return 1;
                                                    });
                              });
    texts expected{"[" + error("2", not_found) + "," + result("3", "3") + "," + result("1", "1") + "]"};
    BOOST_TEST(answers == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_error_that_is_meant_is_answered_and_any_other_shows_nothing_of_the_inside)
{
    double none = std::numeric_limits<double>::quiet_NaN();
    texts questions{asking("meant", "1"), asking("bug", "2"),       asking("later", "3"), asking("nan", "4"),
                    asking("odd", "5"),   asking("nan error", "6"), asking("latin", "7"), asking("latin error", "8")};
    texts logged;
    auto answers = answers_to(
        "tcp newline", questions, 8,
        [&](rpc::client& client)
        {
            client.add_log_handler(
                [&](const rpc::logging::record& record)
                {
                    if (record.level == rpc::logging::level::warning)
                        logged.emplace_back(record.message);
                });
            client.on_request("meant",
                              [](const rpc::server_request&) -> int
                              { throw rpc::remote_error(rpc::error_object(-5, "busy", json::value(true))); });
            client.on_request("bug", [](const rpc::server_request& asked) { return asked.params().at("secret"); });
            client.on_request("later",
                              [](const rpc::server_request&) -> asio::awaitable<void>
                              {
                                  co_await test::turn();
                                  throw std::runtime_error("password 1234");
                              });
            client.on_request("nan", [=](const rpc::server_request&) { return none; });
            client.on_request("odd", [](const rpc::server_request&) -> int { throw 7; });
            client.on_request("nan error",
                              [=](const rpc::server_request&) -> int
                              { throw rpc::remote_error(rpc::error_object(1, "x", json::value(none))); });
            client.on_request("latin", [](const rpc::server_request&) { return "Ren\xe9"; });
            client.on_request("latin error",
                              [](const rpc::server_request&) -> int
                              { throw rpc::remote_error(rpc::error_object(1, "Ren\xe9")); });
        });
    std::sort(answers.begin(), answers.end());
    texts expected{error("1", R"({"code":-5,"message":"busy","data":true})")};
    for (auto* id : {"2", "3", "4", "5", "6", "7", "8"})
        expected.push_back(error(id, internal));
    std::sort(expected.begin(), expected.end());
    BOOST_TEST(answers == expected, boost::test_tools::per_element());
    BOOST_TEST(std::any_of(logged.begin(), logged.end(), [](auto& each) { return contains(each, "password 1234"); }));
}

BOOST_AUTO_TEST_CASE(ids_of_the_two_directions_have_nothing_to_do_with_each_other)
{
    texts answers;
    play("tcp newline", asking_all(texts{asking("add", "1")}, answers, 1),
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             client.on_request("add", [](const rpc::server_request&) { return 3; });
             auto answer = co_await client.send(rpc::request("ask me").id(1));
             BOOST_TEST(answer.data.result() == 1);
             BOOST_TEST(client.statistics().duplicate == 0U);
         });
    BOOST_TEST(answers == texts{result("1", "3")}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(so_many_run_at_once_as_many_wait_and_the_rest_is_refused)
{
    texts questions;
    for (int i = 1; i != 8; ++i)
        questions.push_back(asking("slow", std::to_string(i)));
    int running = 0, most = 0;
    auto answers = answers_to(
        "tcp newline", questions, 7,
        [&](rpc::client& client)
        {
            client.on_request("slow",
                              [&](const rpc::server_request&) -> asio::awaitable<bool>
                              {
                                  most = std::max(most, ++running);
                                  co_await test::turn();
                                  --running;
                                  co_return true;
                              });
        },
        rpc::client_options().max_server_requests(3));
    BOOST_TEST(most == 3);
    BOOST_TEST(std::count(answers.begin(), answers.end(),
                          error("7", R"({"code":-32000,"message":"Too many requests"})")) == 1);
    auto good = [](auto& each) { return contains(each, "true"); };
    BOOST_TEST(std::count_if(answers.begin(), answers.end(), good) == 6);
}

BOOST_AUTO_TEST_CASE(an_answer_whose_connection_is_lost_goes_nowhere)
{
    int connections = 0;
    texts second;
    bool is_asked = false;
    bool may_end = false;
    play(
        "tcp newline",
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            if (++connections == 1)
            {
                co_await peer.read();
                co_await peer.answer(asking("slow", "1"));
                while (!is_asked)
                    co_await test::turn();
                co_return;
            }
            for (;;)
            {
                second.push_back(co_await peer.read());
                co_await peer.answer(test::result(json::parse(second.back()).at("id"), 2));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            bool is_done = false;
            client.on_request("slow",
                              [&](const rpc::server_request&) -> asio::awaitable<int>
                              {
                                  is_asked = true;
                                  while (!may_end)
                                      co_await test::turn();
                                  is_done = true;
                                  co_return 1;
                              });
            auto error = co_await test::failure(client.request("ask me"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            co_await client.request("a");
            may_end = true;
            while (!is_done)
                co_await test::turn();
            co_await client.request("b");
            BOOST_TEST(second.size() == 2U);
        },
        test::quick());
}

BOOST_AUTO_TEST_CASE(closing_the_client_ends_the_handlers_that_run)
{
    bool is_ended = false;
    play(
        "tcp newline",
        [](test::text_peer& peer) -> asio::awaitable<void>
        {
            auto message = json::parse(co_await peer.read());
            co_await peer.answer(asking("slow", "1"));
            co_await peer.answer(test::result(message.at("id"), 1));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            bool is_running = false;
            client.on_request("slow",
                              [&](const rpc::server_request&) -> asio::awaitable<void>
                              {
                                  is_running = true;
                                  asio::steady_timer never(co_await asio::this_coro::executor,
                                                           asio::steady_timer::time_point::max());
                                  try
                                  {
                                      co_await never.async_wait(asio::use_awaitable);
                                  }
                                  catch (const boost::system::system_error&)
                                  {
                                      is_ended = true;
                                      throw;
                                  }
                              });
            co_await client.request("ask me");
            while (!is_running)
                co_await test::turn();
            co_await client.close();
        });
    BOOST_TEST(is_ended);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_larger_than_what_may_wait_is_sent_all_the_same)
{
    texts questions{asking("large", "1")};
    auto answers = answers_to(
        "tcp newline", questions, 1,
        [](rpc::client& client)
        { client.on_request("large", [](const rpc::server_request&) { return std::string(5000, 'x'); }); },
        rpc::client_options().max_queued_bytes(4096));
    BOOST_TEST(answers.at(0).size() > 5000U);
}

BOOST_AUTO_TEST_SUITE_END()
