// SPDX-License-Identifier: BSL-1.0
#include "support/service.hpp"

#include "demo_service.hpp"
#include "support/until_end.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <map>

namespace test {

namespace asio = boost::asio;

namespace {

using std::chrono::steady_clock;
using counter = std::shared_ptr<std::atomic<std::uint64_t>>;

asio::awaitable<void> answer_one_by_one(text_peer& peer, counter received)
{
    asio::steady_timer due(co_await asio::this_coro::executor);
    for (;;)
    {
        auto text = co_await peer.read();
        ++*received;
        auto reply = demo::reply_to(text);
        if (reply.delay.count() > 0)
        {
            due.expires_after(reply.delay);
            co_await due.async_wait(asio::deferred);
        }
        co_await peer.answer(std::move(reply.text));
    }
}

// What a reader and a writer of one connection share.
struct answers
{
    explicit answers(asio::any_io_executor executor) : due(executor) {}

    void add(demo::reply reply)
    {
        if (reply.text.empty())
            return;
        later.emplace(steady_clock::now() + reply.delay, std::move(reply.text));
        due.cancel();
    }

    // In the order of their times.
    std::vector<std::string> take_due()
    {
        std::vector<std::string> taken;
        auto end = later.upper_bound(steady_clock::now());
        for (auto entry = later.begin(); entry != end; entry = later.erase(entry))
            taken.push_back(std::move(entry->second));
        return taken;
    }

    std::multimap<steady_clock::time_point, std::string> later;
    asio::steady_timer due;
};

asio::awaitable<void> read_all(text_peer& peer, answers& shared, counter received)
{
    for (;;)
    {
        auto text = co_await peer.read();
        ++*received;
        shared.add(demo::reply_to(text));
    }
}

asio::awaitable<void> write_all(text_peer& peer, answers& shared)
{
    for (;;)
    {
        auto texts = shared.take_due();
        if (!texts.empty())
        {
            co_await peer.answer_all(std::move(texts));
            continue;
        }
        shared.due.expires_at(shared.later.empty() ? steady_clock::time_point::max() : shared.later.begin()->first);
        co_await shared.due.async_wait(asio::as_tuple(asio::deferred));
    }
}

asio::awaitable<void> answer_side_by_side(text_peer& peer, counter received)
{
    using namespace asio::experimental::awaitable_operators;
    answers shared(co_await asio::this_coro::executor);
    auto first = co_await (until_end(read_all(peer, shared, received)) || until_end(write_all(peer, shared)));
    if (auto error = std::visit([](auto value) { return value; }, first))
        std::rethrow_exception(error);
}

} // namespace

service::service(asio::any_io_executor executor, std::string_view transport, tls_setup tls)
    : executor_(executor), received_(std::make_shared<std::atomic<std::uint64_t>>(0))
{
    auto play = is_http(transport) ? answer_one_by_one : answer_side_by_side;
    server_ = std::make_shared<text_server>(
        executor, transport, [play, received = received_](text_peer& peer) { return play(peer, received); },
        std::move(tls));
}

service::~service() { stop(); }

void service::stop()
{
    asio::dispatch(executor_, [server = server_] { server->stop(); });
}

} // namespace test
