// SPDX-License-Identifier: BSL-1.0
// Bytes that are not those of the framing, and answers that stop anywhere.
#include "hostile/anomaly.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::string_literals;
using hostile::anomaly;
using hostile::repeated;
using hostile::right;

BOOST_AUTO_TEST_SUITE(framings)

namespace {

// A line of the table of one framing.
class lost : public anomaly
{
public:
    lost(std::string framing, std::string name, std::string bytes, std::string why)
        : anomaly(std::move(name), std::move(bytes)), framing(std::move(framing))
    {
        loses("the framing " + this->framing + " is lost: expected " + why);
    }

    std::string framing;
};

std::string netstring(const std::string& text) { return std::to_string(text.size()) + ":" + text + ","; }
std::string with_length(const std::string& length) { return "Content-Length: " + length + "\r\n\r\n" + right(2); }

const std::vector<lost> losses = {
    lost("netstring", "a greeting", "Starting server...\n", "a size and a colon, found \"Starting server...\\n\""),
    lost("netstring", "no size", ":" + right(2) + ",", "a size and a colon"),
    lost("netstring", "a negative size", "-1:x,", "a size and a colon"),
    lost("netstring", "a size with a needless zero", "01:x,", "a size and a colon"),
    lost("netstring", "a size in hexadecimal digits", "2a:" + right(2) + ",", "a size and a colon"),
    lost("netstring", "a size beyond 64 bits", "18446744073709551657:" + right(2) + ",", "a size and a colon"),
    lost("netstring", "digits without end", std::string(100'000, '9'), "a size and a colon"),
    lost("netstring", "a size that is too small", "40" + netstring(right(2)).substr(2), "a comma behind the message"),
    lost("netstring", "a size that is too large", "42" + netstring(right(2)).substr(2) + "xx",
         "a comma behind the message"),
    lost("netstring", "a line", right(2) + "\n", "a size and a colon"),
    lost("content-length", "a greeting", "Starting server...\r\n", "a header field"),
    lost("content-length", "a line of JSON", right(2) + "\r\n", "a header field"),
    lost("content-length", "no length", "Content-Type: text/plain\r\n\r\n" + right(2), "the field Content-Length"),
    lost("content-length", "a negative length", with_length("-1"), "a number of bytes"),
    lost("content-length", "a length with a sign", with_length("+41"), "a number of bytes"),
    lost("content-length", "a length in hexadecimal digits", with_length("0x29"), "a number of bytes"),
    lost("content-length", "an empty length", with_length(""), "a number of bytes"),
    lost("content-length", "a length beyond 64 bits", with_length("18446744073709551657"), "a number of bytes"),
    lost("content-length", "a list of lengths", with_length("41, 41"), "a number of bytes"),
    lost("content-length", "two lengths", with_length("41\r\nContent-Length: 10"), "Content-Length 41 again"),
    lost("content-length", "a field without a name", ": x\r\n\r\n", "a header field"),
    lost("content-length", "a folded field", "Content-Length: 41\r\n 0\r\n\r\n" + right(2), "a header field"),
    lost("content-length", "NUL in a name", "Content\0Length: 41\r\n\r\n"s + right(2), "a header field"),
    lost("content-length", "a field without end", "X: " + std::string(100'000, 'x'),
         "the end of the header within 8192 bytes"),
    lost("content-length", "fields without end", repeated("X: a\r\n", 100'000),
         "the end of the header within 8192 bytes"),
    lost("content-length", "a length that is too small", "Content-Length: 40\r\n\r\n" + right(2) + "\r\n\r\n",
         "a header field"),
    lost("length-prefix", "a greeting", "Starting server...\n", "a size of 4 bytes, found \"Star"),
    lost("length-prefix", "an answer of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", "a size of 4 bytes"),
    lost("length-prefix", "a line of JSON", right(2) + "\n", "a size of 4 bytes"),
};

// All that has this framing, each with the lines for it.
std::vector<const char*> framed()
{
    std::vector<const char*> found;
    for (auto* name : test::streams)
        if (!test::is_websocket(name))
            found.push_back(name);
    return found;
}

} // namespace

BOOST_DATA_TEST_CASE(lost_framing_costs_the_connection, bdata::make(framed()) * bdata::make(losses), transport, sample)
{
    if (test::framing_of(transport) == sample.framing)
        hostile::check(transport, sample);
}

BOOST_AUTO_TEST_CASE(answer_in_front_of_the_place_is_not_lost_with_the_connection)
{
    auto sample = anomaly("an answer and more", netstring(right(2)) + "oops").answered("\"right\"").ends_connection();
    for (auto* transport : framed())
        if (test::framing_of(transport) == "netstring")
            hostile::check(transport, sample);
}

// What has no end in itself is skipped to the beginning of the next message.
BOOST_DATA_TEST_CASE(bytes_between_messages_cost_nothing, bdata::make(framed()), transport)
{
    auto sample = anomaly("oops", "oops\n").passes().counted(&rpc::statistics::malformed);
    if (test::framing_of(transport) == "newline" || test::is_bare(transport))
        hostile::check(transport, sample);
    sample.bytes = "oops\x1e";
    if (test::framing_of(transport) == "delimiter:0x1e")
        hostile::check(transport, sample);
    for (auto* text : {"]]]}}} ", "\"oops\" ", "{\"a\":\"\n", "[\"\\\n"})
    {
        sample.bytes = text;
        if (test::is_bare(transport))
            hostile::check(transport, sample);
    }
}

BOOST_DATA_TEST_CASE(answer_that_stops_at_any_byte_is_a_lost_connection, bdata::make(test::transports), transport)
{
    std::size_t size = 0;
    std::size_t most = 1;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            auto id = hostile::id_of(co_await client.read());
            auto bytes = client.framed(right(id));
            most = bytes.size();
            co_await client.send(bytes.substr(0, size));
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            // Handshakes take their time.
            for (std::size_t step = test::is_secure(transport) ? 7 : 1; size < most; size += step)
            {
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::connection_lost), size << ": " << error.what());
                BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed), size << ": " << error.what());
            }
            size = most;
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(client.statistics().connects == client.statistics().started);
        },
        rpc::client_options().reconnect(rpc::backoff::none()));
}

BOOST_DATA_TEST_CASE(answer_in_two_parts_is_an_answer, bdata::make(test::transports), transport)
{
    std::size_t size = 0;
    std::size_t most = 1;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            for (;;)
            {
                auto id = hostile::id_of(co_await client.read());
                auto bytes = client.framed(right(id));
                most = bytes.size();
                co_await client.send(bytes.substr(0, size));
                co_await test::turn();
                co_await client.send(bytes.substr(size));
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            for (std::int64_t id = 1; size < most; ++size, ++id)
            {
                auto response = co_await client.request("ping");
                BOOST_TEST(response.text == right(id));
            }
            BOOST_TEST(client.statistics().connects == 1U);
        });
}

BOOST_AUTO_TEST_SUITE_END()
