// SPDX-License-Identifier: BSL-1.0
// A watcher of ovsdb, a database that speaks JSON-RPC 1.0 (RFC 7047): it tells of changes by notifications, and asks whether
// a client still lives.
//
//   ovsdb_monitor URL     of a server with a database "Test" that has a table "Item" with a column "name"
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;

asio::awaitable<void> session(std::string url)
{
    auto executor = co_await asio::this_coro::executor;
    // Its messages follow each other with nothing in between, and it ends the connection at a member "jsonrpc".
    rpc::client ovsdb(executor, url, rpc::client_options().framing(rpc::framing::bare()).protocol_version("1.0"));

    // After some silence it sends a request, and ends the connection if the answer is not its params.
    asio::steady_timer asked(executor, asio::steady_timer::time_point::max());
    ovsdb.on_request("echo", [&](const rpc::server_request& question) {
        asked.expires_at(asio::steady_timer::time_point::min());
        return question.params();
    });

    auto updates = ovsdb.notifications("update");
    json::value tables = {{"Item", {{"columns", {"name"}}}}};
    co_await ovsdb.request("monitor", "Test", "our monitor", tables);

    for (std::string name : {"Yoko", "Tama"}) {
        json::value insert = {{"op", "insert"}, {"table", "Item"}, {"row", {{"name", name}}}};
        co_await ovsdb.request("transact", "Test", insert);
    }
    for (int i = 0; i != 2; ++i) {
        auto update = co_await updates.next();   // its params: the monitor, and the rows of each table by their ids
        for (auto& [row, change] : update->params().at(1).at("Item").as_object())
            std::cout << update->params().at(0) << ": " << change << '\n';
    }

    boost::system::error_code ignored;
    co_await asked.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    std::cout << "it has asked whether we live\n";
    auto databases = co_await ovsdb.request("list_dbs");
    std::cout << "and hears us: " << std::boolalpha << databases.data.ok() << '\n';
}

int main(int, char* argv[])
{
    asio::io_context io;
    asio::co_spawn(io, session(argv[1]), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// "our monitor": {"new":{"name":"Yoko"}}
// "our monitor": {"new":{"name":"Tama"}}
// it has asked whether we live
// and hears us: true
