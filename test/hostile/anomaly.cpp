// SPDX-License-Identifier: BSL-1.0
#include "hostile/anomaly.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace hostile {

namespace {

// The server's side, on all connections.
class story
{
public:
    story(std::string_view transport, const anomaly& line, const std::string& upgrade)
        : transport_(transport), line_(line), upgrade_(upgrade)
    {
    }

    asio::awaitable<void> play(peer& client)
    {
        std::int64_t held = 0;
        co_await client.accept(upgrade_);
        for (;;)
        {
            auto text = co_await client.read();
            // What a request of the server is answered by.
            if (test::contains(text, "-32601"))
                continue;
            auto id = id_of(text);
            if (test::contains(text, "\"bad\""))
            {
                auto bytes = line_.is_message ? client.framed(line_.bytes) : line_.bytes;
                co_await client.send(bytes);
                if (line_.is_nothing)
                    co_await client.answer(right(id));
                if (line_.closes)
                    co_return;
                continue;
            }
            if (test::contains(text, "\"next\""))
                is_over_ = true;
            else if (has_held_ = true; test::is_http(transport_))
                while (!is_over_)
                    co_await test::turn();
            else
                held = id;
            if (is_over_ && held != 0 && held != id)
                co_await client.answer(right(std::exchange(held, 0)));
            if (is_over_)
                co_await client.answer(right(id));
        }
    }

    // Whether the first call has come.
    bool has_held() const { return has_held_; }

private:
    std::string transport_;
    const anomaly& line_;
    const std::string& upgrade_;
    bool has_held_ = false;
    bool is_over_ = false;
};

asio::awaitable<void> meet(rpc::client& client, const anomaly& line)
{
    std::exception_ptr error;
    std::string result;
    try
    {
        auto response = co_await client.request("bad");
        result = response.data.ok() ? json::serialize(response.data.result()) : "an error object";
    }
    catch (...)
    {
        error = std::current_exception();
    }
    if (!error)
    {
        BOOST_TEST(!line.result.empty(), "the call was answered: " << result);
        BOOST_TEST(result == line.result);
        co_return;
    }
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::client_error& thrown)
    {
        BOOST_TEST(line.result.empty(), thrown.what());
        BOOST_TEST((thrown.code() == line.code), thrown.what());
        BOOST_TEST((thrown.delivery() == line.delivery), to_string(thrown.delivery()) << ": " << thrown.what());
        BOOST_TEST(test::contains(thrown.what(), line.part), thrown.what());
        BOOST_TEST(test::contains(thrown.what(), "\"bad\" (id 2) at "), thrown.what());
    }
}

} // namespace

void check(std::string_view transport, const anomaly& line, rpc::client_options options, const std::string& upgrade)
{
    story told(transport, line, upgrade);
    auto use = [&](rpc::client& client) -> asio::awaitable<void>
    {
        // It may outlive this coroutine, if that fails.
        auto first = std::make_shared<std::string>();
        client.send(rpc::request("first"), rpc::call_options().idempotent(),
                    [first](std::exception_ptr error, rpc::response answer)
                    { *first = error ? "an error" : answer.text; });
        while (!told.has_held())
            co_await test::turn();
        co_await meet(client, line);
        while (line.is_end && !test::is_http(transport) && client.statistics().connections_lost == 0)
            co_await test::turn();
        auto next = co_await client.request("next");
        BOOST_TEST(next.text == right(3));
        while (first->empty())
            co_await test::turn();
        BOOST_TEST(*first == right(1));

        auto counted = client.statistics();
        bool is_lost = line.is_end && (!test::is_http(transport) || line.code == rpc::errc::connection_lost);
        bool is_left = line.is_end || (test::is_http(transport) && line.is_anothers);
        BOOST_TEST(counted.connects == (test::is_http(transport) ? 2U : 1U) + is_left);
        BOOST_TEST(counted.connections_lost == is_lost);
        BOOST_TEST(counted.answered == (line.result.empty() ? 2U : 3U));
        BOOST_TEST(counted.failed == (line.result.empty() ? 1U : 0U));
        BOOST_TEST(counted.in_flight == 0U);
        BOOST_TEST(counted.queued_bytes == 0U);
        if (line.counts && !test::is_http(transport))
            BOOST_TEST((counted.*line.counts) == line.expected_count);
    };
    options.reconnect(rpc::backoff(std::chrono::milliseconds(1), std::chrono::milliseconds(1)));
    play(
        transport, [&](peer& client) { return told.play(client); }, use, options, false);
}

} // namespace hostile
