// SPDX-License-Identifier: BSL-1.0
// What is told to log handlers: whole or trimmed, as the client or the call says, and never a secret.
#include "support/captured_stderr.hpp"
#include "support/client_test.hpp"
#include "support/process_state.hpp"

#include <fstream>
#include <sys/stat.h>

namespace bdata = boost::unit_test::data;
using test::contains;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(logging)

namespace {

const std::string long_text = "abcdefghijKLMNOPQRSTUVWXYZ0123456789";
const std::string short_form = "\"abcdefghij...0123456789\"";

// A client of the service, and what is logged of it: "request TEXT" and "response TEXT".
template <class Test>
std::vector<std::string> logged(const std::string& transport, Test use, rpc::client_options options = {})
{
    std::vector<std::string> records;
    options.log_handler(
        [&](const rpc::logging::record& entry)
        {
            BOOST_TEST((entry.level == rpc::logging::level::info), entry.message);
            records.push_back(std::string(entry.logger.substr(entry.logger.rfind('.') + 1)) + " " +
                              std::string(entry.message));
        });
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::service server(executor, transport);
            rpc::client client(executor, server.url(), server.options(options));
            co_await use(client);
            co_await client.close();
            server.stop();
        });
    return records;
}

rpc::request echo() { return rpc::request("echo", long_text); }

std::vector<std::string> echoed(const std::string& text, int id = 1)
{
    auto number = std::to_string(id);
    return {"request {\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[" + text + "],\"id\":" + number + "}",
            "response {\"jsonrpc\":\"2.0\",\"result\":[" + text + "],\"id\":" + number + "}"};
}

const auto whole_echo = [](int id) { return echoed("\"" + long_text + "\"", id); };
const auto trimmed_echo = [](int id) { return echoed(short_form, id); };

std::vector<std::string> operator+(std::vector<std::string> left, const std::vector<std::string>& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

void check(const std::vector<std::string>& records, const std::vector<std::string>& expected)
{
    BOOST_TEST(records == expected, boost::test_tools::per_element());
}

// What a client writes to standard error for one call.
std::string stderr_of(const std::string& transport, const rpc::client_options& options, int asked)
{
    return test::written_to_stderr(
        [&]
        {
            logged(
                transport,
                [&](rpc::client& client) -> asio::awaitable<void>
                {
                    for (int i = 0; i != asked; ++i)
                        client.basic_logging();
                    co_await client.request("ping");
                },
                options);
        });
}

} // namespace

BOOST_DATA_TEST_CASE(a_client_that_trims_does_so_for_requests_and_responses, bdata::make(test::transports), transport)
{
    auto records = logged(
        transport, [](rpc::client& client) -> asio::awaitable<void> { co_await client.send(echo()); },
        rpc::client_options().trim_log_values());
    check(records, trimmed_echo(1));
}

BOOST_DATA_TEST_CASE(nothing_is_trimmed_unless_asked, bdata::make(test::transports), transport)
{
    auto records =
        logged(transport, [](rpc::client& client) -> asio::awaitable<void> { co_await client.send(echo()); });
    check(records, whole_echo(1));
}

BOOST_DATA_TEST_CASE(a_call_trims_or_not_whatever_its_client_does, bdata::make(test::transports), transport)
{
    auto records = logged(transport,
                          [](rpc::client& client) -> asio::awaitable<void>
                          {
                              auto trimmed = rpc::call_options().trim_log_values();
                              auto whole = rpc::call_options().trim_log_values(false);
                              auto response = co_await client.send(echo(), trimmed);
                              // Only the log is.
                              BOOST_TEST(response.data.result().at(0).as_string() == long_text);
                              BOOST_TEST(contains(response.text, long_text));
                              co_await client.send(echo());
                              client.set_defaults(trimmed);
                              co_await client.send(echo());
                              co_await client.send(echo(), whole);
                              auto view = client.with(whole);
                              co_await view.send(echo());
                              co_await view.send(echo(), trimmed);
                          });
    check(records, trimmed_echo(1) + whole_echo(2) + trimmed_echo(3) + whole_echo(4) + whole_echo(5) + trimmed_echo(6));
}

BOOST_DATA_TEST_CASE(batches_and_long_arrays_are_trimmed, bdata::make(test::transports), transport)
{
    auto records =
        logged(transport,
               [](rpc::client& client) -> asio::awaitable<void>
               {
                   std::vector<int> numbers(31);
                   rpc::batch several(echo(), rpc::notification("log", long_text), rpc::request("echo", numbers));
                   co_await client.send(several, rpc::call_options().trim_log_values());
               });
    BOOST_REQUIRE(records.size() == 2u);
    const std::string zeros = "[0,0,0,0,0,0,0,0,0,0,\"...\",0,0,0,0,0,0,0,0,0,0]";
    BOOST_TEST(records[0] == "request [{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[" + short_form +
                                 "],\"id\":1},{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":[" + short_form +
                                 "]},{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[" + zeros + "],\"id\":2}]");
    for (auto& part : {"\"result\":[" + short_form + "]", "\"result\":[" + zeros + "]"})
        BOOST_TEST(contains(records[1], part), records[1]);
}

BOOST_DATA_TEST_CASE(basic_logging_is_once_however_often_it_is_asked, bdata::make(test::transports), transport)
{
    test::temporary_folder home;
    auto path = home.path(".jsonrpcclientrc");
    std::ofstream(path) << "basic_logging = yes\n";
    BOOST_REQUIRE(::chmod(path.c_str(), 0600) == 0);
    const std::string lines = "--> {\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}\n"
                              "<-- {\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":1}" +
                              std::string(test::is_http(transport) ? " (200 OK)" : "") + "\n";
    BOOST_TEST(stderr_of(transport, {}, 0) == "");
    BOOST_TEST(stderr_of(transport, {}, 1) == lines);
    BOOST_TEST(stderr_of(transport, {}, 2) == lines);
    BOOST_TEST(stderr_of(transport, rpc::client_options().basic_logging().basic_logging(), 2) == lines);
    test::environment_scope at_home("HOME", home.path("."));
    BOOST_TEST(stderr_of(transport, {}, 0) == lines);
    BOOST_TEST(stderr_of(transport, rpc::client_options().basic_logging(), 1) == lines);
    BOOST_TEST(stderr_of(transport, rpc::client_options().basic_logging(false), 0) == "");
    BOOST_TEST(stderr_of(transport, rpc::client_options().no_config_files(), 0) == "");
}

BOOST_AUTO_TEST_CASE(no_record_has_a_secret)
{
    constexpr auto digest = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n";
    std::string heads;
    std::string log;
    auto serve = [&](test::tcp::socket socket) -> asio::awaitable<void>
    {
        std::string buffer;
        for (;;)
        {
            auto came = co_await test::read_http_request(socket, buffer);
            heads += came.head;
            bool is_proven = contains(came.head, "Authorization: ");
            auto id = came.body.substr(came.body.rfind(':') + 1);
            id.pop_back();
            auto text = "{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":" + id + "}";
            if (is_proven)
                text = test::http_answer(text, "200 OK", "Set-Cookie: session=hush\r\n");
            else
                text = test::http_answer("", "401 Unauthorized", digest);
            co_await test::write(socket, text);
        }
    };
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::scripted_server server(executor, serve);
            auto url = server.http_url();
            url.insert(url.find("//") + 2, "joe:hush@");
            rpc::client_options own;
            own.header("X-Api", "hush");
            own.log_handler(
                [&](const rpc::logging::record& entry) {
                    log += std::string(entry.logger) + ' ' + std::string(entry.message) +
                           std::string(entry.http_reason) + '\n';
                });
            rpc::client client(executor, url, own);
            co_await client.request("ping");
            co_await client.send(rpc::request("ping"), rpc::call_options().bearer("hush"));
            co_await client.send(rpc::request("ping"), rpc::call_options().digest_auth("joe", "hush"));
            co_await client.close();
            server.stop();
        });
    // They went out.
    for (auto* part : {"Authorization: Basic am9lOmh1c2g=", "Authorization: Bearer hush", "Authorization: Digest ",
                       "Cookie: session=hush", "X-Api: hush"})
        BOOST_TEST(contains(heads, part), heads);
    BOOST_TEST(contains(log, "\"id\":3"));
    for (auto* part : {"hush", "am9lOmh1c2g", "Digest", "nonce", "joe", "session"})
        BOOST_TEST(!contains(log, part), log);
}

BOOST_AUTO_TEST_SUITE_END()
