// SPDX-License-Identifier: BSL-1.0
// Upgrades that are none, and frames that break the protocol.
#include "hostile/anomaly.hpp"
#include "hostile/memory.hpp"
#include "support/raw_websocket.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <zlib.h>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using namespace std::string_literals;
using hostile::anomaly;
using hostile::repeated;
using test::websocket_frame;
namespace frame = test::frame;

BOOST_AUTO_TEST_SUITE(websocket)

namespace {

const std::string body = hostile::right(2);
const std::string answer = websocket_frame(frame::text, body);
const std::string switching = "HTTP/1.1 101 Switching Protocols\r\n";
const std::string upgrade = "Upgrade: websocket\r\n";
const std::string connection = "Connection: Upgrade\r\n";
const std::string proof = "Sec-WebSocket-Accept: $accept\r\n";

// The call gets no connection, and the next one makes a new one.
anomaly refused(std::string name, std::string bytes, std::string why = {})
{
    return anomaly(name, bytes).fails(rpc::errc::not_connected, why, rpc::delivery::not_sent);
}

const std::vector<anomaly> upgrades = {
    refused("no header", switching + "\r\n"),
    refused("no Upgrade", switching + connection + proof + "\r\n", "Upgrade"),
    refused("another Upgrade", switching + "Upgrade: h2c\r\n" + connection + proof + "\r\n", "Upgrade"),
    refused("no Connection", switching + upgrade + proof + "\r\n", "Connection"),
    refused("another Connection", switching + upgrade + "Connection: close\r\n" + proof + "\r\n", "Connection"),
    refused("no Sec-WebSocket-Accept", switching + upgrade + connection + "\r\n", "Sec-WebSocket-Accept"),
    refused("an empty one", switching + upgrade + connection + "Sec-WebSocket-Accept: \r\n\r\n",
            "Sec-WebSocket-Accept"),
    refused("a wrong one", switching + upgrade + connection + "Sec-WebSocket-Accept: $acceptx\r\n\r\n",
            "Sec-WebSocket-Accept"),
    refused("another version of HTTP", "HTTP/1.0 101 Switching Protocols\r\n" + upgrade + connection + proof + "\r\n",
            "1.1"),
    refused("another status", "HTTP/1.1 200 OK\r\n" + upgrade + connection + proof + "\r\n", "HTTP status 200 OK"),
    refused("a status that is none", "HTTP/1.1 abc OK\r\n\r\n", "HTTP status abc OK"),
    refused("a frame instead", answer, "bad version").then_closes(),
    refused("a line of JSON", body + "\r\n\r\n", "bad version"),
    refused("half a header", switching + upgrade).then_closes(),
    refused("headers without end", switching + repeated("X: a\r\n", 100'000)),
    refused("a header without end", switching + "X: " + std::string(1'000'000, 'x')),
    refused("interim answers only", repeated("HTTP/1.1 100 Continue\r\n\r\n", 100), "HTTP status 100 Continue"),
    refused("a subprotocol that nobody asked for",
            switching + upgrade + connection + proof + "Sec-WebSocket-Protocol: other\r\n\r\n", "subprotocol"),
    refused("an extension that nobody asked for",
            switching + upgrade + connection + proof + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
            "extension"),
};

anomaly lost(std::string name, std::string bytes, std::string why = {}) { return anomaly(name, bytes).loses(why); }
anomaly fine(std::string name, std::string bytes) { return anomaly(name, bytes).answered("\"right\""); }

std::string closing(int code, const std::string& reason = {})
{
    return websocket_frame(frame::close,
                           std::string(1, static_cast<char>(code >> 8)) + static_cast<char>(code) + reason);
}

// A frame that claims this length in 8 bytes.
std::string claiming(std::uint64_t size, int first = frame::text)
{
    std::string bytes = static_cast<char>(first) + "\x7f"s;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(size >> shift);
    return bytes;
}

const std::string half = body.substr(0, 10);
const std::string rest = body.substr(10);

std::vector<anomaly> make_frames()
{
    std::vector<anomaly> made = {
        lost("a masked frame", "\x81\xa9mask" + body, "masked"),
        lost("a fragment of a ping", websocket_frame(0x09, "x"), "fragmented"),
        lost("a fragment of a pong", websocket_frame(0x0a, "x"), "fragmented"),
        lost("a fragment of the end", websocket_frame(0x08, "\x03\xe8"), "fragmented"),
        lost("a ping of 126 bytes", websocket_frame(frame::ping, std::string(126, 'x')), "control"),
        lost("a pong of 70,000 bytes", websocket_frame(frame::pong, std::string(70'000, 'x')), "control"),
        lost("an end of 126 bytes", closing(1000, std::string(124, 'x')), "control"),
        lost("a ping that claims 2^62 bytes", claiming(std::uint64_t(1) << 62, frame::ping), "control"),
        lost("a part of nothing", websocket_frame(frame::middle_part, body), "continuation"),
        lost("the last part of nothing", websocket_frame(frame::last_part, body), "continuation"),
        lost("a message in a message", websocket_frame(frame::first_part, half) + answer, "data frame"),
        lost("the beginning of a message in a message",
             websocket_frame(frame::first_part, half) + websocket_frame(frame::first_part, rest), "data frame"),
        lost("a message of bytes in one of text",
             websocket_frame(frame::first_part, half) + websocket_frame(frame::binary, rest), "data frame"),
        lost("bytes that are no UTF-8", websocket_frame(frame::text, "\"\xff\""), "utf8"),
        lost("CESU-8", websocket_frame(frame::text, "\"\xed\xa0\xbd\xed\xb0\x88\""), "utf8"),
        lost("overlong UTF-8", websocket_frame(frame::text, "\"\xc0\xaf\""), "utf8"),
        lost("UTF-8 that a message splits", websocket_frame(frame::text, "\"\xc3"), "utf8"),
        lost("UTF-8 that parts break",
             websocket_frame(frame::first_part, "\"\xc3") + websocket_frame(frame::last_part, "x\""), "utf8"),
        fine("UTF-8 that parts split",
             websocket_frame(frame::first_part, R"({"jsonrpc":"2.0","id":2,"result":"right","x":")"s + "\xc3") +
                 websocket_frame(frame::last_part, "\xa9\"}")),
        fine("an answer of bytes", websocket_frame(frame::binary, body)),
        anomaly("bytes that are no UTF-8 in one of bytes",
                websocket_frame(frame::binary, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"\xff\"}"))
            .fails(rpc::errc::invalid_response, "not JSON")
            .counted(&rpc::statistics::malformed),
        lost("a length of 64 bits", claiming(~std::uint64_t(0)), "Protocol error"),
        lost("a length of 63 bits and one more", claiming(std::uint64_t(1) << 63), "Protocol error"),
        lost("a short length in 2 bytes", "\x81\x7e\0\x29"s + body, "size"),
        lost("a short length in 8 bytes", claiming(body.size()) + body, "size"),
        lost("a length of 2 bytes in 8", claiming(65535) + std::string(65535, ' '), "size"),
        lost("bytes of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"),
        lost("the end without a code", websocket_frame(frame::close, ""), "the server closed the WebSocket"),
        lost("the end with half a code", websocket_frame(frame::close, "\x03"), "close"),
        lost("the end with a reason", closing(1011, "broken"), "with code 1011, \"broken\""),
        lost("the end with a reason that is no UTF-8", closing(1011, "\xff"), "utf8"),
        lost("the end with a code of a program", closing(4000, "own"), "with code 4000, \"own\""),
        lost("frames behind the end", closing(1001) + answer + websocket_frame(frame::ping, "x"), "with code 1001"),
        lost("the end in a message", websocket_frame(frame::first_part, half) + closing(1001), "with code 1001"),
        fine("an answer in front of the end", answer + closing(1000)).ends_connection(),
        fine("an answer in front of what is no frame", answer + "\xc1\x01x").ends_connection(),
        lost("half a head of a frame", answer.substr(0, 1)).then_closes(),
        lost("half a frame", answer.substr(0, 10)).then_closes(),
        lost("nothing", "").then_closes(),
        fine("a thousand pings", repeated(websocket_frame(frame::ping, "x"), 1000) + answer),
        fine("a thousand pongs", repeated(websocket_frame(frame::pong, "x"), 1000) + answer),
        fine("a thousand empty messages", repeated(websocket_frame(frame::text, ""), 1000) + answer),
        fine("a thousand empty parts", websocket_frame(frame::first_part, body) +
                                           repeated(websocket_frame(frame::middle_part, ""), 1000) +
                                           websocket_frame(frame::last_part, "")),
        fine("a part for each byte",
             []
             {
                 auto bytes = websocket_frame(frame::first_part, "");
                 for (char byte : body)
                     bytes +=
                         websocket_frame(frame::middle_part, std::string(1, byte)) + websocket_frame(frame::ping, "");
                 return bytes + websocket_frame(frame::last_part, "");
             }()),
    };
    for (int bits : {0x10, 0x20, 0x40, 0x70})
    {
        auto name = "reserved bits " + std::to_string(bits >> 4);
        made.push_back(lost(name, websocket_frame(frame::text | bits, body), "reserved"));
        made.push_back(lost(name + " of a ping", websocket_frame(frame::ping | bits, ""), "reserved"));
    }
    for (int code : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        made.push_back(lost("opcode " + std::to_string(code), websocket_frame(0x80 | code, body), "opcode"));
    for (int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        made.push_back(lost("the end with code " + std::to_string(code), closing(code), "close"));
    return made;
}

const auto frames = make_frames();

// RFC 7692: without the last four bytes.
std::string deflated(const std::string& text)
{
    ::z_stream stream = {};
    ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string made(::deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<::uInt>(text.size());
    stream.next_out = reinterpret_cast<::Bytef*>(made.data());
    stream.avail_out = static_cast<::uInt>(made.size());
    ::deflate(&stream, Z_SYNC_FLUSH);
    made.resize(stream.total_out - 4);
    ::deflateEnd(&stream);
    return made;
}

constexpr int compressed_text = frame::text | 0x40;

const std::vector<anomaly> compressed = {
    fine("an answer", websocket_frame(compressed_text, deflated(body))),
    fine("an answer in parts", websocket_frame(frame::first_part | 0x40, deflated(body).substr(0, 5)) +
                                   websocket_frame(frame::last_part, deflated(body).substr(5))),
    fine("an answer that is not compressed", answer),
    lost("a block of no kind", websocket_frame(compressed_text, "\x06\xff\xff")),
    lost("a stored block that lies about its length", websocket_frame(compressed_text, "\x01\x05\x05\x05\x05xxxxx")),
    lost("a distance to nothing", websocket_frame(compressed_text, "\x4b\x04\x13\0"s)),
    lost("random bytes", websocket_frame(compressed_text, "\x95\xd2\x17\xee\x73\x5b\xc9\x41\xfe\x02")),
    lost("a compressed part of a message", websocket_frame(frame::first_part | 0x40, deflated(body).substr(0, 5)) +
                                               websocket_frame(frame::last_part | 0x40, deflated(body).substr(5))),
    lost("a compressed ping", websocket_frame(frame::ping | 0x40, ""), "reserved"),
    lost("no UTF-8 in it", websocket_frame(compressed_text, deflated("\"\xff\"")), "utf8"),
    anomaly("a bomb", websocket_frame(compressed_text, deflated(R"({"jsonrpc":"2.0","id":2,"result":")" +
                                                                std::string(100'000'000, 'x') + "\"}")))
        .fails(rpc::errc::message_too_large, "max_message_size")
        .counted(&rpc::statistics::malformed),
};

} // namespace

BOOST_DATA_TEST_CASE(answer_to_the_upgrade_costs_the_calls_that_wait_for_it, bdata::make(upgrades), sample)
{
    bool is_first = true;
    hostile::play(
        "ws",
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            bool is_bad = std::exchange(is_first, false);
            std::string upgraded;
            if (is_bad)
                upgraded = sample.bytes;
            co_await client.accept(upgraded);
            if (is_bad && sample.closes)
                co_return;
            auto id = hostile::id_of(co_await client.read());
            co_await client.answer(hostile::right(id));
            co_await client.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == sample.code), error.what());
            BOOST_TEST((error.delivery() == sample.delivery), error.what());
            BOOST_TEST(test::contains(error.what(), sample.part), error.what());
            BOOST_TEST(test::contains(error.what(), "(phase: handshake)"), error.what());
            auto next = co_await client.request("ping");
            BOOST_TEST(next.text == hostile::right(2));
            auto counted = client.statistics();
            BOOST_TEST(counted.connects == 1U);
            BOOST_TEST(counted.connections_lost == 0U);
            BOOST_TEST(counted.failed == 1U);
        },
        {}, false);
}

BOOST_DATA_TEST_CASE(frame_costs_the_connection_at_most, bdata::make(frames), sample) { hostile::check("ws", sample); }

BOOST_DATA_TEST_CASE(compressed_frame_costs_the_connection_at_most, bdata::make(compressed), sample)
{
    hostile::memory_watch watch;
    hostile::check("ws", sample, rpc::client_options().permessage_deflate().max_message_size(1'000'000),
                   switching + upgrade + connection + proof +
                       "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n\r\n");
    BOOST_TEST(watch.most() < 8 * hostile::MiB);
}

BOOST_AUTO_TEST_SUITE_END()
