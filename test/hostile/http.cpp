// SPDX-License-Identifier: BSL-1.0
// Answers that are no HTTP, or lie about what they are.
#include "hostile/anomaly.hpp"
#include "hostile/memory.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <zlib.h>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using namespace std::string_literals;
using hostile::anomaly;
using hostile::MiB;
using hostile::repeated;
using hostile::right;

BOOST_AUTO_TEST_SUITE(http)

namespace {

const std::string body = right(2);
const std::string size = std::to_string(body.size());
const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string right_length = "Content-Length: " + size + "\r\n";
const std::string whole = ok + right_length + "\r\n" + body;
const std::string chunks = ok + "Transfer-Encoding: chunked\r\n\r\n";
const std::string chunk = "29\r\n" + body + "\r\n";

anomaly line(std::string name, std::string bytes) { return anomaly(std::move(name), std::move(bytes)); }

// What is told is that there is no HTTP, and why.
anomaly not_http(std::string name, std::string bytes, std::string why = {})
{
    return line(name, bytes).fails(rpc::errc::invalid_response, "the answer is not HTTP: " + why).ends_connection();
}

// The answer is as it should be, but nothing can come behind it.
anomaly last(std::string name, std::string bytes) { return line(name, bytes).answered("\"right\"").ends_connection(); }

// It is taken.
anomaly tolerated(std::string name, std::string bytes) { return line(name, bytes).answered("\"right\""); }

// It is HTTP, and its body is no answer.
anomaly no_answer(std::string name, std::string bytes, std::string why)
{
    return line(name, bytes).fails(rpc::errc::invalid_response, why);
}

// The server closes the connection in the middle.
anomaly cut(std::string name, std::string bytes, std::string why = "in the middle of its answer")
{
    return line(name, bytes).loses("the server closed the connection " + why).then_closes();
}

anomaly too_large(std::string name, std::string bytes, std::string option)
{
    return line(name, bytes).fails(rpc::errc::message_too_large, option).ends_connection();
}

const std::vector<anomaly> status_lines = {
    not_http("a version to come", "HTTP/2.0 200 OK\r\n" + right_length + "\r\n" + body, "bad version"),
    not_http("no version", "HTTP 200 OK\r\n" + right_length + "\r\n" + body, "bad version"),
    not_http("another protocol", "ICY 200 OK\r\n" + right_length + "\r\n" + body, "bad version"),
    not_http("no status", "HTTP/1.1\r\n" + right_length + "\r\n" + body, "bad version"),
    not_http("a status of two digits", "HTTP/1.1 20 OK\r\n" + right_length + "\r\n" + body, "bad status"),
    not_http("a status of four digits", "HTTP/1.1 2000 OK\r\n" + right_length + "\r\n" + body, "bad status"),
    not_http("a status in words", "HTTP/1.1 abc OK\r\n" + right_length + "\r\n" + body, "bad status"),
    not_http("a negative status", "HTTP/1.1 -20 OK\r\n" + right_length + "\r\n" + body, "bad status"),
    not_http("NUL in the reason", "HTTP/1.1 200 O\0K\r\n"s + right_length + "\r\n" + body, "bad reason"),
    not_http("a bare CR in the reason", "HTTP/1.1 200 O\rK\r\n" + right_length + "\r\n" + body),
    not_http("an endless line of LF only", "HTTP/1.1 200 OK\n" + right_length + "\n" + body),
    not_http("an empty line in front", "\r\n" + whole, "bad version"),
    not_http("text in front", "oops\r\n" + whole, "bad version"),
    not_http("HTTP/0.9", body, "bad version"),
    not_http("HTTP/0.9 that ends", body, "bad version").then_closes(),
    cut("an alert of TLS", "\x15\x03\x01\0\x02\x02\x46"s),
    tolerated("a status that nobody knows", "HTTP/1.1 799 Odd\r\n" + right_length + "\r\n" + body),
    tolerated("no reason", "HTTP/1.1 200 \r\n" + right_length + "\r\n" + body),
    cut("nothing", "", "without an answer"),
    cut("half a status line", "HTTP/1.1 2"),
};

const std::vector<anomaly> headers = {
    not_http("a blank in front of a colon", ok + "Content-Length : " + size + "\r\n\r\n" + body, "bad field"),
    not_http("a line without a colon", ok + "oops\r\n" + right_length + "\r\n" + body, "bad field"),
    not_http("a header without a name", ok + ": x\r\n" + right_length + "\r\n" + body, "bad field"),
    not_http("NUL in a value", ok + "X: a\0b\r\n"s + right_length + "\r\n" + body, "bad value"),
    not_http("NUL in a name", ok + "X\0Y: a\r\n"s + right_length + "\r\n" + body, "bad field"),
    not_http("a bare CR in a value", ok + "X: a\rb\r\n" + right_length + "\r\n" + body),
    not_http("a bare LF behind a value", ok + "X: a\n" + right_length + "\r\n" + body),
    not_http("a header that is folded before it begins", ok + " X: a\r\n" + right_length + "\r\n" + body, "bad field"),
    tolerated("a folded value", ok + "X: a\r\n b\r\n" + right_length + "\r\n" + body),
    tolerated("a thousand headers", ok + repeated("X: a\r\n", 1000) + right_length + "\r\n" + body),
    too_large("headers without end", ok + repeated("X: a\r\n", 100'000), "max_header_size"),
    too_large("a value without end", ok + "X: " + std::string(1'000'000, 'x'), "max_header_size"),
    too_large("a name without end", ok + std::string(1'000'000, 'x'), "max_header_size"),
    too_large("a reason without end", "HTTP/1.1 200 " + std::string(1'000'000, 'x'), "max_header_size"),
    cut("half a header", ok + right_length),
};

const std::vector<anomaly> lengths = {
    cut("too long", ok + "Content-Length: 1000\r\n\r\n" + body),
    no_answer("too short", ok + "Content-Length: 10\r\n\r\n" + body, "it is not JSON").ends_connection(),
    no_answer("zero", ok + "Content-Length: 0\r\n\r\n" + body, "it is empty").ends_connection(),
    not_http("negative", ok + "Content-Length: -1\r\n\r\n" + body, "bad Content-Length"),
    not_http("with a sign", ok + "Content-Length: +" + size + "\r\n\r\n" + body, "bad Content-Length"),
    not_http("in hexadecimal digits", ok + "Content-Length: 0x29\r\n\r\n" + body, "bad Content-Length"),
    not_http("in words", ok + "Content-Length: many\r\n\r\n" + body, "bad Content-Length"),
    not_http("empty", ok + "Content-Length: \r\n\r\n" + body, "bad Content-Length"),
    not_http("a fraction", ok + "Content-Length: 41.0\r\n\r\n" + body, "bad Content-Length"),
    not_http("beyond 64 bits", ok + "Content-Length: 18446744073709551657\r\n\r\n" + body, "bad Content-Length"),
    too_large("of 64 bits", ok + "Content-Length: 18446744073709551615\r\n\r\n" + body, "max_message_size"),
    too_large("of 63 bits", ok + "Content-Length: 9223372036854775807\r\n\r\n" + body, "max_message_size"),
    not_http("twice, and not the same", ok + right_length + "Content-Length: 10\r\n\r\n" + body,
             "multiple Content-Length"),
    not_http("a list that is not the same", ok + "Content-Length: 10, " + size + "\r\n\r\n" + body,
             "multiple Content-Length"),
    tolerated("twice the same", ok + right_length + right_length + "\r\n" + body),
    not_http("beside chunks", ok + right_length + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n"),
    not_http("behind chunks", ok + "Transfer-Encoding: chunked\r\n" + right_length + "\r\n" + chunk + "0\r\n\r\n"),
    no_answer("of a status without content", "HTTP/1.1 204 No Content\r\n" + right_length + "\r\n" + body,
              "it is empty")
        .ends_connection(),
    last("none, to the end of the connection", ok + "\r\n" + body).then_closes(),
    no_answer("none, and half a body", ok + "\r\n" + body.substr(0, 20), "it is not JSON")
        .then_closes()
        .ends_connection(),
    line("of a redirect to nowhere", "HTTP/1.1 307 Temporary Redirect\r\n" + right_length + "\r\n" + body)
        .answered("\"right\""),
};

const std::vector<anomaly> chunkings = {
    not_http("a size in words", chunks + "many\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("a negative size", chunks + "-29\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("a size with a prefix", chunks + "0x29\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("no size", chunks + "\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("a size beyond 64 bits", chunks + "10000000000000029\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    too_large("a size of 64 bits", chunks + "ffffffffffffffff\r\n" + body, "max_message_size"),
    not_http("a size that is too small", chunks + "20\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("a size that is too large", chunks + "2a\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("no line end behind a chunk", chunks + "29\r\n" + body + "0\r\n\r\n", "bad chunk"),
    not_http("sizes without end", chunks + std::string(1'000'000, '0')),
    not_http("a broken extension", chunks + "29;=x\r\n" + body + "\r\n0\r\n\r\n", "bad chunk"),
    not_http("an extension without end", chunks + "29;" + std::string(1'000'000, 'x')),
    not_http("a trailer without end", chunks + chunk + "0\r\nX: " + std::string(1'000'000, 'x')),
    not_http("trailers without end", chunks + chunk + "0\r\n" + repeated("X: a\r\n", 200'000)),
    not_http("a broken trailer", chunks + chunk + "0\r\noops\r\n\r\n", "bad field"),
    tolerated("an extension", chunks + "29;a=b;c=\"d\"\r\n" + body + "\r\n0;e\r\n\r\n"),
    tolerated("a trailer", chunks + chunk + "0\r\nX: a\r\n\r\n"),
    tolerated("a chunk for each byte",
              []
              {
                  auto bytes = chunks;
                  for (char byte : body)
                      bytes += "1\r\n"s + byte + "\r\n";
                  return bytes + "0\r\n\r\n";
              }()),
    cut("no last chunk", chunks + chunk),
    cut("half a chunk", chunks + "29\r\n" + body.substr(0, 20)),
    cut("no end behind the last chunk", chunks + chunk + "0\r\n"),
    no_answer("the last chunk only", chunks + "0\r\n\r\n", "it is empty"),
    last("a coding that nobody knows", ok + "Transfer-Encoding: unknown\r\n\r\n" + body).then_closes(),
    last("chunks that are not the last coding", ok + "Transfer-Encoding: chunked, identity\r\n\r\n" + body)
        .then_closes(),
    no_answer("chunks in a chunk", ok + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk + "0\r\n\r\n",
              "it is not JSON")
        .then_closes()
        .ends_connection(),
};

const std::vector<anomaly> others = {
    last("garbage behind the answer", whole + "oops"),
    last("another answer behind it", whole + whole),
    last("a line end behind it", whole + "\r\n"),
    cut("interim answers only", repeated("HTTP/1.1 100 Continue\r\n\r\n", 1000), "without an answer"),
    cut("another protocol instead of an answer",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "without an answer"),
    not_http("garbage behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\noops\r\n\r\n", "bad version"),
    tolerated("an interim answer that claims a body", "HTTP/1.1 100 Continue\r\n" + right_length + "\r\n" + whole),
};

std::string gzipped(const std::string& text)
{
    ::z_stream stream = {};
    ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string made(::deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<::uInt>(text.size());
    stream.next_out = reinterpret_cast<::Bytef*>(made.data());
    stream.avail_out = static_cast<::uInt>(made.size());
    ::deflate(&stream, Z_FINISH);
    made.resize(stream.total_out);
    ::deflateEnd(&stream);
    return made;
}

rpc::client_options limits() { return rpc::client_options().max_message_size(1'000'000); }
constexpr std::size_t bound = 8 * MiB;

void check(const anomaly& sample) { hostile::check("http", sample, limits()); }

} // namespace

BOOST_DATA_TEST_CASE(status_line_costs_its_call_and_connection, bdata::make(status_lines), sample) { check(sample); }
BOOST_DATA_TEST_CASE(header_costs_its_call_and_connection, bdata::make(headers), sample) { check(sample); }
BOOST_DATA_TEST_CASE(content_length_costs_its_call_and_connection, bdata::make(lengths), sample) { check(sample); }
BOOST_DATA_TEST_CASE(chunks_cost_their_call_and_connection, bdata::make(chunkings), sample) { check(sample); }
BOOST_DATA_TEST_CASE(what_stands_around_an_answer_costs_the_connection, bdata::make(others), sample) { check(sample); }

BOOST_AUTO_TEST_CASE(answer_before_the_request_is_its_answer)
{
    hostile::play(
        "http",
        [](hostile::peer& client) -> asio::awaitable<void>
        {
            co_await client.answer(right(1));
            for (;;)
            {
                auto id = hostile::id_of(co_await client.read());
                if (id != 1)
                    co_await client.answer(right(id));
            }
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            for (std::int64_t id = 1; id != 4; ++id)
            {
                auto response = co_await client.request("ping");
                BOOST_TEST(response.text == right(id));
            }
            BOOST_TEST(client.statistics().connects == 1U);
        },
        rpc::client_options().max_connections(1));
}

BOOST_AUTO_TEST_CASE(interim_answers_without_end_cost_the_timeout)
{
    hostile::memory_watch watch;
    hostile::play(
        "http",
        [](hostile::peer& client) -> asio::awaitable<void>
        {
            co_await client.read();
            auto bytes = repeated("HTTP/1.1 102 Processing\r\nX: y\r\n\r\n", 1000);
            for (;;)
                co_await client.send(bytes);
        },
        hostile::expecting_timeout(), limits());
    BOOST_TEST(watch.most() < bound);
}

BOOST_AUTO_TEST_CASE(bomb_of_gzip_costs_its_call_only)
{
    auto inner = gzipped(std::string(100 * MiB, ' '));
    auto empty = gzipped("");
    struct bomb
    {
        std::string codings, body;
        rpc::errc code;
        const char* part;
    };
    const std::vector<bomb> bombs = {
        {"gzip", inner, rpc::errc::message_too_large, "max_message_size"},
        {"gzip, gzip", gzipped(inner), rpc::errc::message_too_large, "max_message_size"},
        {"gzip, gzip, gzip", gzipped(gzipped(inner)), rpc::errc::message_too_large, "max_message_size"},
        {"gzip", repeated(gzipped(std::string(1000, ' ')), 2000), rpc::errc::message_too_large, "max_message_size"},
        {"gzip", repeated(empty, 900'000 / empty.size()), rpc::errc::invalid_response, "it is empty"},
        {"gzip, gzip", gzipped(repeated(empty, 900'000 / empty.size())), rpc::errc::invalid_response, "it is empty"},
        {repeated("gzip, ", 100) + "gzip", inner, rpc::errc::invalid_response, ""},
    };
    for (auto& sample : bombs)
    {
        hostile::memory_watch watch;
        hostile::play(
            "http",
            [&](hostile::peer& client) -> asio::awaitable<void>
            {
                auto id = hostile::id_of(co_await client.read());
                auto header = "Content-Encoding: " + sample.codings + "\r\n";
                co_await client.send(test::http_answer(sample.body, "200 OK", header));
                id = hostile::id_of(co_await client.read());
                co_await client.answer(right(id));
                co_await client.closed();
            },
            [&](rpc::client& client) -> asio::awaitable<void>
            {
                co_await test::expecting_error(sample.code, rpc::delivery::answered, sample.part)(client);
                auto next = co_await client.request("ping");
                BOOST_TEST(next.text == right(2));
                BOOST_TEST(client.statistics().connects == 1U);
            },
            limits());
        BOOST_TEST(watch.most() < bound);
    }
}

BOOST_AUTO_TEST_SUITE_END()
