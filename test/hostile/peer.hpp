// SPDX-License-Identifier: BSL-1.0
// A server that reads what a client sends as any other does, and answers with whatever bytes a test wants.
#pragma once

#include "support/client_test.hpp"
#include "support/peer_framing.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hostile {

// One connection, whose handshakes are done.
class peer
{
public:
    peer(std::string_view transport, std::unique_ptr<test::byte_stream> bytes);

    // Accepts the upgrade to WebSocket by this answer, in which `$accept` is what the client expects there. Without one
    // by the usual one. On the other transports it does nothing.
    asio::awaitable<void> accept(std::string answer = {});

    // The next message. Answers WebSocket's goodbye, and ends by it as by the end of the connection.
    asio::awaitable<std::string> read();

    asio::awaitable<void> send(std::string bytes) { co_await bytes_->write(bytes); }
    // A message in the framing of the transport.
    std::string framed(std::string_view text) const;
    asio::awaitable<void> answer(std::string text) { co_await send(framed(text)); }

    // Until the client ends the connection.
    asio::awaitable<void> closed();

    asio::awaitable<void> finish() { return bytes_->finish(); }

private:
    asio::awaitable<void> receive();
    std::optional<std::string> next_frame();

    std::string transport_;
    std::unique_ptr<test::byte_stream> bytes_;
    test::frame_reader reader_;
    // WebSocket: what has come and was not read yet, and whether the client said goodbye.
    std::string received_;
    bool is_over_ = false;
};

using script = std::function<asio::awaitable<void>(peer&)>;

// Plays the script on each connection; it begins with the upgrade of a WebSocket if `upgrades`.
class server
{
public:
    server(asio::any_io_executor executor, std::string_view transport, script play, bool upgrades = true);

    std::string url() const { return listener_.where().url(); }
    unsigned short port() const { return listener_.where().port(); }
    rpc::client_options options(rpc::client_options base = {}) const
    {
        return listener_.where().options(std::move(base));
    }
    std::size_t connections() const { return listener_.connections(); }
    void stop() { listener_.stop(); }

private:
    test::listener listener_;
};

// A client of such a server.
void play(std::string_view transport, script peer, test::client_script use, rpc::client_options options = {},
          bool upgrades = true);

// For a call that was sent and is not answered in time.
test::client_script expecting_timeout();

// `{"jsonrpc":"2.0","result":"right","id":ID}`
std::string right(std::int64_t id);
std::int64_t id_of(const std::string& text);
std::string repeated(std::string_view text, std::size_t times);

} // namespace hostile
