// SPDX-License-Identifier: BSL-1.0
#include "hostile/peer.hpp"

#include "support/peer_protocols.hpp"
#include "support/raw_websocket.hpp"

#include <boost/asio/error.hpp>
#include <boost/json/parse.hpp>

#include <zlib.h>

#include <array>

namespace hostile {

namespace {

test::connection_script wrap(std::string transport, script play, bool upgrades)
{
    auto tls = test::is_secure(transport) ? test::make_tls_context({}) : nullptr;
    return [=](test::stream_socket socket) -> asio::awaitable<void>
    {
        try
        {
            std::unique_ptr<test::byte_stream> bytes;
            test::tls_facts facts;
            if (tls)
                bytes = co_await test::accept_tls(std::move(socket), tls, facts);
            else
                bytes = test::plain_stream(std::move(socket));
            peer made(transport, std::move(bytes));
            if (upgrades)
                co_await made.accept();
            co_await play(made);
            co_await made.finish();
        }
        catch (const boost::system::system_error&)
        {
            // The client, or somebody on the way, has ended it.
        }
    };
}

// A message that permessage-deflate has compressed apart from the others (RFC 7692, section 7.2.2).
std::string inflated(std::string text)
{
    text.append("\0\0\xff\xff", 4);
    std::string made(65536, '\0');
    ::z_stream stream = {};
    ::inflateInit2(&stream, -MAX_WBITS);
    stream.next_in = reinterpret_cast<::Bytef*>(text.data());
    stream.avail_in = static_cast<::uInt>(text.size());
    stream.next_out = reinterpret_cast<::Bytef*>(made.data());
    stream.avail_out = static_cast<::uInt>(made.size());
    ::inflate(&stream, Z_SYNC_FLUSH);
    made.resize(stream.total_out);
    ::inflateEnd(&stream);
    return made;
}

} // namespace

peer::peer(std::string_view transport, std::unique_ptr<test::byte_stream> bytes)
    : transport_(transport), bytes_(std::move(bytes)), reader_(test::framing_of(transport))
{
}

asio::awaitable<void> peer::accept(std::string answer)
{
    if (!test::is_websocket(transport_))
        co_return;
    auto end = received_.npos;
    while ((end = received_.find("\r\n\r\n")) == received_.npos)
        co_await receive();
    auto usual = test::websocket_answer(received_.substr(0, end + 4));
    received_.erase(0, end + 4);
    if (answer.empty())
        co_return co_await send(usual + "\r\n");
    auto key = usual.substr(usual.find("Accept: ") + 8);
    key.resize(key.find('\r'));
    if (auto place = answer.find("$accept"); place != answer.npos)
        answer.replace(place, 7, key);
    co_await send(answer);
}

asio::awaitable<void> peer::receive()
{
    std::array<char, 65536> space;
    auto size = co_await bytes_->read_some(asio::buffer(space));
    if (test::is_websocket(transport_))
        received_.append(space.data(), size);
    else
        reader_.feed(std::string_view(space.data(), size));
}

asio::awaitable<std::string> peer::read()
{
    for (;;)
    {
        auto next = test::is_websocket(transport_) ? next_frame() : reader_.next();
        if (next)
            co_return std::move(*next);
        if (is_over_)
        {
            co_await send(test::websocket_frame(test::frame::close, ""));
            throw boost::system::system_error(asio::error::eof);
        }
        co_await receive();
    }
}

// Text only; pongs are skipped.
std::optional<std::string> peer::next_frame()
{
    for (;;)
    {
        if (received_.size() < 2)
            return std::nullopt;
        auto first = static_cast<unsigned char>(received_[0]);
        std::size_t size = received_[1] & 0x7f;
        std::size_t digits = size < 126 ? 0 : size == 126 ? 2 : 8;
        if (received_.size() < 2 + digits)
            return std::nullopt;
        if (digits != 0)
            size = 0;
        for (std::size_t i = 0; i != digits; ++i)
            size = size << 8 | static_cast<unsigned char>(received_[2 + i]);
        auto head = 2 + digits + 4;
        if (received_.size() < head + size)
            return std::nullopt;
        auto payload = received_.substr(head, size);
        for (std::size_t i = 0; i != size; ++i)
            payload[i] ^= received_[head - 4 + i % 4];
        received_.erase(0, head + size);
        if (first == test::frame::text)
            return payload;
        if (first == (test::frame::text | 0x40))
            return inflated(std::move(payload));
        is_over_ = first == test::frame::close;
        if (is_over_)
            return std::nullopt;
    }
}

std::string peer::framed(std::string_view text) const
{
    return test::is_websocket(transport_) ? test::websocket_frame(test::frame::text, std::string(text))
                                          : test::framed(test::framing_of(transport_), text);
}

asio::awaitable<void> peer::closed()
{
    try
    {
        for (;;)
            co_await read();
    }
    catch (const boost::system::system_error&)
    {
        // It is, in whichever way.
    }
}

server::server(asio::any_io_executor executor, std::string_view transport, script play, bool upgrades)
    : listener_(executor, transport, wrap(std::string(transport), std::move(play), upgrades))
{
}

void play(std::string_view transport, script peer, test::client_script use, rpc::client_options options, bool upgrades)
{
    test::run(
        [&]() -> asio::awaitable<void>
        {
            auto executor = co_await asio::this_coro::executor;
            server made(executor, transport, peer, upgrades);
            rpc::client client(executor, made.url(), made.options(options));
            co_await use(client);
            co_await client.close();
            made.stop();
        });
}

test::client_script expecting_timeout()
{
    return [](rpc::client& client) -> asio::awaitable<void>
    {
        // The time is the call's alone, however long connecting takes.
        co_await client.connect();
        auto error =
            co_await test::failure(client.send(rpc::request("ping"), rpc::call_options().timeout(test::patience)));
        BOOST_TEST((error.code() == rpc::errc::timeout), error.what());
        BOOST_TEST((error.delivery() == rpc::delivery::maybe_executed), error.what());
        BOOST_TEST(test::contains(error.what(), "(phase: wait)"), error.what());
    };
}

std::string right(std::int64_t id) { return R"({"jsonrpc":"2.0","result":"right","id":)" + std::to_string(id) + "}"; }

std::int64_t id_of(const std::string& text) { return json::parse(text).at("id").as_int64(); }

std::string repeated(std::string_view text, std::size_t times)
{
    std::string made;
    made.reserve(text.size() * times);
    while (times-- != 0)
        made += text;
    return made;
}

} // namespace hostile
