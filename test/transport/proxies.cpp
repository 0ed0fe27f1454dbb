// SPDX-License-Identifier: BSL-1.0
// The way through a proxy, by which of two it goes, and who is told what on it.
#include "support/client_test.hpp"
#include "support/digest_server.hpp"
#include "support/http_site.hpp"
#include "support/raw_websocket.hpp"
#include "support/test_proxy.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::site_request;

BOOST_AUTO_TEST_SUITE(proxies)

namespace {

// Of "cat:s3cret".
const std::string basic = "Basic Y2F0OnMzY3JldA==";

std::string answer(const site_request& request)
{
    return request.has("Upgrade") ? test::websocket_answer(request.head) + "\r\n" : test::pong_to(request);
}

// Sets a variable of the environment, or removes it, as long as this lives.
class variable
{
public:
    variable(const char* name, const std::string& value) : name_(name)
    {
        if (auto* before = std::getenv(name))
            before_ = before;
        value.empty() ? ::unsetenv(name) : ::setenv(name, value.c_str(), 1);
    }
    ~variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
    variable(const variable&) = delete;

private:
    const char* name_;
    std::optional<std::string> before_;
};

// A site, and a proxy that lets everybody in.
using proxy_script = std::function<asio::awaitable<void>(test::http_site&, test::test_proxy&)>;

void play(std::string_view transport, proxy_script use, std::string authorization = "")
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, transport, answer);
            test::test_proxy proxy(executor, authorization);
            co_await use(site, proxy);
            site.stop();
            proxy.stop();
        });
}

asio::awaitable<void> use(rpc::client& client, std::string_view transport)
{
    if (test::is_websocket(transport))
        co_return co_await client.connect();
    auto response = co_await client.request("ping");
    BOOST_TEST(response.data.ok());
}

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

BOOST_AUTO_TEST_CASE(http_is_passed_on_by_the_proxy)
{
    play(
        "http",
        [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto options = rpc::client_options().proxy(proxy.url("cat:s3cret")).bearer("t0ken");
            rpc::client client(executor, site.url() + "rpc?a=b", options);
            for (int i = 0; i != 3; ++i)
                co_await use(client, "http");
            BOOST_TEST(proxy.connections() == 1U);
            BOOST_TEST_REQUIRE(proxy.requests().size() == 3U);
            auto& passed = proxy.requests()[0];
            BOOST_TEST(passed.method == "POST");
            BOOST_TEST(passed.target == site.url() + "rpc?a=b");
            BOOST_TEST(passed.header("Host") == "127.0.0.1:" + site.port());
            BOOST_TEST(passed.header("Proxy-Authorization") == basic);
            BOOST_TEST(site.requests()[0].header("Authorization") == "Bearer t0ken");
        },
        basic);
}

BOOST_DATA_TEST_CASE(others_go_through_a_tunnel_whose_ends_know_nothing_of_each_other,
                     bdata::make({"https", "ws", "wss"}), transport)
{
    play(
        transport,
        [&](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto options = site.options().proxy(proxy.url("cat:s3cret")).bearer("t0ken").header("X-Api-Key", "key");
            rpc::client client(executor, site.url("localhost"), options);
            co_await use(client, transport);
            BOOST_TEST_REQUIRE(proxy.requests().size() == 1U);
            auto& asked = proxy.requests()[0];
            BOOST_TEST(asked.method == "CONNECT");
            BOOST_TEST(asked.target == "localhost:" + site.port());
            BOOST_TEST(asked.header("Host") == "localhost:" + site.port());
            BOOST_TEST(asked.header("Proxy-Authorization") == basic);
            BOOST_TEST(!asked.has("Authorization"));
            BOOST_TEST(!asked.has("X-Api-Key"));
            BOOST_TEST_REQUIRE(site.requests().size() == 1U);
            auto& came = site.requests()[0];
            BOOST_TEST(!came.has("Proxy-Authorization"));
            BOOST_TEST(came.header("Authorization") == "Bearer t0ken");
            BOOST_TEST(came.header("X-Api-Key") == "key");
            if (test::is_secure(transport))
                BOOST_TEST(came.tls.server_name == "localhost");
            if (test::is_http(transport))
            {
                co_await use(client, transport);
                BOOST_TEST(proxy.connections() == 1U);
            }
        },
        basic);
}

BOOST_DATA_TEST_CASE(
    a_proxy_that_opens_no_tunnel_is_told_of,
    bdata::make({"https", "ws", "wss"}) *
        (bdata::make({"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno",
                      "HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "SSH-2.0-cat\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nI am",
                      // Neither an interim answer nor the length of a body is one.
                      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 99999999999\r\n\r\n"}) ^
         bdata::make({"407 Proxy Authentication Required", "502 Bad Gateway", "closed the connection", "bad version",
                      "sent bytes of its own", "403 No"})),
    transport, said, why)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            std::string words = said;
            test::scripted_server proxy(executor,
                                        [&](test::tcp::socket socket) -> asio::awaitable<void>
                                        {
                                            std::string buffer;
                                            co_await test::read_http_request(socket, buffer);
                                            co_await test::write(socket, words);
                                            if (!words.empty())
                                                co_await test::peer_closed(socket);
                                        });
            auto shown = "http://127.0.0.1:" + std::to_string(proxy.port());
            auto options = rpc::client_options().proxy("http://cat:s3cret@" + shown.substr(7)).bearer("t0ken");
            rpc::client client(executor, std::string(transport) + "://cats.invalid/", options);
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::not_connected));
            BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
            for (auto part : {std::string(why), std::string("(phase: proxy)"), "the proxy " + shown})
                BOOST_TEST(contains(error.what(), part), error.what());
            for (auto* secret : {"s3cret", "t0ken", "Y2F0"})
                BOOST_TEST(!contains(error.what(), secret), error.what());
            proxy.stop();
        });
}

BOOST_AUTO_TEST_CASE(a_refusal_to_pass_a_request_on_is_its_answer)
{
    play(
        "http",
        [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            rpc::client client(executor, site.url(), rpc::client_options().proxy(proxy.url("cat:wrong")));
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::http_status));
            BOOST_TEST(contains(error.what(), "407 Proxy Authentication Required"), error.what());
            BOOST_TEST(!contains(error.what(), "wrong"), error.what());
            BOOST_TEST(site.requests().empty());
        },
        basic);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_not_there_is_told_of)
{
    play("http",
         [](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             auto options = rpc::client_options().proxy(proxy.url("cat:s3cret"));
             proxy.stop();
             rpc::client client(executor, site.url(), options);
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::not_connected));
             BOOST_TEST(contains(error.what(), "(phase: connect)"), error.what());
             BOOST_TEST(!contains(error.what(), "s3cret"), error.what());
         });
}

BOOST_DATA_TEST_CASE(the_environment_names_the_proxy,
                     bdata::make({"http", "ws", "https", "wss"}) ^
                         bdata::make({"http_proxy", "http_proxy", "https_proxy", "HTTPS_PROXY"}),
                     transport, name)
{
    play(transport,
         [&](test::http_site& site, test::test_proxy& proxy) -> asio::awaitable<void>
         {
             auto executor = co_await asio::this_coro::executor;
             variable set(name, proxy.url("cat:s3cret"));
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
             variable exempt("no_proxy", "cats.com, localhost");
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
             variable wrong("http_proxy", "socks5://cat:s3cret@127.0.0.1:1");
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

BOOST_AUTO_TEST_CASE(digest_is_about_the_servers_target_not_the_proxys)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::digest_server rules;
            test::http_site site(executor, "http", [&](auto& request) { return rules.answer(request); });
            test::test_proxy proxy(executor);
            auto options = rpc::client_options().proxy(proxy.url()).digest_auth("cat", "s3cret");
            rpc::client client(executor, site.url() + "rpc?a=b", options);
            co_await use(client, "http");
            BOOST_TEST(rules.complaints().empty());
            site.stop();
            proxy.stop();
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
