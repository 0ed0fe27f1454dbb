// SPDX-License-Identifier: BSL-1.0
// What a WebSocket server says: frames behind an answer to the upgrade that is right, or all of it. What the client
// reads does not depend on how the bytes arrive.
//
//   3            options: 1 the answer is of the input, too; 2 compression, 4 small messages only, 8 subprotocols
//   BYTES        in the answer, KEY stands for what proves that the server has read the upgrade
#include "fuzz/input.hpp"
#include "fuzz/run.hpp"
#include "fuzz/target.hpp"
#include "support/memory_stream.hpp"

#include "rules/base64.hpp"
#include "transport/websocket_channel.hpp"

#include <openssl/sha.h>

namespace test::fuzz {
namespace {

namespace rpc = jsonrpcclient;
using namespace rpc::detail;

// RFC 6455, section 4.2.2.
std::string proof_of(std::string_view upgrade)
{
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    auto begin = upgrade.find(name) + name.size();
    auto text =
        std::string(upgrade.substr(begin, upgrade.find('\r', begin) - begin)) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    ::SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    return base64({reinterpret_cast<const char*>(digest), sizeof digest});
}

std::string server_text(std::size_t bits, std::string_view bytes, std::string_view upgrade)
{
    std::string text;
    if (!(bits & 1))
    {
        text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
               "KEY\r\n";
        if (bits & 2)
            text += "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        text += "\r\n";
    }
    text += bytes;
    if (auto at = text.find("KEY"); at != text.npos)
        text.replace(at, 3, proof_of(upgrade));
    return text;
}

std::shared_ptr<const option_set> options_of(std::size_t bits)
{
    auto options = std::make_shared<option_set>(built_in_options());
    options->permessage_deflate = (bits & 2) != 0;
    options->max_message_size = bits & 4 ? 100 : 100'000;
    if (bits & 8)
        options->subprotocol = "one, two";
    return options;
}

asio::awaitable<void> converse(asio::io_context& context, std::size_t bits, std::string_view bytes,
                               std::size_t largest_read, std::string& told)
{
    auto options = options_of(bits);
    auto peer = memory_peer::make();
    peer->largest_read = largest_read;
    std::string upgrade;
    peer->on_write = [&, raw = peer.get()](std::string_view written)
    {
        bool was_whole = upgrade.ends_with("\r\n\r\n");
        if (was_whole)
            return;
        upgrade += written;
        if (!upgrade.ends_with("\r\n\r\n"))
            return;
        raw->give(server_text(bits, bytes, upgrade));
        raw->end();
    };
    auto where = parse_url("ws://host/path");
    std::unique_ptr<rpc::channel> channel;
    try
    {
        channel = co_await open_websocket(peer->connect(context.get_executor()), where, options, "");
        for (;;)
        {
            auto messages = co_await channel->read();
            require(!messages.empty(), "a read brings messages");
            for (auto message : messages)
            {
                require(!message.empty() && message.size() <= *options->max_message_size + 1,
                        "no message is empty, or larger than the limit and one byte");
                // Of what is too large Beast may find fault with the rest before the beginning is handed over.
                if (message.size() <= *options->max_message_size)
                    told += std::string(message) + "\n";
            }
        }
    }
    catch (const std::exception& error)
    {
        // Of several faults, which one Beast finds first depends on how much it gets at once.
        require(*error.what() != '\0', "an end has a reason");
        told += channel ? "an end" : "no upgrade";
    }
    // What has ended can be written to and be closed: that fails, or is done.
    for (bool is_write : {true, false})
        try
        {
            std::string_view text = "{}";
            if (channel && is_write)
                co_await channel->write({&text, 1});
            else if (channel)
                co_await channel->close();
        }
        catch (const std::exception&)
        {
        }
}

std::string told_of(std::size_t bits, std::string_view bytes, std::size_t largest_read)
{
    std::string told;
    asio::io_context context;
    run_to_end(context, converse(context, bits, bytes, largest_read, told));
    return told;
}

} // namespace

void websocket(std::string_view bytes)
{
    input from(bytes);
    auto bits = from.number();
    from.line();
    check_cuts([&](std::size_t largest_read) { return told_of(bits, from.rest(), largest_read); });
}

} // namespace test::fuzz
