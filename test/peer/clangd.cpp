// SPDX-License-Identifier: BSL-1.0
// clangd, a child process: what it says on its standard output has a Content-Length before each message.
#include "peer/peer.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace peer;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(clangd)

namespace {

// Starts clangd, and plays with a client of it that it has welcomed.
void with_clangd(const test::client_script& play)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            std::optional<rpc::process_exit> end;
            rpc::process command(value_of("CLANGD"));
            command.argument("--log=error").argument("--enable-config=false").argument("--background-index=false");
            command.on_exit([&](const rpc::process_exit& how) { end = how; });
            rpc::client client(
                co_await asio::this_coro::executor, command,
                rpc::client_options().framing(rpc::framing::content_length()).dialect(rpc::dialect::lsp()));
            auto welcome = co_await client.request("initialize", "processId"_arg = nullptr, "rootUri"_arg = nullptr,
                                                   "capabilities"_arg = json::object());
            BOOST_TEST(welcome.data.result().at("capabilities").at("hoverProvider").as_bool());
            co_await client.notify("initialized", json::object());
            co_await play(client);
            auto ready = co_await client.request("shutdown");
            BOOST_TEST(ready.data.result().is_null());
            co_await client.notify("exit");
            co_await client.close();
            while (!end)
                co_await test::turn();
            BOOST_TEST((end == rpc::process_exit::with_status(0)), to_string(*end));
            BOOST_TEST(client.statistics().connects == 1U);
            BOOST_TEST(client.statistics().malformed == 0U);
            BOOST_TEST(client.statistics().unknown == 0U);
        });
}

} // namespace

BOOST_AUTO_TEST_CASE(it_is_served_from_its_welcome_to_its_end)
{
    with_clangd(
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto diagnostics = client.notifications("textDocument/publishDiagnostics");
            // Its characters and its bytes are not of the same number.
            json::object document;
            document["uri"] = "file://" + value_of("CLANGD_FOLDER") + "/main.cpp";
            document["languageId"] = "cpp";
            document["version"] = 1;
            document["text"] = "// \xc3\xa9\xf0\x9f\x98\x80\nint answer = forty_two;\n";
            co_await client.notify("textDocument/didOpen", "textDocument"_arg = document);

            json::object position;
            position["line"] = 1;
            position["character"] = 5;
            for (int i = 0; i != 20; ++i)
            {
                auto hover = co_await client.request("textDocument/hover", "textDocument"_arg = document,
                                                     "position"_arg = position);
                BOOST_TEST(contains(text_of(hover), "answer"));
            }
            auto none = co_await client.request("no/such/method");
            BOOST_TEST(none.data.error().code() == -32601);
            // It tells by itself what is wrong with the document.
            auto published = co_await diagnostics.next();
            BOOST_REQUIRE(published);
            BOOST_TEST(published->params().at("uri") == document.at("uri"));
            auto& found = published->params().at("diagnostics").at(0);
            BOOST_TEST(contains(found.at("message").as_string(), "forty_two"));
            BOOST_TEST(found.at("range").at("start").at("line") == 1);
        });
}

// Asks for a change of nothing, which clangd in turn asks the client to make, with an id of its own, the same as ours.
asio::awaitable<rpc::response> apply_fix(rpc::client& client)
{
    json::array edits;
    edits.push_back(json::parse(R"({"changes":{}})"));
    rpc::request fix("workspace/executeCommand", "command"_arg = "clangd.applyFix", "arguments"_arg = edits);
    fix.id(0);
    co_return co_await client.send(fix);
}

BOOST_AUTO_TEST_CASE(its_request_with_the_id_of_a_call_is_answered_by_the_handler_and_the_call_by_clangd)
{
    with_clangd(
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            std::optional<rpc::server_request> asked;
            client.on_request("workspace/applyEdit",
                              [&](const rpc::server_request& request)
                              {
                                  asked = request;
                                  json::object done;
                                  done["applied"] = true;
                                  return done;
                              });
            auto done = co_await apply_fix(client);
            BOOST_TEST(done.data.ok(), done.text);
            BOOST_REQUIRE(asked);
            BOOST_TEST((asked->id() == 0));
            BOOST_TEST(json::serialize(asked->params().at("edit")) == R"({"changes":{}})");
        });
}

BOOST_AUTO_TEST_CASE(its_request_is_refused_where_no_handler_is_and_the_call_answered)
{
    with_clangd(
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto done = co_await apply_fix(client);
            BOOST_TEST(done.data.error().code() == -32601);
            BOOST_TEST(client.statistics().requests == 1U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
