// SPDX-License-Identifier: BSL-1.0
// TLS for the peers, by Asio.
#include "support/tls_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace test {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

std::string common_name(X509* certificate)
{
    char name[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    return name;
}

// Clients may go without TLS's goodbye.
[[noreturn]] void fail(boost::system::error_code error)
{
    throw boost::system::system_error(error == ssl::error::stream_truncated ? asio::error::eof : error);
}

class tls_stream final : public byte_stream
{
public:
    tls_stream(stream_socket socket, std::shared_ptr<tls_context> context)
        : context_(std::move(context)), socket_(std::move(socket), context_->context)
    {
    }

    tls_socket& socket() noexcept { return socket_; }

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer where) override
    {
        auto [error, size] = co_await socket_.async_read_some(where, asio::as_tuple(asio::deferred));
        if (error)
            fail(error);
        co_return size;
    }

    asio::awaitable<void> write(std::string_view bytes) override
    {
        auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), asio::as_tuple(asio::deferred));
        if (error)
            fail(error);
    }

    asio::awaitable<void> finish() override
    {
        if (!context_->closes_without_notify)
            co_await for_a_second(shut_down());
        close();
    }

    void close() noexcept override
    {
        boost::system::error_code ignored;
        socket_.lowest_layer().close(ignored);
    }

private:
    asio::awaitable<void> shut_down() { co_await socket_.async_shutdown(asio::deferred); }

    std::shared_ptr<tls_context> context_;
    tls_socket socket_;
};

} // namespace

tls_context::tls_context(const tls_setup& setup)
    : context(ssl::context::tls_server), closes_without_notify(setup.closes_without_notify())
{
    context.use_certificate_chain_file(setup.certificate().certificate);
    context.use_private_key_file(setup.certificate().key, ssl::context::pem);
    auto* native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, static_cast<int>(setup.lowest()));
    SSL_CTX_set_max_proto_version(native, static_cast<int>(setup.highest()));
    // Sessions are for clients of this server, and may be resumed with their certificates.
    const unsigned char name[] = "tests";
    SSL_CTX_set_session_id_context(native, name, sizeof name);
    // Or else it keeps 20,000 of them.
    SSL_CTX_sess_set_cache_size(native, 64);
    if (!setup.requires_client_certificate())
        return;
    context.load_verify_file(certificates().authority);
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
}

std::shared_ptr<tls_context> make_tls_context(const tls_setup& setup) { return std::make_shared<tls_context>(setup); }

asio::awaitable<void> shake_hands(tls_socket& socket, tls_facts& facts)
{
    co_await socket.async_handshake(ssl::stream_base::server, asio::deferred);
    auto* native = socket.native_handle();
    facts.version = SSL_get_version(native);
    facts.is_resumed = SSL_session_reused(native);
    if (auto* name = SSL_get_servername(native, TLSEXT_NAMETYPE_host_name))
        facts.server_name = name;
    if (auto* certificate = SSL_get0_peer_certificate(native))
        facts.client = common_name(certificate);
}

asio::awaitable<std::unique_ptr<byte_stream>> accept_tls(stream_socket socket, std::shared_ptr<tls_context> context,
                                                         tls_facts& facts)
{
    auto stream = std::make_unique<tls_stream>(std::move(socket), std::move(context));
    co_await shake_hands(stream->socket(), facts);
    co_return stream;
}

} // namespace test
