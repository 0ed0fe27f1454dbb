// SPDX-License-Identifier: BSL-1.0
#include "transport/tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <filesystem>

namespace jsonrpcclient::detail {

namespace ssl = asio::ssl;

class tls_identity
{
public:
    tls_identity() : context(ssl::context::tls_client) {}

    ssl::context context;
};

namespace {

using ssl_stream = ssl::stream<socket>;

// What a reader is told of the end of a stream: many servers close without saying so first, and where a JSON-RPC
// message ends, its text or its length says.
template <class Done>
struct end_mapper
{
    explicit end_mapper(Done done) noexcept : done(std::move(done)) {}

    void operator()(boost::system::error_code error, std::size_t size)
    {
        if (error == ssl::error::stream_truncated)
            error = asio::error::eof;
        std::move(done)(error, size);
    }

    Done done;
};

} // namespace
} // namespace jsonrpcclient::detail

// Its executor, allocator and cancellation slot are those of the handler.
template <template <class, class> class Associator, class Done, class DefaultCandidate>
struct boost::asio::associator<Associator, jsonrpcclient::detail::end_mapper<Done>, DefaultCandidate>
    : Associator<Done, DefaultCandidate>
{
    using base = Associator<Done, DefaultCandidate>;

    static auto get(const jsonrpcclient::detail::end_mapper<Done>& mapper) noexcept { return base::get(mapper.done); }
    static auto get(const jsonrpcclient::detail::end_mapper<Done>& mapper, const DefaultCandidate& otherwise) noexcept
    {
        return base::get(mapper.done, otherwise);
    }
};

namespace jsonrpcclient::detail {
namespace {

class tls_stream final : public stream
{
public:
    explicit tls_stream(std::unique_ptr<ssl_stream> next) noexcept : next_(std::move(next)) {}

    executor_type get_executor() override { return next_->get_executor(); }

    // What has come may be for TLS alone, such as the tickets that a server hands out behind the handshake.
    bool is_quiet() override
    {
        char byte;
        boost::system::error_code error;
        next_->next_layer().non_blocking(true, error);
        next_->read_some(asio::buffer(&byte, 1), error);
        return error == asio::error::would_block;
    }

    void close() noexcept override
    {
        // Says so first if there is room to, and waits for nothing.
        boost::system::error_code ignored;
        next_->next_layer().non_blocking(true, ignored);
        next_->shutdown(ignored);
        detail::close(next_->next_layer());
    }

    void read_step(asio::mutable_buffer where, step next) override
    {
        next_->async_read_some(where, end_mapper(std::move(next)));
    }
    void write_step(const std::array<asio::const_buffer, 2>& what, step next) override
    {
        next_->async_write_some(what, std::move(next));
    }

private:
    void read_some(const gathered<asio::mutable_buffer>& where, handler done) override
    {
        next_->async_read_some(where, end_mapper(std::move(done)));
    }
    void write_some(const gathered<asio::const_buffer>& what, handler done) override
    {
        next_->async_write_some(what, std::move(done));
    }

    std::unique_ptr<ssl_stream> next_;
};

[[noreturn]] void refuse_file(const std::string& option, const std::string& file, const boost::system::error_code& why)
{
    throw client_error(errc::invalid_config, delivery::not_sent, option + ": \"" + file + "\": " + why.message());
}

void trust(ssl::context& context, const std::variant<bool, std::string>& verify)
{
    context.set_verify_mode(ssl::verify_peer);
    auto* path = std::get_if<std::string>(&verify);
    boost::system::error_code error;
    std::error_code ignored;
    if (!path && !std::get<bool>(verify))
        context.set_verify_mode(ssl::verify_none);
    else if (!path)
        context.set_default_verify_paths(error);
    else if (std::filesystem::is_directory(*path, ignored))
        context.add_verify_path(*path, error);
    else
        context.load_verify_file(*path, error);
    if (error)
        refuse_file("verify", path ? *path : "true", error);
}

void own(ssl::context& context, const std::string& certificate, const std::string& key)
{
    // OpenSSL would ask for the password of a key at the terminal.
    context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });
    boost::system::error_code error;
    context.use_certificate_chain_file(certificate, error);
    if (error)
        refuse_file("cert", certificate, error);
    context.use_private_key_file(key, ssl::context::pem, error);
    if (error)
        refuse_file("cert", key, error);
}

// What this connection has to agree on.
void prepare(SSL* connection, const endpoint& where)
{
    boost::system::error_code is_name;
    asio::ip::make_address(where.host, is_name);
    // A dot behind a name makes it absolute, and is no part of it.
    auto name = where.host.ends_with('.') ? where.host.substr(0, where.host.size() - 1) : where.host;
    auto* rules = SSL_get0_param(connection);
    bool is_set = is_name ? X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size()) == 1 &&
                                // RFC 6066, section 3: names only.
                                SSL_set_tlsext_host_name(connection, name.c_str()) == 1
                          : X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str()) == 1;
    // RFC 9110, section 4.3.4: the subject names nobody.
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    // RFC 7301: a server that could speak HTTP/2 must not choose it.
    static constexpr unsigned char http[] = "\x08http/1.1";
    if (where.protocol != protocol::stream)
        is_set = is_set && SSL_set_alpn_protos(connection, http, sizeof http - 1) == 0;
    if (!is_set)
        throw std::runtime_error("no certificate can have this host");
}

std::string explain(SSL* connection, const boost::system::error_code& error)
{
    auto verdict = SSL_get_verify_result(connection);
    if (SSL_get_verify_mode(connection) != SSL_VERIFY_NONE && verdict != X509_V_OK &&
        error.category() == asio::error::get_ssl_category())
        return std::string("the server's certificate is refused: ") + X509_verify_cert_error_string(verdict);
    if (error == asio::error::eof || error == ssl::error::stream_truncated)
        return "the server closed the connection in the middle of the handshake";
    return error.message();
}

} // namespace

std::shared_ptr<tls_identity> make_tls_identity(const endpoint&, const option_set& options)
{
    auto made = std::make_shared<tls_identity>();
    auto& context = made->context;
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    trust(context, *options.verify);
    if (options.cert)
        own(context, options.cert->first, options.cert->second);
    return made;
}

asio::awaitable<std::unique_ptr<stream>> start_tls(socket connected, std::shared_ptr<tls_identity> identity,
                                                   endpoint where)
{
    auto made = std::make_unique<ssl_stream>(std::move(connected), identity->context);
    prepare(made->native_handle(), where);
    auto [error] = co_await made->async_handshake(ssl::stream_base::client, asio::as_tuple(asio::deferred));
    if (error)
        throw std::runtime_error(explain(made->native_handle(), error));
    co_return std::make_unique<tls_stream>(std::move(made));
}

} // namespace jsonrpcclient::detail
