// SPDX-License-Identifier: BSL-1.0
// A client of a language server, clangd, that it starts: what is wrong with a document, and what stands at a place in it.
//
//   language_server PROGRAM [ARGUMENT...]     for example: language_server clangd --log=error
#include <jsonrpcclient.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
namespace rpc = jsonrpcclient;
using namespace rpc::literals;   // "name"_arg

asio::awaitable<void> session(rpc::process program)
{
    // The protocol is JSON-RPC with a Content-Length before each message, and a way to give up a call.
    rpc::client server(co_await asio::this_coro::executor, program,
                       rpc::client_options().framing(rpc::framing::content_length()).dialect(rpc::dialect::lsp()));

    // It speaks by itself, too: the stream has all that it says of this from now on.
    auto diagnostics = server.notifications("textDocument/publishDiagnostics");

    auto welcome = co_await server.call<json::value>("initialize", "processId"_arg = nullptr, "rootUri"_arg = nullptr,
                                                     "capabilities"_arg = json::object());
    std::cout << "can hover:   " << welcome.at("capabilities").at("hoverProvider") << '\n';
    co_await server.notify("initialized", json::object());

    // With g++ 12 what has braces needs a name outside of the expression with co_await.
    json::value document = {{"uri", "file:///cats/main.cpp"},
                            {"languageId", "cpp"},
                            {"version", 1},
                            {"text", "int cats = 3;\nint dogs = mice;\n"}};
    co_await server.notify("textDocument/didOpen", "textDocument"_arg = document);

    auto published = co_await diagnostics.next();
    for (auto& found : published->params().at("diagnostics").as_array())
        std::cout << "line " << found.at("range").at("start").at("line") << ":      " << found.at("message") << '\n';

    json::value position = {{"line", 0}, {"character", 5}};
    auto hover = co_await server.call<json::value>("textDocument/hover", "textDocument"_arg = document,
                                                   "position"_arg = position);
    std::string text(hover.at("contents").at("value").as_string());
    std::cout << "at 0:5:      " << text.substr(0, text.find('\n')) << '\n';

    co_await server.call<void>("shutdown");
    co_await server.notify("exit");
    co_await server.close();   // also sees to it that the process ends
}

int main(int, char* argv[])
{
    rpc::process program(argv[1]);
    for (auto argument = argv + 2; *argument; ++argument)
        program.argument(*argument);
    program.on_standard_error([](std::string_view) {});   // its log

    asio::io_context io;
    asio::co_spawn(io, session(program), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
    io.run();
}

// Prints:
// can hover:   true
// line 1:      "Use of undeclared identifier 'mice'"
// at 0:5:      variable cats
