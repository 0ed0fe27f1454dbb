// SPDX-License-Identifier: BSL-1.0
// Every way for a connection not to come about, on every transport: how far it came, and that nothing was sent.
#include "support/client_test.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(connecting)

namespace {

// Connecting ends with its own timeout, and waiting for it with the call's, in this phase.
asio::awaitable<void> expect_no_connection(const test::address& where, const std::string& phase)
{
    auto executor = co_await asio::this_coro::executor;
    // Each step has its own limit.
    rpc::client_options limits;
    limits.resolve_timeout(1h).connect_timeout(1h).tls_timeout(1h).handshake_timeout(1h);
    if (phase == "connect")
        limits.connect_timeout(300ms);
    else if (phase == "tls")
        limits.tls_timeout(300ms);
    else
        limits.handshake_timeout(300ms);
    rpc::client client(executor, where.url(), where.options(limits));
    auto error = co_await test::failure(client.request("ping"));
    BOOST_TEST((error.code() == rpc::errc::not_connected));
    BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
    BOOST_TEST(contains(error.what(), "(phase: " + phase + ")"));

    rpc::client patient(executor, where.url(), where.options());
    auto late = co_await test::failure(patient.send(rpc::request("ping"), rpc::call_options().timeout(300ms)));
    BOOST_TEST((late.code() == rpc::errc::timeout));
    BOOST_TEST((late.delivery() == rpc::delivery::not_sent));
    BOOST_TEST(contains(late.what(), "(phase: " + phase + ")"));
}

} // namespace

BOOST_DATA_TEST_CASE(a_refused_connection_names_itself_and_nothing_was_sent, bdata::make(test::transports), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::address nobody(executor, transport);
            rpc::client client(executor, nobody.url(), nobody.options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "\"ping\" (id 1) at " + nobody.url()));
            BOOST_TEST(contains(error.what(), "refused"));
            BOOST_TEST(contains(error.what(), "(phase: connect)"));
            auto again = co_await test::failure(client.connect());
            BOOST_TEST((again.code() == rpc::errc::not_connected));
            auto told = co_await test::failure(client.notify("log"));
            BOOST_TEST((told.code() == rpc::errc::not_connected));
        });
}

BOOST_DATA_TEST_CASE(an_unknown_host_is_named_in_the_resolve_phase, bdata::make(test::networked), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::address somewhere(executor, transport);
            rpc::client client(executor, somewhere.url("no-such-host.invalid"), somewhere.options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST(contains(error.what(), "no-such-host.invalid"));
            BOOST_TEST(contains(error.what(), "(phase: resolve)"));
        });
}

BOOST_DATA_TEST_CASE(connecting_takes_no_longer_than_its_timeout, bdata::make(test::networked), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            // A listener whose queue is full lets further connections wait.
            test::address full(executor, transport);
            full.acceptor().listen(0);
            std::vector<test::stream_socket> fillers;
            for (int i = 0; i != 4; ++i)
                fillers.emplace_back(executor).async_connect(full.acceptor().local_endpoint(),
                                                             [](boost::system::error_code) {});
            co_await expect_no_connection(full, "connect");
        });
}

BOOST_DATA_TEST_CASE(a_handshake_that_nobody_answers_counts_as_connecting, bdata::make(test::handshaking), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            test::address silent(co_await asio::this_coro::executor, transport);
            silent.listen();
            co_await expect_no_connection(silent, test::is_secure(transport) ? "tls" : "handshake");
        });
}

BOOST_AUTO_TEST_CASE(a_websocket_handshake_behind_tls_counts_as_connecting)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, "tls newline", test::silent);
            rpc::client client(executor, "wss" + server.url().substr(3), server.options());
            auto error = co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(2s)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), "(phase: handshake)"));
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_peer_that_hangs_up_in_the_handshake_got_nothing, bdata::make(test::handshaking), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::listener rude(executor, transport, [](test::stream_socket) -> asio::awaitable<void> { co_return; });
            rpc::client client(executor, rude.where().url(), rude.where().options());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            BOOST_TEST(contains(error.what(), test::is_secure(transport) ? "(phase: tls)" : "(phase: handshake)"));
            rude.stop();
        });
}

BOOST_DATA_TEST_CASE(behind_a_unix_socket_the_host_of_the_url_is_still_the_one_that_is_asked_for,
                     bdata::make({"http", "ws"}), scheme)
{
    std::string head;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::listener server(executor, std::string(scheme) + " over unix",
                                  [&](test::stream_socket socket) -> asio::awaitable<void> {
                                      co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n",
                                                                      asio::use_awaitable);
                                  });
            rpc::client client(executor, std::string(scheme) + "://cats.example:1234/path", server.where().options());
            co_await test::failure(client.request("ping"));
            server.stop();
        });
    BOOST_TEST(contains(head, " /path HTTP/1.1\r\nHost: cats.example:1234\r\n"), head);
}

BOOST_AUTO_TEST_SUITE_END()
