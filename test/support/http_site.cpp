// SPDX-License-Identifier: BSL-1.0
#include "support/http_site.hpp"

#include "support/peer_protocols.hpp"
#include "support/scripted_server.hpp"
#include "support/transports.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace test {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// Adds what came, and tells whether the client goes on.
asio::awaitable<bool> read_more(byte_stream& stream, std::string& buffer)
{
    std::array<char, 16384> bytes;
    try
    {
        auto size = co_await stream.read_some(asio::buffer(bytes));
        buffer.append(bytes.data(), size);
        co_return true;
    }
    catch (const boost::system::system_error&)
    {
    }
    co_return false;
}

asio::awaitable<bool> read_request(byte_stream& stream, std::string& buffer, site_request& request)
{
    std::size_t end;
    while ((end = buffer.find("\r\n\r\n")) == buffer.npos)
    {
        bool goes_on = co_await read_more(stream, buffer);
        if (!goes_on)
            co_return false;
    }
    request.head = buffer.substr(0, end + 4);
    buffer.erase(0, end + 4);
    auto length = content_length(request.head);
    while (buffer.size() < length)
    {
        bool goes_on = co_await read_more(stream, buffer);
        if (!goes_on)
            co_return false;
    }
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    auto space = request.head.find(' ');
    request.method = request.head.substr(0, space);
    request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
    co_return true;
}

} // namespace

std::string site_request::header(std::string_view name) const
{
    auto wanted = "\r\n" + std::string(name) + ": ";
    auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    auto found = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(), same);
    if (found == head.end())
        return {};
    auto begin = static_cast<std::size_t>(found - head.begin()) + wanted.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

bool site_request::has(std::string_view name) const { return !header(name).empty(); }

struct http_site::state
{
    handler answer;
    std::shared_ptr<tls_context> tls;
    std::vector<site_request> requests;
    std::size_t numbered = 0;
    std::size_t open = 0;
    std::size_t most_open = 0;
    std::size_t handshakes = 0;
};

http_site::http_site(asio::any_io_executor executor, std::string_view transport, handler answer, tls_setup tls)
    : state_(std::make_shared<state>()),
      listener_(executor, transport,
                [shared = state_](stream_socket socket) { return serve(shared, std::move(socket)); })
{
    state_->answer = std::move(answer);
    if (is_secure(transport))
        state_->tls = make_tls_context(tls);
}

const std::vector<site_request>& http_site::requests() const { return state_->requests; }
std::size_t http_site::most_open() const { return state_->most_open; }
std::size_t http_site::open() const { return state_->open; }
std::size_t http_site::handshakes() const { return state_->handshakes; }

asio::awaitable<void> http_site::serve(std::shared_ptr<state> shared, stream_socket socket)
{
    struct scope
    {
        explicit scope(std::size_t& open) : open(open) { ++open; }
        ~scope() { --open; }
        std::size_t& open;
    } here(shared->open);
    auto number = ++shared->numbered;
    // The end of another connection may have come at the same time.
    for (int i = 0; i != 10; ++i)
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);

    std::unique_ptr<byte_stream> stream;
    tls_facts facts;
    if (shared->tls)
    {
        try
        {
            stream = co_await accept_tls(std::move(socket), shared->tls, facts);
        }
        catch (const boost::system::system_error&)
        {
            co_return;
        }
        ++shared->handshakes;
    }
    else
        stream = plain_stream(std::move(socket));
    shared->most_open = std::max(shared->most_open, shared->open);

    std::string buffer;
    for (;;)
    {
        site_request request;
        bool has_come = co_await read_request(*stream, buffer, request);
        if (!has_come)
            co_return;
        request.connection = number;
        request.tls = facts;
        shared->requests.push_back(request);
        auto answer = shared->answer(request);
        if (answer.empty() || answer.starts_with("HTTP/1.1 101"))
        {
            co_await stream->write(answer);
            co_await read_more(*stream, buffer);
            co_return;
        }
        co_await stream->write(answer);
        if (answer.find("Connection: close\r\n") == answer.npos)
            continue;
        co_await stream->finish();
        co_return;
    }
}

std::string pong_text(const site_request& request)
{
    auto answer = [](const json::value& call) -> json::value
    {
        auto* id = call.as_object().if_contains("id");
        if (!id)
            return nullptr;
        return json::object{{"jsonrpc", "2.0"}, {"result", "pong"}, {"id", *id}};
    };
    auto asked = json::parse(request.body);
    json::value answered;
    if (auto* batch = asked.if_array())
    {
        json::array answers;
        for (auto& call : *batch)
            if (auto one = answer(call); !one.is_null())
                answers.push_back(std::move(one));
        if (!answers.empty())
            answered = std::move(answers);
    }
    else
        answered = answer(asked);
    return answered.is_null() ? std::string() : json::serialize(answered);
}

std::string pong_to(const site_request& request, std::string_view extra_headers)
{
    auto text = pong_text(request);
    return text.empty() ? "HTTP/1.1 204 No Content\r\n" + std::string(extra_headers) + "\r\n"
                        : http_answer(text, "200 OK", extra_headers);
}

} // namespace test
