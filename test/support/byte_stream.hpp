// SPDX-License-Identifier: BSL-1.0
// The server's end of a connection as a stream of bytes, and of one as a sequence of messages.
#pragma once

#include "support/address.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace test {

// All of these throw `system_error` when the client has gone, with a code of Asio's. One coroutine may read while
// another writes.

class byte_stream
{
public:
    virtual ~byte_stream();

    virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer where) = 0;
    virtual boost::asio::awaitable<void> write(std::string_view bytes) = 0;

    // Says goodbye as the protocol wants it, for a second at most. Does not throw.
    virtual boost::asio::awaitable<void> finish() = 0;
    // Ends the connection at once.
    virtual void close() noexcept = 0;
};

class wire
{
public:
    virtual ~wire();

    // The next message of the client. Throws another exception when what the client wrote breaks the protocol.
    virtual boost::asio::awaitable<std::string> read() = 0;
    // Messages in one go, where the protocol lets that happen.
    virtual boost::asio::awaitable<void> write(std::vector<std::string> messages) = 0;
    // One message, byte by byte.
    virtual boost::asio::awaitable<void> write_in_pieces(std::string message) = 0;

    // As those of byte_stream.
    virtual boost::asio::awaitable<void> finish() = 0;
    virtual void close() noexcept = 0;
};

std::unique_ptr<byte_stream> plain_stream(stream_socket socket);

// Messages in a framing, of which HTTP is one here.
std::unique_ptr<wire> framed_wire(std::unique_ptr<byte_stream> stream, std::string_view framing);

// Awaits `goodbye` for a second at most, whatever it throws.
boost::asio::awaitable<void> for_a_second(boost::asio::awaitable<void> goodbye);

} // namespace test
