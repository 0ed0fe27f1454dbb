// SPDX-License-Identifier: BSL-1.0
// Answers that come compressed.
#include "support/client_test.hpp"
#include "support/http_site.hpp"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/test/unit_test.hpp>

namespace bdata = boost::unit_test::data;
using test::contains;
using test::site_request;

BOOST_AUTO_TEST_SUITE(content_codings)

namespace {

std::string little_endian(std::uint32_t number)
{
    std::string bytes;
    for (int shift = 0; shift != 32; shift += 8)
        bytes += static_cast<char>(number >> shift);
    return bytes;
}

std::uint32_t crc(std::string_view text)
{
    std::uint32_t sum = ~0U;
    for (unsigned char byte : text)
    {
        sum ^= byte;
        for (int i = 0; i != 8; ++i)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320U : 0);
    }
    return ~sum;
}

// RFC 1951.
std::string deflated(const std::string& text)
{
    namespace zlib = boost::beast::zlib;
    zlib::deflate_stream stream;
    zlib::z_params io;
    std::string made(stream.upper_bound(text.size()) + 64, '\0');
    io.next_in = text.data();
    io.avail_in = text.size();
    io.next_out = made.data();
    io.avail_out = made.size();
    boost::system::error_code error;
    stream.write(io, zlib::Flush::finish, error);
    made.resize(made.size() - io.avail_out);
    return made;
}

// RFC 1952.
std::string gzipped(const std::string& text)
{
    return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + deflated(text) + little_endian(crc(text)) +
           little_endian(static_cast<std::uint32_t>(text.size()));
}

std::string coded(std::string_view coding, const std::string& text)
{
    return coding == "gzip" || coding == "x-gzip" ? gzipped(text) : coding == "deflate" ? deflated(text) : text;
}

std::string answer(std::string_view coding, const std::string& body, std::string_view status = "200 OK")
{
    return test::http_answer(body, status, "Content-Encoding: " + std::string(coding) + "\r\n");
}

// Gives what the last request looked like.
site_request play(test::http_site::handler say, test::client_script use, rpc::client_options options = {})
{
    site_request last;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::http_site site(executor, "http", say);
            rpc::client client(executor, site.url(), options);
            co_await use(client);
            last = site.requests().back();
            site.stop();
        });
    return last;
}

asio::awaitable<void> call(rpc::client& client)
{
    for (int i = 0; i != 2; ++i)
    {
        auto response = co_await client.request("ping");
        BOOST_TEST(response.data.result().as_string() == "pong");
        BOOST_TEST(contains(response.text, "\"pong\""));
    }
    BOOST_TEST(client.statistics().connects == 1U);
}

} // namespace

BOOST_DATA_TEST_CASE(an_answer_may_be_compressed,
                     bdata::make({"gzip", "x-gzip", "deflate", "identity", "GZIP, identity"}), coding)
{
    std::string name = coding;
    auto request =
        play([&](auto& request)
             { return answer(name, coded(name.starts_with("GZIP") ? "gzip" : name, test::pong_text(request))); },
             call);
    BOOST_TEST(request.header("Accept-Encoding") == "gzip, deflate");
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_compressed_and_chunked)
{
    play(
        [](auto& request)
        {
            auto body = gzipped(test::pong_text(request));
            char size[32];
            std::snprintf(size, sizeof size, "%zx", body.size() - 7);
            return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n" +
                   body.substr(0, 7) + "\r\n" + size + "\r\n" + body.substr(7) + "\r\n0\r\n\r\n";
        },
        call);
}

BOOST_AUTO_TEST_CASE(what_the_log_gets_is_text)
{
    std::vector<std::string> told;
    auto options = rpc::client_options().log_handler([&](const rpc::logging::record& record)
                                                     { told.push_back(std::string(record.message)); });
    play([](auto& request) { return answer("gzip", gzipped(test::pong_text(request))); }, call, options);
    BOOST_TEST_REQUIRE(told.size() == 4U);
    BOOST_TEST(told[1] == R"({"jsonrpc":"2.0","result":"pong","id":1})");
}

BOOST_DATA_TEST_CASE(a_bomb_ends_its_call_only, bdata::make({"gzip", "deflate"}), coding)
{
    int asked = 0;
    play(
        [&](auto& request)
        { return ++asked == 1 ? answer(coding, coded(coding, std::string(10'000'000, ' '))) : test::pong_to(request); },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::message_too_large));
            BOOST_TEST((error.delivery() == rpc::delivery::answered));
            BOOST_TEST(contains(error.what(), "max_message_size allows, 100000 bytes"), error.what());
            co_await call(client);
        },
        rpc::client_options().max_message_size(100'000));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_decoded_is_named)
{
    int asked = 0;
    play(
        [&](auto& request)
        {
            auto body = gzipped(test::pong_text(request));
            ++asked;
            return asked == 1   ? answer("gzip", body.substr(0, body.size() - 9))
                   : asked == 2 ? answer("gzip", test::pong_text(request))
                   : asked == 3 ? answer("br", body)
                                : test::pong_to(request);
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            for (auto* why : {"not in its Content-Encoding", "not in its Content-Encoding", "not known, br"})
            {
                auto error = co_await test::failure(client.request("ping"));
                BOOST_TEST((error.code() == rpc::errc::invalid_response));
                BOOST_TEST(contains(error.what(), why), error.what());
            }
            co_await call(client);
        });
}

BOOST_AUTO_TEST_CASE(a_notification_is_taken_whatever_the_body_of_its_answer_is)
{
    play([](auto&) { return answer("br", "whatever"); },
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto taken = co_await client.notify("log");
             BOOST_TEST(taken.data.ok());
         });
}

BOOST_AUTO_TEST_CASE(a_status_matters_more_than_its_body)
{
    int asked = 0;
    auto failed = R"({"jsonrpc":"2.0","error":{"code":-32602,"message":"no"},"id":1})";
    play(
        [&](auto&)
        {
            ++asked;
            return asked == 1   ? answer("gzip", gzipped(failed), "500 Internal Server Error")
                   : asked == 2 ? answer("gzip", gzipped("<html>"), "502 Bad Gateway")
                                : answer("gzip", "broken", "503 Service Unavailable");
        },
        [](rpc::client& client) -> asio::awaitable<void>
        {
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.error().code() == -32602);
            for (auto* body : {"<html>", "broken"})
            {
                auto error = co_await test::exception_of(client.request("ping"));
                BOOST_CHECK_EXCEPTION(std::rethrow_exception(error), rpc::http_status_error,
                                      [&](const rpc::http_status_error& error) { return error.body() == body; });
            }
        });
}

BOOST_AUTO_TEST_CASE(the_user_may_ask_for_other_codings)
{
    auto request = play([](auto& request) { return answer("gzip", gzipped(test::pong_text(request))); }, call,
                        rpc::client_options().header("accept-encoding", "identity"));
    BOOST_TEST(request.header("Accept-Encoding") == "identity");
    BOOST_TEST(!contains(request.head, "deflate"), request.head);
}

BOOST_AUTO_TEST_SUITE_END()
