// SPDX-License-Identifier: BSL-1.0
// More than a client can take: messages that nobody asked for, without end, too large, too slow, or never read. The
// memory that they cost is bounded.
#include "hostile/memory.hpp"
#include "hostile/peer.hpp"
#include "support/raw_websocket.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using hostile::MiB;
using hostile::repeated;
using hostile::right;
using stats = rpc::statistics;

BOOST_AUTO_TEST_SUITE(floods)

namespace {

// A message that comes many times, and how it is counted.
struct flood
{
    flood(std::string name, std::string text, std::uint64_t stats::*counter)
        : name(std::move(name)), text(std::move(text)), counter(counter)
    {
    }

    friend std::ostream& operator<<(std::ostream& to, const flood& line) { return to << line.name; }

    std::string name;
    std::string text;
    std::uint64_t stats::*counter;
};

const std::vector<flood> unsolicited = {
    {"notifications", R"({"jsonrpc":"2.0","method":"tick","params":[1]})", &stats::notifications},
    {"requests", R"({"jsonrpc":"2.0","method":"ask","id":"a string that comes back"})", &stats::requests},
    {"answers to nobody", R"({"jsonrpc":"2.0","result":1,"id":"nobody"})", &stats::unknown},
    {"answers to calls to come", R"({"jsonrpc":"2.0","result":1,"id":1000000})", &stats::unknown},
    {"errors for nobody", R"({"jsonrpc":"2.0","error":{"code":1,"message":"no"},"id":"nobody"})", &stats::unknown},
    {"arrays", R"([{"jsonrpc":"2.0","method":"tick"}])", &stats::notifications},
    {"objects that are no messages", R"({"oops":1})", &stats::malformed},
};

// Where the framing does not matter.
const auto usual = test::transports_that(test::has_usual_framing);
const auto usual_streams =
    test::transports_that([](std::string_view name) { return test::has_usual_framing(name) && !test::is_http(name); });

// Small, so that it shows when one of them is not kept.
rpc::client_options limits()
{
    return rpc::client_options().max_message_size(1'000'000).max_queued_bytes(MiB).timeout(1h);
}
constexpr std::size_t bound = 8 * MiB;

// The frame of a message of so many bytes, of which the second part is the end.
std::pair<std::string, std::string> frame_around(std::string_view transport, std::size_t size)
{
    if (test::is_websocket(transport))
    {
        std::string head = "\x81\x7f";
        for (int shift = 56; shift >= 0; shift -= 8)
            head += static_cast<char>(static_cast<std::uint64_t>(size) >> shift);
        return {head, ""};
    }
    auto framing = test::framing_of(transport);
    if (framing == "http")
        return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n", ""};
    if (framing == "content-length")
        return {"Content-Length: " + std::to_string(size) + "\r\n\r\n", ""};
    if (framing == "netstring")
        return {std::to_string(size) + ":", ","};
    if (framing == "length-prefix")
    {
        std::string head;
        for (int shift = 24; shift >= 0; shift -= 8)
            head += static_cast<char>(size >> shift);
        return {head, ""};
    }
    return {"", framing == "newline" ? "\n" : framing == "bare" ? "" : "\x1e"};
}

// Over the others the way through the library is the same, but for a few steps. With AddressSanitizer, which makes it
// many times slower, it is so over all.
std::size_t gigabyte_or_less(std::string_view transport)
{
#ifdef __SANITIZE_ADDRESS__
    constexpr bool is_slow = true;
#else
    constexpr bool is_slow = false;
#endif
    return !is_slow && (transport == "tcp newline" || transport == "ws" || transport == "http") ? 1024 * MiB : 32 * MiB;
}

// Sends this again and again, until the client has gone.
asio::awaitable<void> without_end(hostile::peer& client, std::string bytes)
{
    for (;;)
    {
        co_await client.send(bytes);
        co_await test::turn();
    }
}

} // namespace

// Nor does the server read what it is told.
BOOST_DATA_TEST_CASE(unsolicited_messages_cost_no_call, bdata::make(test::streams) * bdata::make(unsolicited),
                     transport, sample)
{
    constexpr std::size_t rounds = 10, messages = 300;
    hostile::memory_watch watch;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            auto id = hostile::id_of(co_await client.read());
            auto bytes = repeated(client.framed(sample.text), messages);
            for (std::size_t i = 0; i != rounds; ++i)
                co_await client.send(bytes);
            co_await client.answer(right(id));
            co_await client.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == right(1));
            auto counted = client.statistics();
            BOOST_TEST((counted.*sample.counter) == rounds * messages);
            BOOST_TEST(counted.connects == 1U);
            BOOST_TEST(counted.queued_bytes <= MiB / 4);
        },
        limits());
    BOOST_TEST(watch.most() < bound);
}

// The reader hands them out when that happens.
BOOST_DATA_TEST_CASE(client_that_goes_in_a_flood_is_gone, bdata::make(test::streams), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            hostile::server server(executor, transport,
                                   [](hostile::peer& client) -> asio::awaitable<void>
                                   {
                                       co_await client.read();
                                       co_await client.send(client.framed(right(1)) +
                                                            repeated(client.framed(unsolicited[0].text), 1000));
                                       co_await client.closed();
                                   });
            std::optional<rpc::client> client(std::in_place, executor, server.url(), server.options());
            auto response = co_await client->request("ping");
            BOOST_TEST(response.text == right(1));
            client.reset();
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(requests_without_end_are_answered_within_bounds, bdata::make(usual_streams), transport)
{
    hostile::memory_watch watch;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            co_await client.read();
            co_await without_end(client, repeated(client.framed(R"({"jsonrpc":"2.0","method":"ask","id":1})"), 500));
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error =
                co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout), error.what());
            while (client.statistics().requests <= 1000U)
                co_await asio::post(client.get_executor(), asio::use_awaitable);
            BOOST_TEST(client.statistics().queued_bytes <= MiB / 4);
        },
        limits());
    BOOST_TEST(watch.most() < bound);
}

BOOST_DATA_TEST_CASE(gigabyte_in_one_message_costs_its_call_only, bdata::make(test::transports), transport)
{
    hostile::memory_watch watch;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            for (;;)
            {
                auto text = co_await client.read();
                auto id = hostile::id_of(text);
                if (!test::contains(text, "\"large\""))
                {
                    co_await client.answer(right(id));
                    continue;
                }
                auto head = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":")";
                auto count = gigabyte_or_less(transport) / MiB;
                auto around = frame_around(transport, head.size() + count * MiB + 2);
                co_await client.send(around.first + head);
                std::string piece(MiB, 'x');
                for (std::size_t i = 0; i != count; ++i)
                    co_await client.send(piece);
                co_await client.send("\"}" + around.second);
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("large"));
            BOOST_TEST((error.code() == rpc::errc::message_too_large), error.what());
            BOOST_TEST((error.delivery() == rpc::delivery::answered), error.what());
            auto next = co_await client.request("ping");
            BOOST_TEST(next.text == right(2));
            // Over HTTP nobody waits for the rest of it.
            BOOST_TEST(client.statistics().connects == (test::is_http(transport) ? 2U : 1U));
            BOOST_TEST(client.statistics().malformed == (test::is_http(transport) ? 0U : 1U));
        },
        limits());
    BOOST_TEST(watch.most() < bound);
}

BOOST_DATA_TEST_CASE(gigabyte_in_many_messages_costs_nothing, bdata::make(test::streams), transport)
{
    auto count = gigabyte_or_less(transport) / MiB * 2;
    hostile::memory_watch watch;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            auto id = hostile::id_of(co_await client.read());
            auto bytes =
                client.framed(R"({"jsonrpc":"2.0","method":"tick","params":[")" + std::string(MiB / 2, 'x') + "\"]}");
            for (std::size_t i = 0; i != count; ++i)
                co_await client.send(bytes);
            co_await client.answer(right(id));
            co_await client.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.text == right(1));
            BOOST_TEST(client.statistics().notifications == count);
        },
        limits());
    BOOST_TEST(watch.most() < bound);
}

BOOST_DATA_TEST_CASE(answer_that_drips_without_end_costs_the_timeout, bdata::make(test::transports), transport)
{
    hostile::memory_watch watch;
    std::size_t dripped = 0;
    hostile::play(
        transport,
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            auto id = hostile::id_of(co_await client.read());
            auto around = frame_around(transport, 100'000'000);
            co_await client.send(around.first + R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":")");
            for (;; ++dripped)
            {
                co_await client.send("x");
                co_await test::turn();
            }
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto options = rpc::call_options().timeout(test::patience);
            auto error = co_await test::failure(client.send(rpc::request("ping"), options));
            BOOST_TEST((error.code() == rpc::errc::timeout), error.what());
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed), error.what());
            BOOST_TEST(test::contains(error.what(), "(phase: wait)"), error.what());
            BOOST_TEST(dripped != 0U);
            BOOST_TEST(client.statistics().timed_out == 1U);
        },
        rpc::client_options().max_message_size(200'000'000));
    BOOST_TEST(watch.most() < bound);
}

BOOST_DATA_TEST_CASE(server_that_never_reads_costs_what_may_be_queued, bdata::make(usual), transport)
{
    constexpr std::size_t calls = 200;
    hostile::memory_watch watch;
    hostile::play(
        transport, [](hostile::peer&) -> asio::awaitable<void> { co_await test::never(); },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            std::size_t timed_out = 0, refused = 0, others = 0;
            auto note = [&](std::exception_ptr error, rpc::response)
            {
                try
                {
                    std::rethrow_exception(error);
                }
                catch (const rpc::client_error& thrown)
                {
                    ++(thrown.code() == rpc::errc::timeout      ? timed_out
                       : thrown.code() == rpc::errc::queue_full ? refused
                                                                : others);
                    if (thrown.code() == rpc::errc::queue_full)
                        BOOST_TEST((thrown.delivery() == rpc::delivery::not_sent));
                }
            };
            const std::string large(200'000, 'x');
            for (std::size_t i = 0; i != calls; ++i)
            {
                client.send(rpc::request("large", large), rpc::call_options().timeout(2s), note);
                co_await test::turn();
            }
            while (timed_out + refused + others != calls)
                co_await test::turn();
            BOOST_TEST(refused != 0U);
            BOOST_TEST(timed_out != 0U);
            BOOST_TEST(others == 0U);
            BOOST_TEST(client.statistics().queued_bytes <= MiB);
        },
        limits());
    // With what is on its way.
    BOOST_TEST(watch.most() < 2 * bound);
}

BOOST_AUTO_TEST_CASE(frames_without_end_cost_the_timeout)
{
    for (auto& bytes : {test::websocket_frame(test::frame::ping, std::string(125, 'x')),
                        test::websocket_frame(test::frame::pong, ""), test::websocket_frame(test::frame::text, ""),
                        test::websocket_frame(test::frame::first_part, "") +
                            repeated(test::websocket_frame(test::frame::middle_part, ""), 1000) +
                            test::websocket_frame(test::frame::last_part, "")})
    {
        hostile::memory_watch watch;
        hostile::play(
            "ws",
            [&](hostile::peer& client) -> asio::awaitable<void>
            {
                co_await client.read();
                co_await without_end(client, repeated(bytes, 1 + 100'000 / bytes.size()));
            },
            hostile::expecting_timeout(), limits());
        BOOST_TEST(watch.most() < bound);
    }
}

BOOST_AUTO_TEST_SUITE_END()
