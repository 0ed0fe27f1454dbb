// SPDX-License-Identifier: BSL-1.0
// A peer of whole messages, for tests that hold on every transport: it reads what the client sends and
// answers what the test wants.
#pragma once

#include "support/byte_stream.hpp"
#include "support/listener.hpp"
#include "support/tls_setup.hpp"
#include "support/transports.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace test {

// One connection, on which messages go back and forth. One coroutine may read while another answers.
class text_peer
{
public:
    explicit text_peer(std::unique_ptr<wire> wire, tls_facts facts = {})
        : wire_(std::move(wire)), facts_(std::move(facts))
    {
    }

    boost::asio::awaitable<std::string> read() { return wire_->read(); }

    // Over HTTP an empty text is an answer without content.
    boost::asio::awaitable<void> answer(std::string text)
    {
        return answer_all(std::vector<std::string>(1, std::move(text)));
    }
    boost::asio::awaitable<void> answer_all(std::vector<std::string> texts) { return wire_->write(std::move(texts)); }
    boost::asio::awaitable<void> answer_in_pieces(std::string text) { return wire_->write_in_pieces(std::move(text)); }

    // Until the client closes the connection.
    boost::asio::awaitable<void> closed();

    // Ends the connection with the goodbyes of its protocols, as the end of the script does. Does not throw.
    boost::asio::awaitable<void> finish() { return wire_->finish(); }
    // Ends it without.
    void close() noexcept { wire_->close(); }

    // What the client showed of itself by TLS.
    const tls_facts& tls() const noexcept { return facts_; }

private:
    std::unique_ptr<wire> wire_;
    tls_facts facts_;
};

// Sends these in one go.
template <class... Texts>
boost::asio::awaitable<void> say(text_peer& peer, const Texts&... what)
{
    std::vector<std::string> all;
    (all.emplace_back(what), ...);
    return peer.answer_all(std::move(all));
}

// Runs the function for each connection on which the transport's handshakes went well.
class text_server
{
public:
    using script = std::function<boost::asio::awaitable<void>(text_peer&)>;

    text_server(boost::asio::any_io_executor executor, std::string_view transport, script play, tls_setup tls = {});

    // Where it is, and what a client needs beside that.
    std::string url(std::string_view host = "127.0.0.1") const { return listener_.where().url(host); }
    std::string socket_path() const { return listener_.where().socket_path(); }
    jsonrpcclient::client_options options(jsonrpcclient::client_options base = {}) const
    {
        return listener_.where().options(std::move(base));
    }

    std::size_t connections() const { return listener_.connections(); }
    // How the handshakes failed that did, in TLS's or WebSocket's words.
    const std::vector<std::string>& failed_handshakes() const { return *failed_handshakes_; }

    void stop() { listener_.stop(); }

private:
    std::shared_ptr<std::vector<std::string>> failed_handshakes_;
    listener listener_;
};

} // namespace test
