// SPDX-License-Identifier: BSL-1.0
// What only TLS does: who is trusted and who is not, what is told of it, and how connections end.
#include "support/client_test.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace bdata = boost::unit_test::data;
using test::certificates;
using test::contains;
using namespace std::literals;

BOOST_AUTO_TEST_SUITE(tls)

namespace {

// What TLS does is the same in each framing.
const auto secure = test::transports_that(
    [](std::string_view name)
    { return test::is_secure(name) && (test::scheme_of(name) != "tls" || name.ends_with("newline")); });

// Answers every request, and keeps what TLS told of the client.
test::text_server::script pong(test::tls_facts& facts)
{
    return [&facts](test::text_peer& peer) -> asio::awaitable<void>
    {
        facts = peer.tls();
        for (int id = 1;; ++id)
        {
            co_await peer.read();
            co_await peer.answer(R"({"jsonrpc":"2.0","result":"pong","id":)" + std::to_string(id) + "}");
        }
    };
}

using client_script = std::function<asio::awaitable<void>(rpc::client&)>;

// Gives what the server saw.
test::tls_facts play(const std::string& transport, test::tls_setup setup, std::string host, rpc::client_options options,
                     client_script use)
{
    test::tls_facts facts;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, transport, pong(facts), setup);
            rpc::client client(executor, server.url(host), options);
            co_await use(client);
            co_await client.close();
            server.stop();
        });
    return facts;
}

asio::awaitable<void> call(rpc::client& client)
{
    auto response = co_await client.request("ping");
    BOOST_TEST(response.data.result().as_string() == "pong");
    auto again = co_await client.request("ping");
    BOOST_TEST(again.data.ok());
    BOOST_TEST(client.statistics().connects == 1U);
}

client_script expecting_refusal(std::string part)
{
    return [part](rpc::client& client) -> asio::awaitable<void>
    {
        auto error = co_await test::failure(client.request("ping"));
        BOOST_TEST((error.code() == rpc::errc::not_connected), error.what());
        BOOST_TEST((error.delivery() == rpc::delivery::not_sent));
        BOOST_TEST(contains(error.what(), part), error.what());
        BOOST_TEST(contains(error.what(), "(phase: tls)"), error.what());
    };
}

std::string refusal(rpc::client_options options)
{
    asio::io_context context;
    try
    {
        rpc::client client(context.get_executor(), "https://localhost", options);
    }
    catch (const rpc::client_error& error)
    {
        BOOST_TEST((error.code() == rpc::errc::invalid_config));
        return error.what();
    }
    return "nothing was refused";
}

rpc::client_options trusting(const std::string& authority) { return rpc::client_options().verify(authority); }

} // namespace

BOOST_DATA_TEST_CASE(a_server_with_a_trusted_certificate_is_called_by_name_and_by_address, bdata::make(secure),
                     transport)
{
    auto options = trusting(certificates().authority);
    // By name the server learns which one is meant; an address is no name.
    auto by_name = play(transport, {}, "localhost", options, call);
    BOOST_TEST(by_name.server_name == "localhost");
    BOOST_TEST(by_name.version == "TLSv1.3");
    auto by_address = play(transport, {}, "127.0.0.1", options, call);
    BOOST_TEST(by_address.server_name == "");
}

BOOST_DATA_TEST_CASE(a_certificate_that_proves_nothing_is_refused_with_the_reason, bdata::make(secure), transport)
{
    auto& all = certificates();
    auto ours = trusting(all.authority);
    auto refused = [&](test::tls_setup setup, const char* host, rpc::client_options options, std::string why)
    { play(transport, setup, host, options, expecting_refusal("the server's certificate is refused: " + why)); };
    refused(test::tls_setup().certificate(all.expired), "localhost", ours, "certificate has expired");
    refused(test::tls_setup().certificate(all.wrong_host), "localhost", ours, "hostname mismatch");
    refused(test::tls_setup().certificate(all.wrong_host), "127.0.0.1", ours, "IP address mismatch");
    refused(test::tls_setup().certificate(all.self_signed), "localhost", ours, "self-signed certificate");
    // RFC 9110, section 4.3.4: the subject of a certificate names no host.
    refused(test::tls_setup().certificate(all.without_hosts), "localhost", ours, "hostname mismatch");
    // The system's authorities did not sign it.
    refused({}, "localhost", rpc::client_options().verify(true), "unable to get local issuer certificate");
}

BOOST_DATA_TEST_CASE(whoever_it_is_is_taken_without_verification, bdata::make(secure), transport)
{
    auto& all = certificates();
    for (auto& each : {all.expired, all.wrong_host, all.self_signed})
        play(transport, test::tls_setup().certificate(each), "localhost", rpc::client_options().verify(false), call);
}

// The dot makes it absolute, and no certificate has one.
BOOST_AUTO_TEST_CASE(a_name_that_ends_in_a_dot_is_proved_without_it)
{
    test::tls_facts facts;
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(executor, "https over unix", pong(facts));
            rpc::client client(executor, "https://localhost./", server.options());
            co_await call(client);
            co_await client.close();
            server.stop();
        });
    BOOST_TEST(facts.server_name == "localhost");
}

BOOST_AUTO_TEST_CASE(a_certificate_may_be_its_own_authority)
{
    auto& own = certificates().self_signed;
    play("https", test::tls_setup().certificate(own), "localhost", trusting(own.certificate), call);
}

BOOST_AUTO_TEST_CASE(authorities_may_stand_in_a_directory)
{
    test::temporary_folder folder;
    auto directory = folder.path("");
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(certificates().authority.c_str(), "r"),
                                                         std::fclose);
    std::unique_ptr<X509, void (*)(X509*)> read(PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
    char name[16];
    std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(read.get()));
    play("https", {}, "localhost", trusting(directory), expecting_refusal("unable to get local issuer certificate"));
    std::filesystem::copy(certificates().authority, directory + "/" + name);
    play("https", {}, "localhost", trusting(directory), call);
}

BOOST_DATA_TEST_CASE(the_clients_certificate_is_shown, bdata::make(secure), transport)
{
    auto& own = certificates().client;
    auto setup = test::tls_setup().require_client_certificate();
    auto options = trusting(certificates().authority);
    auto apart = play(transport, setup, "localhost", rpc::client_options(options).cert(own.certificate, own.key), call);
    BOOST_TEST(!apart.client.empty());
    auto together = play(transport, setup, "localhost", rpc::client_options(options).cert(own.both), call);
    BOOST_TEST(together.client == apart.client);
    auto none = play(transport, {}, "localhost", options, call);
    BOOST_TEST(none.client == "");
}

BOOST_DATA_TEST_CASE(a_missing_client_certificate_is_told, bdata::make(secure), transport)
{
    auto options = trusting(certificates().authority);
    // TLS 1.3 tells it behind the handshake only, so the client may have sent something.
    auto latest = test::tls_setup().require_client_certificate();
    play(transport, latest, "localhost", options,
         [](rpc::client& client) -> asio::awaitable<void>
         {
             auto error = co_await test::failure(client.request("ping"));
             BOOST_TEST((error.code() == rpc::errc::connection_lost || error.code() == rpc::errc::not_connected));
             BOOST_TEST(contains(error.what(), "certificate required"), error.what());
         });
    auto older = latest.versions(test::tls_version::tls_1_2, test::tls_version::tls_1_2);
    play(transport, older, "localhost", options, expecting_refusal("handshake failure"));
}

BOOST_DATA_TEST_CASE(a_server_may_know_tls_1_2_only, bdata::make(secure), transport)
{
    auto setup = test::tls_setup().versions(test::tls_version::tls_1_2, test::tls_version::tls_1_2);
    auto facts = play(transport, setup, "localhost", trusting(certificates().authority), call);
    BOOST_TEST(facts.version == "TLSv1.2");
}

BOOST_DATA_TEST_CASE(a_server_that_goes_without_a_goodbye_has_only_closed, bdata::make(secure), transport)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            test::text_server server(
                executor, transport,
                [](test::text_peer& peer) -> asio::awaitable<void>
                {
                    co_await peer.read();
                    co_await peer.answer(R"({"jsonrpc":"2.0","result":"pong","id":1})");
                    co_await peer.read();
                    peer.close();
                },
                test::tls_setup().close_without_notify());
            rpc::client client(executor, server.url("localhost"), server.options());
            auto response = co_await client.request("ping");
            BOOST_TEST(response.data.ok());
            auto error = co_await test::failure(client.request("ping"));
            BOOST_TEST((error.code() == rpc::errc::connection_lost));
            BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed));
            BOOST_TEST(!contains(error.what(), "truncated"), error.what());
            server.stop();
        });
}

BOOST_DATA_TEST_CASE(a_connection_that_was_asked_for_is_the_one_that_is_used, bdata::make(secure), transport)
{
    // What TLS sends behind the handshake does not make it useless.
    play(transport, {}, "localhost", trusting(certificates().authority),
         [](rpc::client& client) -> asio::awaitable<void>
         {
             co_await client.connect();
             for (int i = 0; i != 5; ++i)
                 co_await test::turn();
             co_await call(client);
         });
}

BOOST_DATA_TEST_CASE(a_server_that_does_not_speak_tls_is_told, bdata::make(secure), transport)
{
    for (bool is_silent : {false, true})
        test::run(
            [&]() -> asio::awaitable<void>
            {
                auto executor = co_await asio::this_coro::executor;
                test::listener server(executor, transport,
                                      [is_silent](test::stream_socket socket) -> asio::awaitable<void>
                                      {
                                          std::array<char, 4096> hello;
                                          co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
                                          if (is_silent)
                                              co_return;
                                          std::string answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
                                          co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
                                          co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
                                      });
                rpc::client client(executor, server.where().url(), server.where().options());
                std::string why = "wrong version number";
                if (is_silent)
                    why = "the server closed the connection in the middle of the handshake";
                co_await expecting_refusal(why)(client);
                server.stop();
            });
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_used_are_refused_when_the_client_is_made)
{
    test::temporary_folder folder;
    auto empty = folder.path("empty.pem");
    std::ofstream(empty).flush();
    auto& all = certificates();
    BOOST_TEST(refusal(rpc::client_options().verify("/no/such/file")) ==
               "verify: \"/no/such/file\": No such file or directory");
    BOOST_TEST(refusal(rpc::client_options().verify(empty)).starts_with("verify: \"" + empty + "\": "));
    BOOST_TEST(refusal(rpc::client_options().cert("/no/such/file")) ==
               "cert: \"/no/such/file\": No such file or directory");
    BOOST_TEST(refusal(rpc::client_options().cert(all.client.certificate, "/no/such/key")) ==
               "cert: \"/no/such/key\": No such file or directory");
    BOOST_TEST(
        contains(refusal(rpc::client_options().cert(all.client.certificate, all.server.key)), "key values mismatch"));
    BOOST_TEST(contains(refusal(rpc::client_options().cert(all.client.key)), all.client.key));
}

BOOST_AUTO_TEST_CASE(a_key_with_a_password_is_refused_and_nobody_is_asked_for_it)
{
    test::temporary_folder folder;
    auto locked = folder.path("locked.pem");
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> from(std::fopen(certificates().client.key.c_str(), "r"),
                                                         std::fclose);
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(PEM_read_PrivateKey(from.get(), nullptr, nullptr, nullptr),
                                                       EVP_PKEY_free);
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> to(std::fopen(locked.c_str(), "w"), std::fclose);
    PEM_write_PrivateKey(to.get(), key.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr, const_cast<char*>("secret"));
    to.reset();
    auto why = refusal(rpc::client_options().cert(certificates().client.certificate, locked));
    BOOST_TEST(contains(why, locked), why);
}

BOOST_AUTO_TEST_SUITE_END()
