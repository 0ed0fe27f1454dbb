// SPDX-License-Identifier: BSL-1.0
// What the tests against real servers share: where a server is, and a client of it.
#pragma once

#include "support/client_test.hpp"

#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace peer {

using namespace std::chrono_literals;
using test::contains;

// A variable that peers.sh has set.
inline std::string value_of(const std::string& name)
{
    auto* value = std::getenv(name.c_str());
    BOOST_REQUIRE_MESSAGE(value, name << " is not set: this is to be run by peers.sh");
    return value;
}

inline std::string certificate(std::string_view file) { return value_of("PEER_CERTS") + "/" + std::string(file); }

// What the server whose log is at this variable has logged since.
class server_log
{
public:
    explicit server_log(const std::string& name) : path_(value_of(name)), begin_(std::filesystem::file_size(path_)) {}

    std::string text() const
    {
        std::ifstream file(path_);
        file.seekg(static_cast<std::streamoff>(begin_));
        return std::string(std::istreambuf_iterator<char>(file), {});
    }

private:
    std::string path_;
    std::uintmax_t begin_;
};

// The options of a client that trusts the authority of this run.
inline rpc::client_options trusting() { return rpc::client_options().verify(certificate("ca.pem")); }

// The same with a certificate of its own.
inline rpc::client_options with_certificate() { return trusting().cert(certificate("client.pem")); }

// Plays the script with a client of this URL.
inline void with_client(const std::string& url, const test::client_script& play,
                        const rpc::client_options& options = {})
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            rpc::client client(co_await asio::this_coro::executor, url, options);
            co_await play(client);
            co_await client.close();
        });
}

// Makes one call, which must fail.
inline rpc::client_error failure(const std::string& url, const rpc::client_options& options = {})
{
    std::optional<rpc::client_error> error;
    with_client(
        url,
        [&](rpc::client& client) -> asio::awaitable<void>
        { error = co_await test::failure(client.request("echo", "a")); },
        options);
    return *error;
}

// The error of a call that the server answers with an HTTP status and no JSON-RPC.
template <class T>
asio::awaitable<rpc::http_status_error> status_of(asio::awaitable<T> pending)
{
    auto error = co_await test::exception_of(std::move(pending));
    std::optional<rpc::http_status_error> status;
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::http_status_error& thrown)
    {
        status = thrown;
    }
    co_return *status;
}

// The same for one call of a client of its own.
inline rpc::http_status_error status(const std::string& url, const rpc::client_options& options = {})
{
    std::optional<rpc::http_status_error> status;
    with_client(
        url,
        [&](rpc::client& client) -> asio::awaitable<void> { status = co_await status_of(client.request("echo", "a")); },
        options);
    return *status;
}

// No connection was made, for this reason.
inline void check_not_connected(const rpc::client_error& error, std::string_view phase, std::string_view reason)
{
    BOOST_TEST_CONTEXT (error.what())
    {
        BOOST_TEST((error.code() == rpc::errc::not_connected));
        BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
        BOOST_TEST(contains(error.what(), reason));
        BOOST_TEST(contains(error.what(), "(phase: " + std::string(phase) + ")"));
    }
}

// The result as JSON text.
inline std::string text_of(const rpc::response& response) { return json::serialize(response.data.result()); }

} // namespace peer
