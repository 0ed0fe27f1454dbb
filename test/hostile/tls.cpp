// SPDX-License-Identifier: BSL-1.0
// TLS that is cut, changed, repeated or none at all, by somebody on the way.
#include "hostile/peer.hpp"
#include "support/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using namespace std::string_literals;
using test::contains;

BOOST_AUTO_TEST_SUITE(tls)

namespace {

const auto secure =
    test::transports_that([](std::string_view name) { return test::is_secure(name) && test::has_usual_framing(name); });

// What becomes of bytes of the server.
using change = std::function<std::string(std::string)>;

// Stands between a client and a server.
class relay
{
public:
    relay(asio::any_io_executor executor, unsigned short to)
        : listener_(executor,
                    [to, seen = seen_](test::tcp::socket client) { return carry(std::move(client), to, seen); })
    {
    }

    std::string port() const { return std::to_string(listener_.port()); }
    void stop() { listener_.stop(); }

    // All that the server sends from now on goes through this; and behind so many bytes a connection ends.
    void changes(change value) { seen_->how = std::move(value); }
    void ends_after(std::size_t size) { seen_->most = size; }
    // That the server has sent on the last connection.
    std::size_t size() const { return seen_->size; }

private:
    // A coroutine may outlive the relay.
    struct state
    {
        change how;
        std::size_t most = std::size_t(-1);
        std::size_t size = 0;
    };

    static asio::awaitable<void> carry(test::tcp::socket client, unsigned short to, std::shared_ptr<state> seen)
    {
        auto executor = client.get_executor();
        auto from = std::make_shared<test::tcp::socket>(std::move(client));
        auto there = std::make_shared<test::tcp::socket>(executor);
        test::tcp::endpoint where(asio::ip::address_v4::loopback(), to);
        co_await there->async_connect(where, asio::use_awaitable);
        asio::co_spawn(executor, pass(from, there), asio::detached);
        seen->size = 0;
        std::array<char, 65536> space;
        while (seen->size < seen->most)
        {
            auto [error, size] =
                co_await there->async_read_some(asio::buffer(space), asio::as_tuple(asio::use_awaitable));
            if (error)
                break;
            std::string bytes(space.data(), std::min(size, seen->most - seen->size));
            if (seen->how)
                bytes = seen->how(bytes);
            seen->size += size;
            auto [failed, ignored] =
                co_await asio::async_write(*from, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
            if (failed)
                break;
        }
        boost::system::error_code ignored;
        from->shutdown(test::tcp::socket::shutdown_send, ignored);
        there->close(ignored);
    }

    // What the client sends goes as it is.
    static asio::awaitable<void> pass(std::shared_ptr<test::tcp::socket> from, std::shared_ptr<test::tcp::socket> to)
    {
        std::array<char, 65536> space;
        for (;;)
        {
            auto [error, size] =
                co_await from->async_read_some(asio::buffer(space), asio::as_tuple(asio::use_awaitable));
            if (error)
                break;
            auto [failed, ignored] =
                co_await asio::async_write(*to, asio::buffer(space, size), asio::as_tuple(asio::use_awaitable));
            if (failed)
                break;
        }
        boost::system::error_code ignored;
        to->close(ignored);
        from->close(ignored);
    }

    std::shared_ptr<state> seen_ = std::make_shared<state>();
    test::scripted_server listener_;
};

using use = std::function<asio::awaitable<void>(rpc::client&, relay&)>;

// A client of a server that answers whatever comes, with the relay between them.
void play(std::string_view transport, use body, rpc::client_options options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            hostile::server server(executor, transport,
                                   [](hostile::peer& client) -> asio::awaitable<void>
                                   {
                                       for (;;)
                                       {
                                           auto id = hostile::id_of(co_await client.read());
                                           co_await client.answer(hostile::right(id));
                                       }
                                   });
            relay between(executor, server.port());
            auto url = std::string(test::scheme_of(transport)) + "://127.0.0.1:" + between.port();
            rpc::client client(executor, url, server.options(options.reconnect(rpc::backoff::none())));
            co_await body(client, between);
            co_await client.close();
            between.stop();
            server.stop();
        });
}

// A line of the table: what becomes of the records that hold an answer, and what the call is told; nothing if it is
// answered all the same. Then whether the connection ends behind them.
struct tampering
{
    tampering(std::string name, change how, std::string part, bool ends = false)
        : name(std::move(name)), how(std::move(how)), part(std::move(part)), ends(ends)
    {
    }

    friend std::ostream& operator<<(std::ostream& to, const tampering& line) { return to << line.name; }

    std::string name;
    change how;
    std::string part;
    bool ends;
};

std::string flipped(std::string bytes, std::size_t at)
{
    bytes.at(at) ^= 1;
    return bytes;
}

change instead(std::string bytes)
{
    return [bytes](std::string) { return bytes; };
}

const std::vector<tampering> tamperings = {
    {"nothing, and the end", instead(""), "", true},
    {"a byte of a record, and the end", [](std::string bytes) { return bytes.substr(0, 1); }, "", true},
    {"the head of a record, and the end", [](std::string bytes) { return bytes.substr(0, 5); }, "", true},
    {"half a record, and the end", [](std::string bytes) { return bytes.substr(0, bytes.size() / 2); }, "", true},
    {"all but the last byte, and the end", [](std::string bytes) { return bytes.substr(0, bytes.size() - 1); }, "",
     true},
    {"a bit flipped in the first byte of the text", [](std::string bytes) { return flipped(bytes, 5); },
     "bad record mac"},
    {"a bit flipped in the last byte", [](std::string bytes) { return flipped(bytes, bytes.size() - 1); },
     "bad record mac"},
    {"another kind of record", [](std::string bytes) { return flipped(bytes, 0); }, ""},
    {"a record of another version", [](std::string bytes) { return flipped(bytes, 1); }, ""},
    {"a record that was lost", [](std::string bytes) { return bytes.substr(bytes.size() / 2) + bytes; }, ""},
    {"garbage", instead(std::string(1000, 'x')), ""},
    {"an answer in the open", instead(hostile::right(2) + "\n"), ""},
    {"a record that is too long", instead("\x17\x03\x03\xff\xff" + std::string(70'000, 'x')), "length too long"},
    {"an empty record", instead("\x17\x03\x03\0\0"s), ""},
    {"an alert in the open", instead("\x15\x03\x03\0\x02\x02\x28"s), ""},
    {"a goodbye in the open", instead("\x15\x03\x03\0\x02\x01\0"s), ""},
    {"a handshake in the open", instead("\x16\x03\x03\0\x04\0\0\0\0"s), ""},
};

} // namespace

BOOST_DATA_TEST_CASE(records_that_are_none_cost_their_connection, bdata::make(secure) * bdata::make(tamperings),
                     transport, sample)
{
    play(transport,
         [&](rpc::client& client, relay& between) -> asio::awaitable<void>
         {
             auto first = co_await client.request("ping");
             BOOST_TEST(first.text == hostile::right(1));
             between.changes(sample.how);
             if (sample.ends)
                 between.ends_after(between.size() + 1);
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::connection_lost), error.what());
             BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed), error.what());
             BOOST_TEST(contains(error.what(), sample.part), error.what());
             BOOST_TEST(contains(error.what(), "\"ping\" (id 2) at "), error.what());
             between.changes({});
             between.ends_after(std::size_t(-1));
             auto next = co_await client.request("ping");
             BOOST_TEST(next.text == hostile::right(3));
             BOOST_TEST(client.statistics().connects == 2U);
             BOOST_TEST(client.statistics().connections_lost == 1U);
         });
}

BOOST_DATA_TEST_CASE(record_that_comes_twice_is_taken_once, bdata::make(secure), transport)
{
    play(transport,
         [&](rpc::client& client, relay& between) -> asio::awaitable<void>
         {
             co_await client.request("ping");
             between.changes([](std::string bytes) { return bytes + bytes; });
             auto answered = co_await client.request("ping");
             BOOST_TEST(answered.text == hostile::right(2));
             between.changes({});
             while (!test::is_http(transport) && client.statistics().connections_lost == 0)
                 co_await test::turn();
             auto next = co_await client.request("ping");
             BOOST_TEST(next.text == hostile::right(3));
             BOOST_TEST(client.statistics().duplicate == 0U);
             BOOST_TEST(client.statistics().connects == 2U);
         });
}

// The goodbye of TLS lacks then, which is no reason to throw an answer away.
BOOST_DATA_TEST_CASE(connection_that_stops_at_any_byte_costs_its_call_at_most, bdata::make(secure), transport)
{
    play(transport,
         [&](rpc::client& client, relay& between) -> asio::awaitable<void>
         {
             std::size_t failed = 0;
             bool is_answered = false;
             for (std::size_t size = 0; !is_answered; size += 43)
             {
                 between.ends_after(size);
                 try
                 {
                     co_await client.request("ping");
                     is_answered = true;
                 }
                 catch (const rpc::client_error& error)
                 {
                     ++failed;
                     bool is_lost = error.code() == rpc::errc::connection_lost;
                     BOOST_TEST((is_lost || error.code() == rpc::errc::not_connected), size << ": " << error.what());
                     auto known = is_lost ? rpc::delivery::maybe_executed : rpc::delivery::not_sent;
                     BOOST_TEST((error.delivery() == known), size << ": " << error.what());
                 }
             }
             // A certificate takes more than this.
             BOOST_TEST(failed > 10U);
             BOOST_TEST(client.statistics().failed == failed);
         });
}

// Of a byte in 97: behind the handshake come tickets, and then the answer.
BOOST_DATA_TEST_CASE(connection_with_any_bit_flipped_answers_nothing, bdata::make(secure), transport)
{
    std::size_t at = 0;
    for (bool is_reached = true; is_reached; at += 97)
        play(
            transport,
            [&](rpc::client& client, relay& between) -> asio::awaitable<void>
            {
                auto seen = std::make_shared<std::size_t>(0);
                between.changes(
                    [seen, at](std::string bytes)
                    {
                        auto begin = std::exchange(*seen, *seen + bytes.size());
                        return at >= begin && at < *seen ? flipped(bytes, at - begin) : bytes;
                    });
                try
                {
                     // Who is told of a longer record waits for the rest of it.
                    co_await client.send(rpc::request("ping"), rpc::call_options().timeout(1s));
                    BOOST_TEST(at >= *seen);
                    is_reached = false;
                    co_return;
                }
                catch (const rpc::client_error& error)
                {
                    bool is_told = error.code() == rpc::errc::not_connected ||
                                   error.code() == rpc::errc::connection_lost || error.code() == rpc::errc::timeout;
                    BOOST_TEST(is_told, at << ": " << error.what());
                }
                between.changes({});
                auto next = co_await client.request("ping");
                BOOST_TEST(next.text == hostile::right(2));
            },
            rpc::client_options().tls_timeout(1s));
    BOOST_TEST(at > 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
