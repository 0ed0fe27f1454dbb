// SPDX-License-Identifier: BSL-1.0
#include "support/text_peer.hpp"

#include "support/peer_protocols.hpp"

namespace test {

namespace asio = boost::asio;

namespace {

using failure_list = std::shared_ptr<std::vector<std::string>>;

asio::awaitable<std::unique_ptr<wire>> accept(std::string transport, stream_socket socket,
                                              std::shared_ptr<tls_context> tls, tls_facts& facts)
{
    if (is_websocket(transport) && tls)
        co_return co_await accept_websocket(std::move(socket), tls, facts);
    if (is_websocket(transport))
        co_return co_await accept_websocket(std::move(socket));
    if (!tls)
        co_return framed_wire(plain_stream(std::move(socket)), framing_of(transport));
    auto stream = co_await accept_tls(std::move(socket), tls, facts);
    co_return framed_wire(std::move(stream), framing_of(transport));
}

asio::awaitable<void> serve(std::string transport, stream_socket socket, std::shared_ptr<tls_context> tls,
                            failure_list failures, const text_server::script& play)
{
    tls_facts facts;
    std::unique_ptr<wire> made;
    try
    {
        made = co_await accept(transport, std::move(socket), tls, facts);
    }
    catch (const boost::system::system_error& error)
    {
        failures->push_back(error.code().message());
        co_return;
    }
    text_peer peer(std::move(made), facts);
    co_await play(peer);
    co_await peer.finish();
}

connection_script wrap(std::string transport, text_server::script play, const tls_setup& setup, failure_list failures)
{
    auto tls = is_secure(transport) ? make_tls_context(setup) : nullptr;
    return [=](stream_socket socket) { return serve(transport, std::move(socket), tls, failures, play); };
}

} // namespace

asio::awaitable<void> text_peer::closed()
{
    try
    {
        for (;;)
            co_await wire_->read();
    }
    catch (const boost::system::system_error&)
    {
        // It is, in whichever way.
    }
}

text_server::text_server(asio::any_io_executor executor, std::string_view transport, script play, tls_setup tls)
    : failed_handshakes_(std::make_shared<std::vector<std::string>>()),
      listener_(executor, transport, wrap(std::string(transport), std::move(play), tls, failed_handshakes_))
{
}

} // namespace test
