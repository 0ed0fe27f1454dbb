// SPDX-License-Identifier: BSL-1.0
// Streams of events without end: whatever fills them, they cost their call's timeout, and no memory.
#include "hostile/memory.hpp"
#include "hostile/peer.hpp"
#include "support/event_texts.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using hostile::MiB;
using hostile::repeated;

BOOST_AUTO_TEST_SUITE(events)

namespace {

struct filling
{
    filling(std::string name, std::string begin, std::string more)
        : name(std::move(name)), begin(std::move(begin)), more(std::move(more))
    {
    }

    friend std::ostream& operator<<(std::ostream& to, const filling& line) { return to << line.name; }

    std::string name;
    std::string begin;
    std::string more;
};

const std::string many_x(100'000, 'x');

const std::vector<filling> fillings = {
    {"comments", "", ": keep alive\n\n"},
    {"one comment", ":", many_x},
    {"one name", "x", many_x},
    {"one type", "event: ", many_x},
    {"data of another type", "event: other\ndata: ", many_x},
    {"lines of another type", "event: other\n", "data: x\n"},
    {"data of a notification", R"(data: {"jsonrpc":"2.0","method":"log","params":[")", many_x},
    {"notifications", "", test::event(test::progress)},
    {"requests", "", test::event(R"({"jsonrpc":"2.0","method":"ask","id":"a string that comes back"})")},
    {"answers to others", "", test::event(R"({"jsonrpc":"2.0","result":1,"id":"nobody"})")},
    {"texts that are no JSON", "", test::event("{")},
    {"arrays", "", test::event(repeated("[", 300))},
    {"events without data", "", "data\n\n"},
};

} // namespace

BOOST_DATA_TEST_CASE(stream_without_end_costs_the_timeout, bdata::make(fillings))
{
    hostile::memory_watch watch;
    hostile::play(
        "http",
        [&](hostile::peer& client) -> asio::awaitable<void>
        {
            auto text = co_await client.read();
            // An answer to the server's request.
            if (text.find("\"ping\"") == text.npos)
                co_return co_await client.closed();
            co_await client.send(test::events_head() + test::chunk(sample.begin + sample.more));
            auto bytes = test::chunk(repeated(sample.more, 100'000 / sample.more.size()));
            for (;;)
                co_await client.send(bytes);
        },
        hostile::expecting_timeout(), rpc::client_options().max_message_size(1'000'000).max_queued_bytes(MiB));
    BOOST_TEST(watch.most() < 8 * MiB);
}

BOOST_AUTO_TEST_SUITE_END()
