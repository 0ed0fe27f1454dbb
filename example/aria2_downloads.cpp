// SPDX-License-Identifier: BSL-1.0
// A download by aria2, from the call that adds it to the notification that it is complete.
//
//   aria2_downloads URL SECRET FILE     for example: aria2_downloads ws://localhost:6800/jsonrpc secret http://cats.com/cat.jpg
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <vector>

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

asio::awaitable<void> session(std::string url, std::string secret, std::string file)
{
    rpc::client aria2(co_await asio::this_coro::executor, url);
    std::string token = "token:" + secret;   // in front of the params of each call

    // All notifications, of whatever method. One that comes before its call is answered is kept as well.
    auto events = aria2.notifications();
    std::vector<std::string> sources(1, file);
    auto download = co_await aria2.call<std::string>("aria2.addUri", token, sources);

    while (auto event = co_await events.next()) {
        if (event->params().at(0).at("gid").as_string() != download)
            continue;   // somebody else's
        std::cout << event->method() << '\n';
        if (event->method() != "aria2.onDownloadStart")
            break;
    }

    std::vector<std::string> wanted = {"status", "completedLength", "totalLength"};
    auto state = co_await aria2.call<boost::json::value>("aria2.tellStatus", token, download, wanted);
    std::cout << state.at("status") << ", " << state.at("completedLength") << " of " << state.at("totalLength")
              << " bytes\n";
}

int main(int, char* argv[])
{
    asio::io_context io;
    asio::co_spawn(io, session(argv[1], argv[2], argv[3]), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// aria2.onDownloadStart
// aria2.onDownloadComplete
// "complete", "12" of "12" bytes
