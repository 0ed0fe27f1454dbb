// SPDX-License-Identifier: BSL-1.0
// The servers that the tool is tested with: prints the shell variables that name them, and serves until standard input
// ends. Beside the demo server there are those that answer what no good server does.
#include "demo_server.hpp"
#include "pushing_servers.hpp"
#include "session_answers.hpp"
#include "support/scripted_server.hpp"
#include "support/service.hpp"
#include "support/version_one_peer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <iostream>

namespace asio = boost::asio;
namespace json = boost::json;
using boost::asio::ip::tcp;

namespace {

// As JSON text; null where there is none.
std::string member(const std::string& message, const char* name)
{
    boost::system::error_code error;
    auto value = json::parse(message, error);
    auto* object = value.if_object();
    auto* found = object ? object->if_contains(name) : nullptr;
    return found ? json::serialize(*found) : "null";
}

std::string id_of(const std::string& message) { return member(message, "id"); }

std::string result(std::string_view result, std::string_view id)
{
    return R"({"jsonrpc":"2.0","result":)" + std::string(result) + R"(,"id":)" + std::string(id) + '}';
}

const char* const refusal = R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"not\u0020you"},"id":null})";

// What the path of the URL asks for.
std::string odd_answer(const test::http_request& request)
{
    auto path = test::target_of(request);
    // Shows what a request to upgrade holds.
    if (path.starts_with("/refuse/"))
        return test::http_answer("", "403 " + test::header(request.head, path.substr(8)));
    auto id = id_of(request.body);
    if (auto answer = test::session_answer(request, id))
        return *answer;
    if (path == "/500")
        return test::http_answer("<h1>broken</h1>", "500 Broken\tTeapot");
    if (path == "/403")
        return test::http_answer(refusal, "403 Forbidden");
    if (path == "/204")
        return test::http_answer("", "204 No Content");
    if (path == "/html")
        return test::http_answer("<h1>Welcome</h1>");
    if (path == "/text-id")
        return test::http_answer(result("1", '"' + id + '"'));
    if (path == "/old")
        return test::http_answer(R"({"result":"old","error":null,"id":)" + id + '}');
    if (path == "/old-error")
        return test::http_answer(R"({"result":null,"error":"no\nway","id":)" + id + '}');
    if (path == "/head")
        return test::http_answer(result(json::serialize(json::value(request.head)), id));
    if (path == "/digits")
        return test::http_answer("{ \"jsonrpc\": \"2.0\",\n \"id\": " + id +
                                 ", \"extra\": [ ],\n \"result\": {\"z\": 1.10, \"a\": 12345678901234567890123, "
                                 "\"\\u00e9\": {}, \"n\": [null, {\"result\": 1}]} }");
    if (path == "/hole")
        return test::http_answer('[' + result("\"second\"", "2") + ",{\"id\":3}," + result("9", "77") + ']');
    if (path == "/batch")
        return test::http_answer(R"([ {"result": 12345678901234567890123, "jsonrpc": "2.0", "id": 2, "x": "]"}, )"
                                 R"({"id": 1, "result": [1.10, {"a": []}], "jsonrpc": "2.0"} ])");
    if (path == "/one-error")
        return test::http_answer(refusal);
    auto method = member(request.body, "method");
    if (path == "/by-method" && method == "\"refuse\"")
        return test::http_answer(R"({"jsonrpc":"2.0","error":{"code":1,"message":"no"},"id":)" + id + '}');
    if (path == "/by-method")
        return test::http_answer(method == "\"break\"" ? "{" : result(method, id));
    return test::http_answer("", "404 Not Found");
}

// One after the other: a result, an error, no answer, a status, and no JSON. Nothing is no answer.
std::string answer_in_turn(const std::string& id)
{
    static int turn = 0;
    switch (turn++ % 5)
    {
    case 0:
        return test::http_answer(result("0", id));
    case 1:
        return test::http_answer(refusal);
    case 2:
        return {};
    case 3:
        return test::http_answer("", "500 Broken");
    default:
        return test::http_answer("{");
    }
}

asio::awaitable<void> serve_oddly(tcp::socket socket)
{
    std::string buffer;
    while (true)
    {
        auto request = co_await test::read_http_request(socket, buffer);
        bool is_in_turn = test::target_of(request) == "/in-turn";
        auto answer = is_in_turn ? answer_in_turn(id_of(request.body)) : odd_answer(request);
        if (answer.empty() || member(request.body, "method") == "\"hang\"")
            co_await test::never();
        co_await test::write(socket, answer);
    }
}

// Hangs up when it has been asked something.
asio::awaitable<void> hang_up(tcp::socket socket)
{
    std::string buffer;
    co_await test::read_line(socket, buffer);
}

// As a variable of the shell, whose name has letters, digits and underscores.
void tell(std::string name, const std::string& value)
{
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
    std::cout << name << '=' << value << '\n';
}

// What the demo server answers, over transports that it does not have.
class more_servers
{
public:
    explicit more_servers(asio::any_io_executor executor) : executor_(executor) {}

    void add(const std::string& transport)
    {
        tell(transport, address_of(services_.emplace_back(executor_, transport)));
    }

    void add(const std::string& name, const std::string& transport, const test::tls_setup& tls)
    {
        tell(name, services_.emplace_back(executor_, transport, tls).url());
    }

private:
    static std::string address_of(const test::service& made)
    {
        return made.socket_path().empty() ? made.url() : made.socket_path();
    }

    asio::any_io_executor executor_;
    std::deque<test::service> services_;
};

void add_all(more_servers& servers)
{
    for (auto* transport : {"https", "wss", "tls newline", "http over unix", "ws over unix"})
        servers.add(transport);
    for (std::string framing : {"newline", "delimiter:0x1e", "content-length", "length-prefix", "netstring", "bare"})
    {
        servers.add("tcp " + framing);
        servers.add("unix " + framing);
    }

    auto& files = test::certificates();
    servers.add("expired", "https", test::tls_setup().certificate(files.expired));
    servers.add("wrong_host", "https", test::tls_setup().certificate(files.wrong_host));
    servers.add("self_signed", "https", test::tls_setup().certificate(files.self_signed));
    for (std::string transport : {"https", "wss", "tls newline"})
        servers.add("strict " + transport, transport, test::tls_setup().require_client_certificate());
    tell("authority", files.authority);
    tell("client_cert", files.client.certificate);
    tell("client_key", files.client.key);
    tell("client_both", files.client.both);
    tell("server_key", files.server.key);
}

} // namespace

int main()
{
    asio::io_context context;
    demo::server demo(context.get_executor());
    test::scripted_server odd(context.get_executor(), serve_oddly);
    test::scripted_server rude(context.get_executor(), hang_up);
    test::scripted_server proxy(context.get_executor(), test::forward);
    auto one_texts = std::make_shared<std::vector<std::string>>();
    test::text_server one_http(context.get_executor(), "http", test::version_one_peer("http", one_texts));
    test::text_server one_tcp(context.get_executor(), "tcp newline", test::version_one_peer("tcp newline", one_texts));
    test::scripted_server events(context.get_executor(), test::push_events());
    std::deque<test::text_server> pushing;
    for (auto* transport : {"tcp newline", "tcp content-length", "tls newline", "unix newline", "ws", "wss"})
    {
        auto add = [&](const std::string& name, const test::text_server::script& play)
        {
            auto& made = pushing.emplace_back(context.get_executor(), transport, play);
            tell(name + transport, made.socket_path().empty() ? made.url() : "unix://" + made.socket_path());
        };
        add("push ", test::push_at_once());
        add("news ", test::push_when_called());
        add("brief ", test::push_and_leave());
    }
    more_servers more(context.get_executor());
    // Bound and not listening: whoever connects is refused.
    tcp::socket closed(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));

    tell("http", demo.http_url());
    tell("tcp", demo.tcp_url());
    tell("ws", demo.ws_url());
    tell("odd", odd.http_url());
    tell("rude", rude.tcp_url());
    tell("proxy", proxy.http_url());
    tell("events", events.http_url());
    tell("one_http", one_http.url());
    tell("one_tcp", one_tcp.url());
    add_all(more);
    tell("closed", "127.0.0.1:" + std::to_string(closed.local_endpoint().port()));
    std::cout.flush();

    asio::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    char byte;
    input.async_read_some(asio::buffer(&byte, 1), [&](boost::system::error_code, std::size_t) { context.stop(); });
    context.run();
}
