// SPDX-License-Identifier: BSL-1.0
// Digest authentication against a server that counts every request.
#include "support/client_test.hpp"
#include "support/digest_server.hpp"
#include "support/raw_websocket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::digest_server;

BOOST_AUTO_TEST_SUITE(digest_authentication)

namespace {

rpc::client_options as_cat() { return rpc::client_options().digest_auth("cat", "s3cret"); }

// The server must have had no reason to complain.
void play(digest_server& rules, test::client_script use, rpc::client_options options = as_cat())
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", [&](auto& request) { return rules.answer(request); });
            rpc::client client(executor, site.url() + "cats?name=a%20b", options);
            co_await use(client);
            co_await client.close();
            site.stop();
        });
    for (auto& complaint : rules.complaints())
        BOOST_ERROR(complaint);
}

// So many calls, one after the other, all of which end well.
test::client_script calls(int count)
{
    return [count](rpc::client& client) -> asio::awaitable<void>
    {
        for (int i = 0; i != count; ++i)
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
        }
    };
}

asio::awaitable<void> refused_with_401(rpc::client& client)
{
    auto error = co_await test::exception_of(client.request("ping"));
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::http_status_error,
                          [](const rpc::http_status_error& error)
                          {
                              return error.status() == 401 && error.delivery() == rpc::delivery::answered &&
                                     !contains(error.what(), "s3cret") && !contains(error.what(), "wrong");
                          });
}

// So many calls at the same time.
test::client_script calls_together(int count)
{
    return [count](rpc::client& client) -> asio::awaitable<void>
    {
        int ended = 0;
        int failed = 0;
        auto executor = co_await asio::this_coro::executor;
        for (int i = 0; i != count; ++i)
            asio::co_spawn(executor, client.request("ping"),
                           [&](std::exception_ptr error, const rpc::response&)
                           {
                               ++ended;
                               failed += error != nullptr;
                           });
        while (ended != count)
            co_await test::turn();
        BOOST_TEST(failed == 0);
    };
}

} // namespace

BOOST_DATA_TEST_CASE(only_the_first_request_of_a_connection_is_refused,
                     bdata::make({"MD5", "MD5-sess", "SHA-256", "SHA-256-sess"}), algorithm)
{
    digest_server rules;
    rules.algorithm = algorithm;
    play(rules, calls(5));
    BOOST_TEST(rules.accepted() == 5U);
    BOOST_TEST(rules.refused() == 1U);
}

BOOST_AUTO_TEST_CASE(a_challenge_that_can_be_answered_is_found_among_others)
{
    digest_server rules;
    rules.algorithm = "SHA-256";
    rules.before = "WWW-Authenticate: Negotiate\r\n"
                   "WWW-Authenticate: Basic realm=\"cats\", Digest realm=\"x\", algorithm=SHA-512-256, qop=\"auth\", "
                   "nonce=\"unknown\"\r\n";
    rules.behind = "WWW-Authenticate: Digest realm=\"weaker\", algorithm=MD5, qop=\"auth\", nonce=\"unknown\"\r\n";
    play(rules, calls(2));
    BOOST_TEST(rules.accepted() == 2U);
    BOOST_TEST(rules.refused() == 1U);
}

BOOST_AUTO_TEST_CASE(a_challenge_of_unknown_kinds_only_is_the_servers_last_word)
{
    int count = 0;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http",
                                 [&](auto&)
                                 {
                                     ++count;
                                     return test::http_answer("no", "401 Unauthorized",
                                                              "WWW-Authenticate: Basic realm=\"cats\"\r\n");
                                 });
            rpc::client client(executor, site.url(), as_cat());
            co_await refused_with_401(client);
            site.stop();
        });
    // A password for Digest never goes out as it is.
    BOOST_TEST(count == 1);
}

BOOST_DATA_TEST_CASE(a_nonce_that_is_used_up_is_replaced, bdata::make({true, false}), says_stale)
{
    digest_server rules;
    rules.uses = 3;
    rules.says_stale = says_stale;
    play(rules, calls(9));
    BOOST_TEST(rules.accepted() == 9U);
    BOOST_TEST(rules.refused() == 3U);
    BOOST_TEST(rules.unasked() == 1U);
}

BOOST_DATA_TEST_CASE(the_next_nonce_is_used_without_being_refused_first, bdata::make({"MD5", "MD5-sess"}), algorithm)
{
    digest_server rules;
    rules.algorithm = algorithm;
    rules.gives_next = true;
    play(rules, calls(5));
    BOOST_TEST(rules.accepted() == 5U);
    BOOST_TEST(rules.refused() == 1U);
}

BOOST_AUTO_TEST_CASE(a_nonce_outlives_the_connection_that_it_came_on)
{
    digest_server rules;
    rules.closes = true;
    play(rules, calls(5));
    BOOST_TEST(rules.accepted() == 5U);
    BOOST_TEST(rules.refused() == 1U);
}

BOOST_AUTO_TEST_CASE(a_nonce_that_is_bound_to_its_connection_is_replaced_on_another)
{
    digest_server rules;
    rules.binds_to_connection = true;
    // The last of every three answers ends the connection.
    rules.let_in = [&](const test::site_request& request)
    { return test::pong_to(request, rules.accepted() % 3 == 0 ? "Connection: close\r\n" : ""); };
    play(rules, calls(9));
    BOOST_TEST(rules.accepted() == 9U);
    BOOST_TEST(rules.refused() == 3U);
    BOOST_TEST(rules.unasked() == 1U);
}

BOOST_DATA_TEST_CASE(calls_at_the_same_time_are_refused_once_for_each_connection, bdata::make({true, false}), binds)
{
    digest_server rules;
    rules.binds_to_connection = binds;
    play(rules, calls_together(100), as_cat().max_connections(4));
    BOOST_TEST(rules.accepted() == 100U);
    BOOST_TEST(rules.refused() <= 4U);
}

BOOST_AUTO_TEST_CASE(calls_at_the_same_time_count_right_when_every_answer_ends_its_connection)
{
    digest_server rules;
    rules.closes = true;
    play(rules, calls_together(40), as_cat().max_connections(4));
    BOOST_TEST(rules.accepted() == 40U);
    BOOST_TEST(rules.refused() <= 4U);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_ends_with_401_after_one_try)
{
    digest_server rules;
    play(rules, refused_with_401, rpc::client_options().digest_auth("cat", "wrong"));
    BOOST_TEST(rules.refused() == 2U);
}

BOOST_AUTO_TEST_CASE(a_password_that_stops_being_right_ends_with_401)
{
    digest_server rules;
    play(rules,
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             rules.password = "another";
             co_await refused_with_401(client);
             BOOST_TEST(rules.refused() <= 3U);
             client.set_defaults(rpc::call_options().digest_auth("cat", "another"));
             auto response = co_await client.request("ping");
             BOOST_TEST(response.data.ok());
         });
}

BOOST_DATA_TEST_CASE(a_server_to_which_all_is_stale_gets_no_third_request, bdata::make({true, false}), closes)
{
    digest_server rules;
    rules.finds_all_stale = true;
    rules.closes = closes;
    play(rules, refused_with_401);
    BOOST_TEST(rules.refused() == 2U);
}

BOOST_AUTO_TEST_CASE(a_single_call_may_be_somebody_else)
{
    digest_server rules;
    play(
        rules,
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto cat = client.with(rpc::call_options().digest_auth("cat", "s3cret"));
            auto response = co_await cat.request("ping");
            BOOST_TEST(response.data.ok());
            // The client's own calls do not profit from it.
            co_await refused_with_401(client);
            auto again = co_await cat.request("ping");
            BOOST_TEST(again.data.ok());
        },
        rpc::client_options());
    BOOST_TEST(rules.accepted() == 2U);
}

BOOST_AUTO_TEST_CASE(notifications_and_batches_are_proved_too)
{
    digest_server rules;
    play(rules,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.notify("log");
             rpc::batch pets(rpc::request("cat"), rpc::request("dog"));
             auto answers = co_await client.send(pets);
             for (auto& answer : answers.data)
                 BOOST_TEST(answer.ok());
         });
    BOOST_TEST(rules.accepted() == 2U);
    BOOST_TEST(rules.refused() == 1U);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_sent_twice_is_logged_once)
{
    digest_server rules;
    std::vector<std::string> messages;
    auto options = as_cat().log_handler([&](const rpc::logging::record& record)
                                        { messages.push_back(std::string(record.message)); });
    play(rules, calls(1), options);
    BOOST_REQUIRE(messages.size() == 2U);
    BOOST_TEST(contains(messages[0], "\"method\":\"ping\""));
    BOOST_TEST(contains(messages[1], "\"result\":\"pong\""));
}

BOOST_AUTO_TEST_CASE(websocket_is_upgraded_by_digest)
{
    digest_server rules;
    rules.let_in = [](const test::site_request& request) { return test::websocket_answer(request.head) + "\r\n"; };
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "ws", [&](auto& request) { return rules.answer(request); });
            rpc::client client(executor, site.url() + "cats?a=b", as_cat());
            co_await client.connect();
            BOOST_TEST(rules.refused() == 1U);
            BOOST_TEST(rules.accepted() == 1U);
            rpc::client wrong(executor, site.url(), rpc::client_options().digest_auth("cat", "wrong"));
            auto error = co_await test::failure(wrong.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), "401"), error.what());
            BOOST_TEST(contains(error.what(), "(phase: handshake)"), error.what());
            BOOST_TEST(rules.refused() == 3U);
            site.stop();
        });
    for (auto& complaint : rules.complaints())
        BOOST_ERROR(complaint);
}

BOOST_AUTO_TEST_SUITE_END()
