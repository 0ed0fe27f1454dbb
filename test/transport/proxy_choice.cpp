// SPDX-License-Identifier: BSL-1.0
// Which proxy a client goes by, and what chooses it: an option, the environment, a call.
#include "support/client_test.hpp"
#include "support/http_site.hpp"
#include "support/process_state.hpp"
#include "support/test_proxy.hpp"
#include "transport/proxy_scripts.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;

BOOST_AUTO_TEST_SUITE(proxy_choice)

using proxy_scripts::answer;
using proxy_scripts::basic;
using proxy_scripts::play;
using proxy_scripts::use;

namespace {

std::string refusal(std::string url, rpc::client_options options)
{
    asio::io_context context;
    try
    {
        rpc::client client(context.get_executor(), url, options);
    }
    catch (const rpc::client_error& error)
    {
        BOOST_TEST((error.code() == rpc::errc::invalid_config));
        return error.what();
    }
    return "";
}

std::string shown_proxy(const rpc::client& client)
{
    for (auto& option : client.effective_options())
        if (option.name == "proxy")
            return std::string(to_string(option.source)) + " " + option.value;
    return "";
}

} // namespace

BOOST_DATA_TEST_CASE(the_environment_names_the_proxy,
                     bdata::make({"http", "ws", "https", "wss"}) ^
                         bdata::make({"http_proxy", "http_proxy", "https_proxy", "HTTPS_PROXY"}),
                     transport, name)
{
    play(transport,
         [&](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             test::environment_scope set(name, proxy.url("cat:s3cret"));
             {
                 rpc::client client(executor, site.url("localhost"), site.options());
                 BOOST_TEST(shown_proxy(client) == "environment " + proxy.url());
                 co_await use(client, transport);
                 BOOST_TEST(proxy.connections() == 1U);
                 BOOST_TEST(proxy.requests()[0].header("Proxy-Authorization") == basic);
             }
             {
                 rpc::client client(executor, site.url("localhost"), site.options().proxy(""));
                 BOOST_TEST(shown_proxy(client) == "client ");
                 co_await use(client, transport);
                 BOOST_TEST(proxy.connections() == 1U);
             }
             test::environment_scope exempt("no_proxy", "cats.com, localhost");
             rpc::client client(executor, site.url("localhost"), site.options());
             BOOST_TEST(shown_proxy(client) == "built_in ");
             co_await use(client, transport);
             BOOST_TEST(proxy.connections() == 1U);
         });
}

BOOST_AUTO_TEST_CASE(an_environment_that_is_wrong_matters_only_where_it_counts)
{
    play("http",
         [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             test::environment_scope wrong("http_proxy", "socks5://cat:s3cret@127.0.0.1:1");
             auto why = refusal(site.url(), rpc::client_options());
             BOOST_TEST(contains(why, "http_proxy"), why);
             BOOST_TEST(!contains(why, "s3cret"), why);
             for (auto url : {std::string(), proxy.url()})
             {
                 rpc::client client(executor, site.url(), rpc::client_options().proxy(url));
                 co_await use(client, "http");
             }
             BOOST_TEST(proxy.connections() == 1U);
             test::http_site file(executor, "http over unix", answer);
             rpc::client client(executor, site.url(), rpc::client_options().unix_socket(file.socket_path()));
             BOOST_TEST(shown_proxy(client) == "built_in ");
             co_await use(client, "http");
             file.stop();
         });
}

BOOST_DATA_TEST_CASE(a_call_and_new_defaults_may_have_another_proxy, bdata::make({"http", "https"}), transport)
{
    play(transport,
         [&](test::http_site& site, test::test_proxy& first) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             test::test_proxy second(executor);
             rpc::client client(executor, site.url("localhost"), site.options().max_connections(1));
             co_await use(client, transport);
             BOOST_TEST(first.connections() == 0U);
             co_await client.with(rpc::call_options().proxy(first.url())).request("ping");
             BOOST_TEST(first.requests().size() == 1U);
             client.set_defaults(rpc::call_options().proxy(second.url()));
             co_await use(client, transport);
             BOOST_TEST(second.requests().size() == 1U);
             co_await client.with(rpc::call_options().proxy("")).request("ping");
             BOOST_TEST(first.requests().size() == 1U);
             BOOST_TEST(second.requests().size() == 1U);
             BOOST_TEST(site.requests().size() == 4U);
             second.stop();
         });
}

BOOST_AUTO_TEST_CASE(a_unix_socket_and_a_proxy_exclude_each_other)
{
    auto both = rpc::client_options().unix_socket("/no/such/socket").proxy("http://127.0.0.1:1");
    for (auto* url : {"http://cats.com", "wss://cats.com"})
        BOOST_TEST(contains(refusal(url, both), "unix_socket and proxy"));
    play("http",
         [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             rpc::client client(executor, site.url(), rpc::client_options().proxy(proxy.url()));
             auto local = client.with(rpc::call_options().unix_socket("/no/such/socket"));
             auto error = co_await test::failure(local.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::invalid_config));
             BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
             BOOST_TEST(contains(error.what(), "unix_socket and proxy"), error.what());
         });
}

BOOST_DATA_TEST_CASE(a_single_call_on_a_stream_cannot_choose_its_way, bdata::make({"tcp newline", "ws"}), transport)
{
    std::vector<std::pair<std::string, rpc::call_options>> refused = {
        {"proxy", rpc::call_options().proxy("")},
        {"verify", rpc::call_options().verify(false)},
        {"cert", rpc::call_options().cert("/no/such/file")},
        {"unix_socket", rpc::call_options().unix_socket("/no/such/socket")},
        {"basic_auth", rpc::call_options().basic_auth("cat", "s3cret")},
        {"bearer", rpc::call_options().bearer("s3cret")},
        {"digest_auth", rpc::call_options().digest_auth("cat", "s3cret")}};
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options());
            for (auto& [name, options] : refused)
            {
                auto error = co_await test::failure(client.with(options).request("ping"));
                BOOST_TEST((error.code() == rpc::errc::invalid_config));
                BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
                BOOST_TEST(contains(error.what(), "a single call has " + name + " over HTTP only"), error.what());
            }
            auto response = co_await client.with(rpc::call_options().header("X-Cat", "1")).request("ping");
            BOOST_TEST(response.data.ok());
            server.stop();
        });
}

BOOST_AUTO_TEST_SUITE_END()
