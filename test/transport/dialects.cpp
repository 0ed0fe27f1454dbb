// SPDX-License-Identifier: BSL-1.0
// What protocols on top of JSON-RPC add: the server is told that a call is given up, and tells of its progress.
#include "support/client_test.hpp"
#include "support/outcomes.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using test::contains;
using test::play;
using test::say;
using namespace rpc::literals;

BOOST_AUTO_TEST_SUITE(dialects)

namespace {

using texts = std::vector<std::string>;

// Notes all that comes, and answers `ping` only.
test::text_server::script noting(texts& heard)
{
    return [&heard](test::text_peer& peer) -> asio::awaitable<void>
    {
        for (;;)
        {
            heard.push_back(co_await peer.read());
            json::parse_options deep;
            deep.max_depth = 1000;
            auto message = json::parse(heard.back(), {}, deep);
            if (message.is_object() && message.at("method") == "ping")
                co_await peer.answer(test::result(message.at("id"), 1));
        }
    };
}

// What the server hears behind a call that is cancelled once it was sent.
texts heard_of(std::string_view transport, const rpc::client_options& options, rpc::call_options own = {})
{
    texts heard;
    play(
        transport, noting(heard),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            asio::cancellation_signal stop;
            bool is_ended = false;
            client.send(rpc::request("work").id("x"), own,
                        asio::bind_cancellation_slot(stop.slot(),
                                                     [&](std::exception_ptr, rpc::response) { is_ended = true; }));
            while (heard.empty())
                co_await test::turn();
            stop.emit(asio::cancellation_type::terminal);
            co_await client.request("ping");
            BOOST_TEST(is_ended);
            heard.erase(heard.begin());
            heard.pop_back();
        },
        options);
    return heard;
}

// Of the text without its jsonrpc.
std::string method_and_params(const std::string& text)
{
    auto message = json::parse(text);
    BOOST_TEST(!message.as_object().contains("id"));
    return std::string(message.at("method").as_string()) + " " + json::serialize(message.at("params"));
}

} // namespace

BOOST_DATA_TEST_CASE(a_cancelled_call_is_cancelled_at_the_server, bdata::make(test::streams), transport)
{
    auto lsp = heard_of(transport, rpc::client_options().dialect(rpc::dialect::lsp()));
    BOOST_REQUIRE(lsp.size() == 1U);
    BOOST_TEST(method_and_params(lsp[0]) == R"($/cancelRequest {"id":"x"})");
    BOOST_TEST(heard_of(transport, {}).empty());
}

BOOST_AUTO_TEST_CASE(each_dialect_has_its_own_words)
{
    auto mcp = heard_of("tcp newline", rpc::client_options().dialect("mcp"));
    BOOST_REQUIRE(mcp.size() == 1U);
    BOOST_TEST(method_and_params(mcp[0]) ==
               R"(notifications/cancelled {"requestId":"x","reason":"the call was cancelled"})");
    rpc::dialect own;
    own.cancel([](const rpc::id& call, std::string_view)
               { return rpc::notification("abort", "job"_arg = to_string(call)); });
    auto heard = heard_of("tcp newline", rpc::client_options().dialect(own));
    BOOST_REQUIRE(heard.size() == 1U);
    BOOST_TEST(method_and_params(heard[0]) == R"(abort {"job":"\"x\""})");
    // One call may have none.
    BOOST_TEST(
        heard_of("tcp newline", rpc::client_options().dialect("lsp"), rpc::call_options().dialect("none")).empty());
    // A function that throws is the program's own trouble.
    own.cancel([](const rpc::id&, std::string_view) -> rpc::notification { throw std::runtime_error("no"); });
    BOOST_TEST(heard_of("tcp newline", rpc::client_options().dialect(own)).empty());
}

BOOST_AUTO_TEST_CASE(a_call_that_times_out_is_given_up_at_the_server_and_one_that_was_not_sent_is_not)
{
    texts heard;
    play(
        "tcp newline", noting(heard),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto error = co_await test::failure(
                client.send(rpc::request("work").id(7), rpc::call_options().timeout(test::patience)));
            BOOST_TEST((error.code() == rpc::errc::timeout));
            co_await client.request("ping");
            BOOST_REQUIRE(heard.size() == 3U);
            BOOST_TEST(method_and_params(heard[1]) == R"($/cancelRequest {"id":7})");
            heard.clear();

            rpc::batch both(rpc::request("a").id(8), rpc::request("b").id(9));
            auto failed = co_await test::failure(client.send(both, rpc::call_options().timeout(test::patience)));
            BOOST_TEST((failed.code() == rpc::errc::timeout));
            asio::cancellation_signal stop;
            client.send(rpc::request("never"), {},
                        asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr, rpc::response) {}));
            stop.emit(asio::cancellation_type::terminal);
            co_await client.request("ping");
            BOOST_REQUIRE(heard.size() == 4U);
            BOOST_TEST(method_and_params(heard[1]) == R"($/cancelRequest {"id":8})");
            BOOST_TEST(method_and_params(heard[2]) == R"($/cancelRequest {"id":9})");
        },
        rpc::client_options().dialect("lsp"));
}

BOOST_DATA_TEST_CASE(progress_reaches_the_call_that_started_it, bdata::make(test::streams), transport)
{
    texts asked;
    play(
        transport,
        [&](test::text_peer& peer) -> asio::awaitable<void>
        {
            texts tokens, ids;
            for (int i = 0; i != 2; ++i)
            {
                asked.push_back(co_await peer.read());
                auto call = json::parse(asked.back());
                tokens.push_back(json::serialize(call.at("params").at("_meta").at("progressToken")));
                ids.push_back(json::serialize(call.at("id")));
            }
            auto progress = [](const std::string& token, int value)
            {
                return R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token +
                       R"(,"progress":)" + std::to_string(value) + "}}";
            };
            auto done = [](const std::string& id) { return R"({"jsonrpc":"2.0","result":true,"id":)" + id + "}"; };
            co_await say(peer, progress(tokens[1], 1), progress(tokens[0], 2), progress("\"no\"", 3), done(ids[1]),
                         progress(tokens[1], 4), progress(tokens[0], 5), done(ids[0]));
            co_await peer.closed();
        },
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            std::vector<std::int64_t> first, second, others;
            auto into = [](std::vector<std::int64_t>& values)
            { return [&values](const json::value& params) { values.push_back(params.at("progress").as_int64()); }; };
            client.on_notification("notifications/progress", [&](const rpc::server_notification& event)
                                   { others.push_back(event.params().at("progress").as_int64()); });
            bool is_done = false;
            client.send(rpc::request("work", "size"_arg = 1), rpc::call_options().on_progress(into(first)),
                        [&](std::exception_ptr error, rpc::response) { is_done = !error; });
            co_await client.send(rpc::request("work").id("second"), rpc::call_options().on_progress(into(second)));
            while (!is_done)
                co_await test::turn();
            BOOST_TEST(first == (std::vector<std::int64_t>{2, 5}), boost::test_tools::per_element());
            BOOST_TEST(second == std::vector<std::int64_t>{1}, boost::test_tools::per_element());
            // To nobody's call, or too late.
            BOOST_TEST(others == (std::vector<std::int64_t>{3, 4}), boost::test_tools::per_element());
            BOOST_TEST(contains(asked[0], R"("size":1)"));
            BOOST_TEST(contains(asked[1], R"("id":"second")"));
        },
        rpc::client_options().dialect("mcp"));
}

BOOST_AUTO_TEST_CASE(progress_is_refused_where_it_cannot_be_asked_for)
{
    texts heard;
    play("tcp newline", noting(heard),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto told = rpc::call_options().on_progress([](const json::value&) {});
             auto refused = [&](auto pending, std::string_view why) -> asio::awaitable<void>
             {
                 auto error = co_await test::failure(std::move(pending));
                 BOOST_TEST((error.code() == rpc::errc::invalid_request));
                 BOOST_TEST(error.delivery() == rpc::delivery::not_sent);
                 BOOST_TEST(contains(error.what(), why), error.what());
             };
             co_await refused(client.send(rpc::request("work"), told), "the dialect has no notifications of progress");
             told.dialect("lsp");
             co_await refused(client.send(rpc::request("work", 1, 2), told), "must be named");
             co_await refused(client.send(rpc::notification("work"), told), "single request");
             co_await client.request("ping");
         });
}

BOOST_AUTO_TEST_CASE(progress_for_all_calls_is_for_those_that_can_have_it)
{
    texts heard;
    auto told = [](const json::value&) {};
    play(
        "tcp newline", noting(heard),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.notify("log", 1);
            co_await client.request("ping", 1, 2);
            co_await client.request("ping", "a"_arg = 1);
            BOOST_TEST(contains(heard.at(1), "[1,2]"));
            BOOST_TEST(contains(heard.at(2), "workDoneToken"));
        },
        rpc::client_options().dialect("lsp").on_progress(told));
}

BOOST_AUTO_TEST_CASE(params_may_be_as_deep_with_progress_as_without)
{
    texts heard;
    play("tcp newline", noting(heard),
         [&](rpc::client& client) -> asio::awaitable<void>
         {
             json::value deep;
             for (int i = 0; i != 200; ++i)
                 deep = json::array(1, deep);
             auto options = rpc::call_options().dialect("lsp").on_progress([](const json::value&) {});
             co_await client.send(rpc::request("ping", "deep"_arg = deep), options);
             BOOST_TEST(contains(heard.at(0), "workDoneToken"));
         });
}

BOOST_AUTO_TEST_CASE(mcp_never_cancels_initialize)
{
    texts heard;
    play(
        "tcp newline", noting(heard),
        [&](rpc::client& client) -> asio::awaitable<void>
        {
            co_await client.connect();
            auto short_time = rpc::call_options().timeout(test::patience);
            co_await test::failure(client.send(rpc::request("initialize"), short_time));
            co_await test::failure(client.send(rpc::request("initialized"), short_time));
            co_await client.request("ping");
            BOOST_REQUIRE(heard.size() == 4U);
            BOOST_TEST(contains(heard[2], "notifications/cancelled"));
        },
        rpc::client_options().dialect("mcp"));
}

BOOST_AUTO_TEST_SUITE_END()
