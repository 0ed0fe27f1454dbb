// SPDX-License-Identifier: BSL-1.0
// What MCP's streamable HTTP has beside its streams of events: sessions with a name, and requests of the server, which are
// answered by POSTs.
#include "support/client_test.hpp"
#include "support/event_texts.hpp"
#include "support/http_site.hpp"

#include <functional>
#include <string>
#include <vector>

using test::chunk;
using test::contains;
using test::event;
using test::events_head;
using test::http_answer;
using test::last_chunk;
using test::pong_with;
using test::progress;
using test::site_request;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(event_sessions)

namespace {

using seen = std::vector<std::string>;

// A site where each request gets the next answer; what the requests had in this header.
seen headers_sent(std::vector<std::string> answers, std::string_view name, test::client_script use,
                  rpc::client_options options = {})
{
    seen values;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::size_t next = 0;
            test::http_site site(executor, "http", [&](const site_request&) { return answers.at(next++); });
            rpc::client client(executor, site.url(), options);
            co_await use(client);
            co_await client.close();
            site.stop();
            for (auto& request : site.requests())
                values.push_back(request.header(name));
        });
    return values;
}

seen ids_sent(std::vector<std::string> answers, rpc::client_options options = {})
{
    auto count = answers.size();
    return headers_sent(
        std::move(answers), "Mcp-Session-Id",
        [count](rpc::client& client) -> asio::awaitable<void>
        {
            for (std::size_t i = 0; i != count; ++i)
                try
                {
                    co_await client.request("ping");
                }
                catch (const rpc::client_error& error)
                {
                    BOOST_TEST(!contains(error.what(), "s-1"), error.what());
                }
        },
        std::move(options));
}

std::string naming(const std::string& id) { return "Mcp-Session-Id: " + id + "\r\n"; }

std::string pong(int id, const std::string& extra = {}, std::string_view status = "200 OK")
{
    return http_answer(pong_with(std::to_string(id)), status, extra);
}

const std::string sampling = R"({"jsonrpc":"2.0","method":"sampling","id":"s"})";
const std::string refusal = R"({"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":"s"})";

// The stream goes on when the answer to the server's request has come, by this status.
void ask_the_client(std::string status_line, rpc::client_options options)
{
    std::string told, told_head;
    bool is_told = false;
    auto serve = [&](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        auto request = co_await test::read_http_request(socket, buffer);
        if (contains(request.body, "\"ping\""))
        {
            co_await test::write(socket, events_head(naming("s-1")) + chunk(event(sampling)));
            while (!is_told)
                co_await test::turn();
            co_await test::write(socket, chunk(event(pong_with("1"))) + last_chunk);
        }
        else
        {
            told = request.body;
            told_head = request.head;
            co_await test::write(socket, "HTTP/1.1 " + status_line + "\r\nContent-Length: 0\r\n\r\n");
            is_told = true;
        }
        co_await test::peer_closed(socket);
    };
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, serve);
            rpc::client client(executor, server.http_url(), options);
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            while (client.statistics().in_flight != 0)
                co_await test::turn();
            auto counted = client.statistics();
            BOOST_TEST(counted.requests == 1U);
            BOOST_TEST(counted.messages_sent == 2U);
            BOOST_TEST(counted.answered + counted.failed == 2U);
            co_await client.close();
            server.stop();
        });
    BOOST_TEST(told == refusal);
    BOOST_TEST(contains(told_head, "\r\nX-Token: t\r\n"), told_head);
    // The name came with the stream that asks.
    BOOST_TEST(contains(told_head, "\r\nMcp-Session-Id: s-1\r\n"), told_head);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_session_is_named_in_every_request_after_the_server_has_named_it)
{
    BOOST_TEST(ids_sent({pong(1, naming("s-1")), pong(2), pong(3, naming("s-2")), pong(4)}) ==
               seen({"", "s-1", "s-1", "s-2"}));
    auto stream = events_head(naming("s-1")) + chunk(event(pong_with("1"))) + last_chunk;
    BOOST_TEST(ids_sent({stream, pong(2)}) == seen({"", "s-1"}));
}

BOOST_AUTO_TEST_CASE(a_session_that_the_server_does_not_know_any_more_is_forgotten)
{
    BOOST_TEST(ids_sent({pong(1, naming("s-1")), http_answer("no", "404 Not Found"), pong(3)}) ==
               seen({"", "s-1", ""}));
    BOOST_TEST(ids_sent({pong(1, naming("s-1")), http_answer("no", "400 Bad Request"), pong(3)}) ==
               seen({"", "s-1", "s-1"}));
}

BOOST_AUTO_TEST_CASE(only_a_success_names_a_session)
{
    BOOST_TEST(ids_sent({pong(1, naming("s-1"), "500 Tired"), pong(2)}) == seen({"", ""}));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_is_ignored)
{
    for (auto& name :
         {std::string(), std::string("a b"), std::string("a\tb"), std::string("\xc3\xa9"), std::string(4097, 'x')})
        BOOST_TEST(ids_sent({pong(1, naming(name)), pong(2)}) == seen({"", ""}));
    BOOST_TEST(ids_sent({pong(1, naming(std::string(4096, 'x'))), pong(2)}) == seen({"", std::string(4096, 'x')}));
}

BOOST_AUTO_TEST_CASE(a_header_of_the_users_own_wins)
{
    BOOST_TEST(ids_sent({pong(1, naming("s-1")), pong(2)}, rpc::client_options().header("mcp-session-id", "mine")) ==
               seen({"mine", "mine"}));
}

BOOST_AUTO_TEST_CASE(a_session_is_named_at_its_own_origin_only)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site other(executor, "http", [](const site_request& request) { return test::pong_to(request); });
            bool is_first = true;
            test::http_site site(executor, "http",
                                 [&](const site_request& request)
                                 {
                                     return std::exchange(is_first, false)
                                                ? test::pong_to(request, naming("s-1"))
                                                : http_answer("", "307 There", "Location: " + other.url() + "\r\n");
                                 });
            rpc::client client(executor, site.url());
            co_await client.request("ping");
            co_await client.request("ping");
            BOOST_TEST(site.requests().at(1).header("Mcp-Session-Id") == "s-1");
            BOOST_TEST(!other.requests().at(0).has("Mcp-Session-Id"));
            co_await client.close();
            site.stop();
            other.stop();
        });
}

BOOST_AUTO_TEST_CASE(the_name_of_a_session_is_not_logged)
{
    std::string log;
    auto options = rpc::client_options().log_handler([&](const rpc::logging::record& entry) { log += entry.message; });
    ids_sent({pong(1, naming("s-1")), http_answer("no", "404 Not Found"), pong(3)}, options);
    BOOST_TEST(!log.empty());
    BOOST_TEST(!contains(log, "s-1"), log);
}

// All connections of calls may be taken by those that wait for what the server asks.
BOOST_AUTO_TEST_CASE(a_request_of_the_server_is_answered_by_a_post_before_the_call_ends)
{
    ask_the_client("202 Accepted", rpc::client_options().header("X-Token", "t").max_connections(1));
}

BOOST_AUTO_TEST_CASE(that_an_answer_to_the_server_is_refused_costs_the_call_nothing)
{
    ask_the_client("400 Bad Request", rpc::client_options().header("X-Token", "t").max_connections(1));
}

BOOST_AUTO_TEST_CASE(a_server_that_asks_without_end_is_not_answered_without_end)
{
    std::size_t told = 0;
    auto serve = [&](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        auto request = co_await test::read_http_request(socket, buffer);
        if (contains(request.body, "\"ping\""))
        {
            std::string many;
            for (int i = 0; i != 1000; ++i)
                many += event(sampling);
            co_await test::write(socket, events_head() + chunk(many) + chunk(event(pong_with("1"))) + last_chunk);
        }
        else
            ++told;
        co_await test::peer_closed(socket);
    };
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, serve);
            rpc::client client(executor, server.http_url(), rpc::client_options().max_connections(2));
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            auto counted = client.statistics();
            BOOST_TEST(counted.requests == 1000U);
            BOOST_TEST(counted.in_flight == 100U);
            while (told != 2)
                co_await test::turn();
            co_await client.close();
            BOOST_TEST(client.statistics().in_flight == 0U);
            server.stop();
        });
    BOOST_TEST(told == 2U);
}

BOOST_AUTO_TEST_CASE(handlers_are_told_of_what_stands_in_front_of_the_answer_and_answer_the_servers_requests)
{
    auto call = R"({"jsonrpc":"2.0","method":"add","params":[1,2],"id":"s"})";
    auto note = R"({"jsonrpc":"2.0","method":"note","params":[7]})";
    auto stream = events_head() +
                  chunk(event(note) + event(std::string("[") + call + ',' + note + "]") + event("hello")) +
                  chunk(event(pong_with("1"))) + last_chunk;
    std::vector<std::string> bodies, told;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http",
                                 [&](const site_request& request)
                                 {
                                     bodies.push_back(request.body);
                                     return bodies.size() == 1 ? stream : http_answer("", "202 Accepted");
                                 });
            rpc::client client(executor, site.url(), rpc::client_options().dialect("mcp"));
            client.on_notification("note",
                                   [&](const rpc::server_notification& event) { told.push_back(to_string(event)); });
            client.on_unrecognized([&](std::string_view text) { told.emplace_back(text); });
            client.on_request("add",
                              [](const rpc::server_request& asked) -> asio::awaitable<std::int64_t>
                              {
                                  co_await test::turn();
                                  co_return asked.params().at(0).as_int64() + asked.params().at(1).as_int64();
                              });
            auto notes = client.notifications("note", rpc::when_full::wait, 1);
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.result() == "pong");
            while (bodies.size() != 2)
                co_await test::turn();
            BOOST_TEST(told == (std::vector<std::string>{note, note, "hello"}), boost::test_tools::per_element());
            BOOST_TEST(bodies[1] == R"([{"jsonrpc":"2.0","result":3,"id":"s"}])");
            // Over HTTP nobody is kept waiting: it is as if it were to be closed.
            auto first = co_await notes.next();
            BOOST_TEST(first.has_value());
            auto error = co_await test::failure(notes.next());
            BOOST_TEST((error.code() == rpc::errc::queue_full));
            co_await client.close();
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_call_that_is_given_up_is_given_up_at_the_server_by_a_post)
{
    std::vector<std::string> bodies;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            // The first is never answered: the stream stays open.
            auto answer = [&](const site_request& request)
            {
                bodies.push_back(request.body);
                return bodies.size() == 1 ? events_head() : http_answer("", "202 Accepted");
            };
            test::http_site site(executor, "http", answer);
            rpc::client client(executor, site.url(), rpc::client_options().dialect("mcp"));
            co_await client.connect();
            auto error = co_await test::failure(
                client.send(rpc::request("work").id(7), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            while (bodies.size() != 2)
                co_await test::turn();
            BOOST_TEST(contains(bodies[1], R"("method":"notifications/cancelled","params":{"requestId":7,)"),
                       bodies[1]);
            co_await client.close();
            site.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
