// SPDX-License-Identifier: BSL-1.0
// What large messages over WebSocket cost: memory that is kept for the next one, but not for ever.
#include "hostile/memory.hpp"
#include "support/memory_stream.hpp"
#include "support/run.hpp"
#include "transport/websocket_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(websocket_layer)

namespace {

using jsonrpcclient::detail::websocket_layer;
namespace asio = boost::asio;

// The most memory that writing this takes beyond what is taken already.
asio::awaitable<std::size_t> cost_of(websocket_layer& layer, const std::string& message)
{
    hostile::memory_watch watch;
    boost::system::error_code error;
    layer.write_some(asio::buffer(message), error);
    error = co_await layer.flush();
    BOOST_TEST(!error, error.message());
    co_return watch.most();
}

} // namespace

BOOST_AUTO_TEST_CASE(what_a_large_message_took_is_kept_for_the_next_and_given_back_behind_many_small_ones)
{
    test::run(
        []() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            auto peer = test::memory_peer::make();
            peer->largest_write = 65536;
            websocket_layer layer(peer->connect(executor));
            std::string large(4 * hostile::MiB, 'x'), small(100, 'x');
            // It has two buffers, which take turns.
            for (int i = 0; i != 2; ++i)
            {
                auto first = co_await cost_of(layer, large);
                BOOST_TEST(first >= large.size());
            }
            auto next = co_await cost_of(layer, large);
            BOOST_TEST(next < hostile::MiB);
            for (int i = 0; i != 200; ++i)
                co_await cost_of(layer, small);
            for (int i = 0; i != 2; ++i)
            {
                auto anew = co_await cost_of(layer, large);
                BOOST_TEST(anew >= large.size());
            }
        });
}

BOOST_AUTO_TEST_SUITE_END()
