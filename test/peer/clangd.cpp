// SPDX-License-Identifier: BSL-1.0
// clangd, on a pair of sockets of the test's: a stream of the user's own, with a Content-Length before each message.
#include "peer/peer.hpp"

#include <jsonrpcclient/stream_channel.hpp>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace peer;
using namespace rpc::literals;

namespace {

using socket = asio::local::stream_protocol::socket;

// A process that talks to us on its standard input and output.
class child
{
public:
    child(std::vector<std::string> command, socket& ours)
    {
        socket theirs(ours.get_executor());
        asio::local::connect_pair(ours, theirs);
        // It must not keep our end open, or it would never see us go.
        for (int end : {ours.native_handle(), theirs.native_handle()})
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
        std::vector<char*> arguments;
        for (auto& word : command)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        for (int standard : {0, 1})
            ::posix_spawn_file_actions_adddup2(&actions, theirs.native_handle(), standard);
        int error = ::posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), ::environ);
        ::posix_spawn_file_actions_destroy(&actions);
        BOOST_REQUIRE(error == 0);
    }

    child(const child&) = delete;
    child& operator=(const child&) = delete;

    ~child()
    {
        if (process_ == 0)
            return;
        ::kill(process_, SIGKILL);
        wait();
    }

    // Waits until it has ended; with which status.
    int wait()
    {
        int status = -1;
        while (::waitpid(process_, &status, 0) == -1 && errno == EINTR)
            ;
        process_ = 0;
        return status;
    }

private:
    ::pid_t process_ = 0;
};

// Starts clangd, and plays with a client of it that it has welcomed.
void with_clangd(const test::client_script& play)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto ours = std::make_shared<socket>(executor);
            std::vector<std::string> command{value_of("CLANGD"), "--log=error", "--enable-config=false",
                                             "--background-index=false"};
            child clangd(std::move(command), *ours);
            rpc::client client(executor, [ours]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
                               { co_return rpc::make_stream_channel(std::move(*ours), rpc::framing::content_length()); });
            auto welcome = co_await client.request("initialize", "processId"_arg = nullptr, "rootUri"_arg = nullptr,
                                                   "capabilities"_arg = json::object());
            BOOST_TEST(welcome.data.result().at("capabilities").at("hoverProvider").as_bool());
            co_await client.notify("initialized", json::object());
            co_await play(client);
            auto ready = co_await client.request("shutdown");
            BOOST_TEST(ready.data.result().is_null());
            co_await client.notify("exit");
            while (client.statistics().connections_lost == 0)
                co_await test::turn();
            BOOST_TEST(clangd.wait() == 0);
            BOOST_TEST(client.statistics().malformed == 0U);
            BOOST_TEST(client.statistics().unknown == 0U);
            co_await client.close();
        });
}

} // namespace

BOOST_AUTO_TEST_SUITE(clangd)

BOOST_AUTO_TEST_CASE(it_is_served_from_its_welcome_to_its_end)
{
    with_clangd(
        [](rpc::client& client) -> asio::awaitable<void>
        {
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
            while (client.statistics().notifications == 0)
                co_await client.request("textDocument/documentSymbol", "textDocument"_arg = document);
        });
}

// It asks the client to change the document while the client waits for it, with an id of its own that is the same.
BOOST_AUTO_TEST_CASE(its_request_with_the_id_of_a_call_is_refused_and_the_call_answered)
{
    bool is_same = false;
    with_clangd(
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            client.add_log_handler(
                [&](const rpc::logging::record& record)
                {
                    bool asks = contains(record.message, "workspace/applyEdit");
                    is_same = is_same || (asks && contains(record.message, R"("id":0,)"));
                });
            json::array edits;
            edits.push_back(json::parse(R"({"changes":{}})"));
            rpc::request fix("workspace/executeCommand", "command"_arg = "clangd.applyFix", "arguments"_arg = edits);
            auto done = co_await client.send(fix.id(0));
            BOOST_TEST(is_same);
            BOOST_TEST(done.data.error().code() == -32601);
            BOOST_TEST(client.statistics().requests == 1U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
