// SPDX-License-Identifier: BSL-1.0
// Calls that must not share a connection: they share the limit of connections all the same.
#include "support/calls.hpp"
#include "support/http_site.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using test::certificates;
using test::contains;

BOOST_AUTO_TEST_SUITE(identities)

namespace {

std::string pong(const test::site_request& request) { return test::pong_to(request); }

rpc::call_options unverified() { return rpc::call_options().verify(false); }
rpc::call_options with_certificate()
{
    auto& own = certificates().client;
    return rpc::call_options().cert(own.certificate, own.key);
}

// A copy of the authority's file: the same trust, but not the same option.
rpc::call_options other_authority(const test::temporary_folder& folder, const std::string& name)
{
    auto path = folder.path(name);
    std::filesystem::copy(certificates().authority, path);
    return rpc::call_options().verify(path);
}

std::vector<std::size_t> connections_of(const test::http_site& site)
{
    std::vector<std::size_t> numbers;
    for (auto& request : site.requests())
        numbers.push_back(request.connection);
    return numbers;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_call_with_trust_or_a_certificate_of_its_own_has_a_connection_of_its_own)
{
    test::temporary_folder folder;
    std::vector<rpc::call_options> own = {rpc::call_options(), unverified(), other_authority(folder, "a.pem"),
                                          with_certificate()};
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto setup = test::tls_setup();
            test::http_site site(executor, "https", pong, setup);
            rpc::client client(executor, site.url("localhost"), site.options());
            for (int round = 0; round != 2; ++round)
                for (auto& options : own)
                    co_await client.with(options).request("ping");
            std::vector<std::size_t> expected = {1, 2, 3, 4, 1, 2, 3, 4};
            BOOST_TEST(connections_of(site) == expected, boost::test_tools::per_element());
            BOOST_TEST(site.handshakes() == 4U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_certificate_is_shown_by_the_call_that_has_it_and_by_no_other)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto setup = test::tls_setup().require_client_certificate();
            test::http_site site(executor, "https", pong, setup);
            rpc::client client(executor, site.url("localhost"), site.options());
            auto known = client.with(with_certificate());
            co_await known.request("ping");
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST(contains(error.what(), "certificate required"), error.what());
            co_await known.request("ping");
            BOOST_TEST(site.requests().size() == 2U);
            for (auto& request : site.requests())
                BOOST_TEST(request.tls.client == "client");
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(an_unverified_connection_never_serves_a_verified_call)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto setup = test::tls_setup().certificate(certificates().self_signed);
            test::http_site site(executor, "https", pong, setup);
            rpc::client client(executor, site.url("localhost"), site.options());
            auto careless = client.with(unverified());
            for (int i = 0; i != 2; ++i)
            {
                co_await careless.request("ping");
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::not_connected));
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), "(phase: tls)"), error.what());
            }
            BOOST_TEST(site.requests().size() == 2U);
            // The same when both wait at the same time.
            test::calls calls;
            for (int i = 0; i != 10; ++i)
                calls.start(executor, i % 2 == 0 ? careless : static_cast<rpc::caller&>(client));
            co_await calls.all_ended();
            for (int i = 0; i != 10; ++i)
                BOOST_TEST((calls.outcomes()[i] == "ok") == (i % 2 == 0), calls.outcomes()[i]);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_call_may_go_to_a_unix_socket)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site network(executor, "http", pong);
            test::http_site file(executor, "http over unix", pong);
            rpc::client client(executor, network.url());
            auto local = client.with(rpc::call_options().unix_socket(file.socket_path()));
            for (int i = 0; i != 3; ++i)
            {
                co_await client.request("network");
                co_await local.request("file");
            }
            BOOST_TEST(network.connections() == 1U);
            BOOST_TEST(file.connections() == 1U);
            for (auto& request : network.requests())
                BOOST_TEST(contains(request.body, "\"network\""));
            for (auto& request : file.requests())
                BOOST_TEST(contains(request.body, "\"file\""));
            BOOST_TEST(file.requests().size() == 3U);
            BOOST_TEST(file.requests()[0].header("Host") == "127.0.0.1:" + network.port());
            network.stop();
            file.stop();
        });
}

BOOST_AUTO_TEST_CASE(files_of_a_call_that_are_not_there_cost_that_call_only)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "https", pong);
            rpc::client client(executor, site.url("localhost"), site.options());
            co_await client.request("ping");
            auto wrong = {rpc::call_options().verify("/no/such/file"), rpc::call_options().cert("/no/such/file")};
            for (auto& options : wrong)
            {
                auto error = co_await test::failure(client.with(options).request("ping"));
                BOOST_TEST((error.code() == rpc::errc::invalid_config), error.what());
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), "\"/no/such/file\": No such file"), error.what());
            }
            co_await client.request("ping");
            BOOST_TEST(site.requests().size() == 2U);
            BOOST_TEST(site.connections() == 1U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(one_connection_is_enough_for_identities_in_turn)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "https", pong);
            rpc::client client(executor, site.url("localhost"), site.options().max_connections(1));
            auto careless = client.with(unverified());
            for (int i = 0; i != 4; ++i)
            {
                co_await client.request("ping");
                co_await careless.request("ping");
            }
            test::calls calls;
            for (int i = 0; i != 20; ++i)
                calls.start(executor, i % 2 == 0 ? careless : static_cast<rpc::caller&>(client));
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 20U);
            BOOST_TEST(site.most_open() == 1U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(the_limit_of_connections_is_for_all_identities_together)
{
    test::temporary_folder folder;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "https", pong);
            rpc::client client(executor, site.url("localhost"), site.options().max_connections(3));
            std::vector<rpc::caller> callers = {client, client.with(unverified()), client.with(with_certificate())};
            for (auto* name : {"a.pem", "b.pem", "c.pem"})
                callers.push_back(client.with(other_authority(folder, name)));
            test::calls calls;
            for (int i = 0; i != 120; ++i)
                calls.start(executor, callers[i % callers.size()]);
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 120U);
            BOOST_TEST(site.most_open() <= 3U);
            BOOST_TEST(site.open() <= 3U);
            site.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_late_call_is_not_kept_waiting_by_all_those_of_another_identity)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site network(executor, "http", pong);
            std::size_t before = 0;
            auto count = [&](auto& request)
            {
                before = network.requests().size();
                return pong(request);
            };
            test::http_site file(executor, "http over unix", count);
            rpc::client client(executor, network.url(), rpc::client_options().max_connections(1));
            test::calls calls;
            for (int i = 0; i != 50; ++i)
                calls.start(executor, client);
            calls.start(executor, client.with(rpc::call_options().unix_socket(file.socket_path())));
            co_await calls.all_ended();
            BOOST_TEST(calls.ok() == 51U);
            BOOST_TEST(before <= 2U);
            network.stop();
            file.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_server_that_takes_no_more_connections_does_not_hold_up_calls_to_another)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            asio::ip::tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), 0});
            test::http_site other(executor, "http over unix", pong);
            auto url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
            rpc::client client(executor, url, rpc::client_options().max_connections(2));
            auto elsewhere = client.with(rpc::call_options().unix_socket(other.socket_path()));
            test::calls calls;
            calls.start(executor, client);
            auto silent = co_await acceptor.async_accept(asio::use_awaitable);
            std::string request;
            co_await test::read_http_request(silent, request);
            acceptor.close();

            // One of these has to wait for the connection that there is.
            calls.start(executor, client);
            for (int i = 0; i != 4; ++i)
                calls.start(executor, elsewhere);
            while (calls.ok() != 4)
                co_await test::turn();
            BOOST_TEST(calls.running() == 2U);
            co_await client.close();
            co_await calls.all_ended();
            other.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
