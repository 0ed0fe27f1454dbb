// SPDX-License-Identifier: BSL-1.0
// Calls that end in the middle of what stands before their answer: a challenge, a redirect, a tunnel, a log handler.
#include "support/calls.hpp"
#include "support/http_site.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::site_request;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(http_endings)

namespace {

enum class step
{
    challenge,
    redirect,
    redirect_elsewhere,
    handshake,
    tunnel
};

enum class ending
{
    cancel,
    timeout,
    close,
    destroy
};

constexpr step steps[] = {step::challenge, step::redirect, step::redirect_elsewhere, step::handshake, step::tunnel};
constexpr ending endings[] = {ending::cancel, ending::timeout, ending::close, ending::destroy};

rpc::errc code_of(ending how)
{
    return how == ending::cancel    ? rpc::errc::canceled
           : how == ending::timeout ? rpc::errc::timeout
                                    : rpc::errc::closed;
}

// None of a call that ended well.
std::optional<rpc::errc> code_of(const std::exception_ptr& error)
try
{
    if (error)
        std::rethrow_exception(error);
    return std::nullopt;
}
catch (const rpc::client_error& known)
{
    return static_cast<rpc::errc>(known.code().value());
}

// Runs the context until that is so.
template <class Condition>
void run_until(asio::io_context& context, Condition is_so)
{
    while (!is_so())
        BOOST_REQUIRE(context.run_one_for(60s) != 0);
}

std::string where_to(step at, const test::http_site& site, const std::string& silent)
{
    auto other = "http://localhost:" + silent + "/";
    switch (at)
    {
    case step::challenge:
        return test::http_answer("no", "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
    case step::redirect:
        return test::http_answer("", "307 There", "Location: " + site.url() + "there\r\n");
    case step::redirect_elsewhere:
        return test::http_answer("", "307 There", "Location: " + other + "\r\n");
    case step::handshake:
        return test::http_answer("", "307 There", "Location: https" + other.substr(4) + "\r\n");
    case step::tunnel:
        break;
    }
    return "";
}

// Calls that are in the middle of the step, and end in this way.
void play(step at, ending how, std::size_t connections)
{
    constexpr int count = 3;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            // Takes everything and says nothing.
            std::size_t reached = 0;
            std::size_t open = 0;
            auto listen = [&](test::tcp::socket socket) -> asio::awaitable<void>
            {
                ++open;
                std::array<char, 1> byte;
                constexpr auto values = asio::as_tuple(asio::deferred);
                auto [error, size] = co_await socket.async_read_some(asio::buffer(byte), values);
                reached += size;
                if (!error)
                    co_await test::peer_closed(socket);
                --open;
            };
            test::scripted_server silent(executor, listen);
            auto port = std::to_string(silent.port());
            test::http_site* here = nullptr;
            test::http_site site(executor, "http",
                                 [&](const site_request& request) -> std::string
                                 {
                                     if (!request.has("Authorization") && request.target == "/")
                                         return where_to(at, *here, port);
                                     // The step is reached, and the answer never comes.
                                     ++reached;
                                     return "";
                                 });
            here = &site;
            rpc::client_options options;
            options.max_connections(connections).connect_timeout(1h);
            if (at == step::challenge)
                options.digest_auth("cat", "s3cret");
            if (at == step::tunnel)
                options.proxy("http://127.0.0.1:" + port);
            if (how == ending::timeout)
                options.timeout(300ms);
            auto url = at == step::tunnel ? std::string("https://cats.invalid/") : site.url();
            auto client = std::make_unique<rpc::client>(executor, url, options);
            std::vector<std::optional<rpc::errc>> ended(count);
            std::vector<asio::cancellation_signal> signals(count);
            for (int i = 0; i != count; ++i)
            {
                auto done = [&ended, i](std::exception_ptr error, const rpc::response&)
                {
                    BOOST_TEST(!ended[i].has_value());
                    ended[i] = code_of(error);
                };
                client->send(rpc::request("ping"), {}, asio::bind_cancellation_slot(signals[i].slot(), done));
            }
            auto expected = std::min<std::size_t>(connections, count);
            auto all_ended = [&]
            { return std::all_of(ended.begin(), ended.end(), [](auto& end) { return end.has_value(); }); };
            while (reached < expected && !all_ended())
                co_await test::turn();
            if (how == ending::cancel)
                for (auto& signal : signals)
                    signal.emit(asio::cancellation_type::terminal);
            else if (how == ending::close)
                co_await client->close();
            else if (how == ending::destroy)
                client.reset();
            while (!all_ended())
                co_await test::turn();
            for (auto& end : ended)
                BOOST_TEST((end == code_of(how)));
            if (client)
                co_await client->close();
            // Nothing is left open, and nothing tries to connect.
            while (open + site.open() != 0)
                co_await test::turn();
            site.stop();
            silent.stop();
        });
}

} // namespace

BOOST_DATA_TEST_CASE(every_call_ends_once_in_the_middle_of_any_step,
                     bdata::xrange(5) * bdata::xrange(4) * bdata::xrange(1, 4), at, how, connections)
{
    play(steps[at], endings[how], static_cast<std::size_t>(connections));
}

BOOST_AUTO_TEST_CASE(a_client_goes_on_after_a_call_that_was_cancelled_on_its_way)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            bool is_silent = true;
            bool is_reached = false;
            test::http_site site(executor, "http",
                                 [&](const site_request& request) -> std::string
                                 {
                                     if (request.target == "/")
                                         return test::http_answer("", "307 There", "Location: /there\r\n");
                                     is_reached = true;
                                     return is_silent ? "" : test::pong_to(request);
                                 });
            rpc::client client(executor, site.url(), rpc::client_options().max_connections(1));
            asio::cancellation_signal signal;
            bool is_canceled = false;
            auto done = [&](std::exception_ptr error, const rpc::response&) { is_canceled = error != nullptr; };
            client.send(rpc::request("ping"), {}, asio::bind_cancellation_slot(signal.slot(), done));
            while (!is_reached)
                co_await test::turn();
            is_silent = false;
            signal.emit(asio::cancellation_type::terminal);
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            BOOST_TEST(is_canceled);
            site.stop();
        });
}

BOOST_DATA_TEST_CASE(call_that_ends_while_a_log_handler_is_told_of_it_ends_once,
                     bdata::make({"request", "response"}) * bdata::xrange(4), logger, number)
{
    auto how = endings[number];
    asio::io_context context;
    test::http_site site(context.get_executor(), "http", [](auto& request) { return test::pong_to(request); });
    std::optional<rpc::client> client(std::in_place, context.get_executor(), site.url());
    asio::cancellation_signal stop;
    std::vector<std::optional<rpc::errc>> ended;
    std::optional<bool> is_next_answered;
    auto done = [&](std::exception_ptr error, const rpc::response&)
    {
        ended.push_back(code_of(error));
        // Gets the slot of the call that has ended.
        if (client)
            client->send(rpc::request("next"), {},
                         [&](std::exception_ptr error, const rpc::response&) { is_next_answered = !error; });
    };
    auto has_ended = [&] { return !ended.empty(); };
    bool is_told = false;
    client->add_log_handler(
        [&](const rpc::logging::record& entry)
        {
            if (!contains(entry.logger, logger) || std::exchange(is_told, true))
                return;
            if (how == ending::cancel)
                stop.emit(asio::cancellation_type::terminal);
            else if (how == ending::close)
                client->close([](std::exception_ptr) {});
            else if (how == ending::destroy)
                client.reset();
            run_until(context, has_ended);
            context.poll();
        });
    client->send(rpc::request("first"), rpc::call_options().timeout(how == ending::timeout ? test::patience : 1h),
                 asio::bind_cancellation_slot(stop.slot(), done));
    run_until(context, has_ended);
    if (client)
        run_until(context, [&] { return is_next_answered.has_value(); });
    BOOST_TEST(is_told);
    BOOST_TEST((ended.front() == code_of(how)));
    if (client)
        BOOST_TEST(*is_next_answered == (how != ending::close));
    client.reset();
    site.stop();
    test::check_runs_out_of_work(context);
    BOOST_TEST(ended.size() == 1U);
}

BOOST_AUTO_TEST_CASE(answers_that_come_while_a_log_handler_is_told_of_another_are_not_lost)
{
    asio::io_context context;
    test::http_site site(context.get_executor(), "http", [](auto& request) { return test::pong_to(request); });
    rpc::client client(context.get_executor(), site.url());
    std::array<int, 3> answered = {};
    int total = 0;
    bool is_told = false;
    client.add_log_handler(
        [&](const rpc::logging::record& entry)
        {
            if (contains(entry.logger, "response") && !std::exchange(is_told, true))
                run_until(context, [&] { return total == 2; });
        });
    for (auto& each : answered)
        client.send(rpc::request("ping"), {},
                    [&](std::exception_ptr error, const rpc::response& answer)
                    {
                        each += !error && answer.data.ok();
                        ++total;
                    });
    run_until(context, [&] { return total == 3; });
    BOOST_TEST(answered == (std::array<int, 3>{1, 1, 1}), boost::test_tools::per_element());
    BOOST_TEST(client.statistics().answered == 3U);
    site.stop();
}

BOOST_AUTO_TEST_SUITE_END()
