// SPDX-License-Identifier: BSL-1.0
// Calls that end in the middle of what stands before their answer: a challenge, a redirect, a tunnel.
#include "support/calls.hpp"
#include "support/http_site.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
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
                    try
                    {
                        if (error)
                            std::rethrow_exception(error);
                    }
                    catch (const rpc::client_error& known)
                    {
                        ended[i] = static_cast<rpc::errc>(known.code().value());
                    }
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
            auto code = how == ending::cancel    ? rpc::errc::canceled
                        : how == ending::timeout ? rpc::errc::timeout
                                                 : rpc::errc::closed;
            for (auto& end : ended)
                BOOST_TEST((end == code));
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

BOOST_AUTO_TEST_SUITE_END()
