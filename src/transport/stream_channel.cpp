// SPDX-License-Identifier: BSL-1.0
#include "transport/stream_channel.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>

namespace jsonrpcclient {

channel::~channel() = default;

bool channel::can_carry(std::string_view) const noexcept { return true; }

void channel::abort() noexcept {}

namespace detail {

stream::~stream() = default;

stream_channel::stream_channel(std::unique_ptr<stream> over, jsonrpcclient::framing how, std::size_t max_message_size)
    : stream_(std::move(over)), splitter_(how, max_message_size)
{
}

asio::awaitable<std::span<const std::string_view>> stream_channel::read()
{
    for (;;)
    {
        auto space = splitter_.prepare();
        auto size = co_await stream_->async_read_some(asio::buffer(space.data(), space.size()), asio::deferred);
        auto messages = splitter_.commit(size);
        if (!messages.empty())
            co_return messages;
    }
}

asio::awaitable<void> stream_channel::write(std::span<const std::string_view> messages)
{
    // A buffer that one large message made large is not kept.
    constexpr std::size_t kept = 1 << 20;
    if (bytes_.capacity() > kept)
        bytes_ = std::string();
    bytes_.clear();
    for (auto message : messages)
        splitter_.frame(bytes_, message);
    co_await asio::async_write(*stream_, asio::buffer(bytes_), asio::deferred);
}

asio::awaitable<void> stream_channel::close()
{
    stream_->close();
    co_return;
}

std::unique_ptr<channel> make_stream_channel(std::unique_ptr<stream> over, jsonrpcclient::framing how,
                                             std::size_t max_message_size)
{
    return std::make_unique<stream_channel>(std::move(over), how, max_message_size);
}

} // namespace detail
} // namespace jsonrpcclient
