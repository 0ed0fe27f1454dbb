// SPDX-License-Identifier: BSL-1.0
// Logging: every message goes into a logger of the program's own, here one that writes a line of JSON for each.
#include "demo_server.hpp"

#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

#include <ctime>
#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;

// Stands for the logger that a program has anyway.
class json_lines {
public:
    explicit json_lines(std::ostream& out) : out_(out) {}

    void write(std::string_view logger, std::string_view level, std::string_view message, int status)
    {
        char time[32];
        auto now = std::time(nullptr);
        std::strftime(time, sizeof time, "%FT%TZ", std::gmtime(&now));
        json::object line = {{"time", time}, {"level", level}, {"logger", logger}, {"message", message}};
        if (status != 0)
            line["status"] = status;
        out_ << json::serialize(line) << '\n';
    }

private:
    std::ostream& out_;
};

// What a record refers to is gone when the handler returns: a logger that writes later copies it.
rpc::logging::handler into(json_lines& log)
{
    return [&log](const rpc::logging::record& entry) {
        auto level = entry.level == rpc::logging::level::warning ? "warning" : "info";
        log.write(entry.logger.substr(entry.logger.rfind('.') + 1), level, entry.message, entry.http_code);
    };
}

asio::awaitable<void> session(std::string url, json_lines& log)
{
    auto options = rpc::client_options().log_handler(into(log)).trim_log_values();
    rpc::client client(co_await asio::this_coro::executor, url, options);
    co_await client.request("cat", "Yoko");
    std::string story(1000, 'z');
    co_await client.notify("log", story);   // it arrives as it is: the log alone is trimmed
    co_await client.with(rpc::call_options().trim_log_values(false)).request("echo", std::string(31, 'z'));
}

int main()
{
    json_lines log(std::cout);
    asio::io_context io;
    demo::server server(io.get_executor());
    asio::co_spawn(io, session(server.http_url(), log), [&](std::exception_ptr error) {
        server.stop();
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// {"time":"NOW","level":"info","logger":"request","message":"{\"jsonrpc\":\"2.0\",\"method\":\"cat\",\"params\":[\"Yoko\"],\"id\":1}"}
// {"time":"NOW","level":"info","logger":"response","message":"{\"jsonrpc\":\"2.0\",\"result\":\"Yoko the cat\",\"id\":1}","status":200}
// {"time":"NOW","level":"info","logger":"request","message":"{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":[\"zzzzzzzzzz...zzzzzzzzzz\"]}"}
// {"time":"NOW","level":"info","logger":"response","message":"","status":204}
// {"time":"NOW","level":"info","logger":"request","message":"{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\"],\"id\":2}"}
// {"time":"NOW","level":"info","logger":"response","message":"{\"jsonrpc\":\"2.0\",\"result\":[\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\"],\"id\":2}","status":200}
