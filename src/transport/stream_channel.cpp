// SPDX-License-Identifier: BSL-1.0
#include "transport/stream_channel.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>

namespace jsonrpcclient {

channel::~channel() = default;

bool channel::can_carry(std::string_view) const noexcept { return true; }

std::size_t channel::begun() const noexcept { return static_cast<std::size_t>(-1); }

std::chrono::steady_clock::time_point channel::last_sign() const noexcept
{
    return std::chrono::steady_clock::time_point::min();
}

void channel::abort() noexcept {}

std::string channel::trouble() const { return {}; }

namespace detail {

stream::~stream() = default;

stream_channel::stream_channel(std::unique_ptr<stream> over, message_splitter splitter)
    : stream_(std::move(over)), splitter_(std::move(splitter))
{
}

asio::awaitable<std::span<const std::string_view>> stream_channel::read()
{
    for (;;)
    {
        auto space = splitter_.prepare();
        co_await reading_.read_some(*stream_, asio::buffer(space.data(), space.size()));
        auto size = reading_.result();
        last_sign_ = std::chrono::steady_clock::now();
        auto messages = splitter_.commit(size);
        if (!messages.empty())
            co_return messages;
    }
}

asio::awaitable<void> stream_channel::write(std::span<const std::string_view> messages)
{
    if (spare_.is_due(bytes_.size()))
        give_back(bytes_);
    bytes_.clear();
    begins_.clear();
    left_ = 0;
    for (auto message : messages)
    {
        begins_.push_back(bytes_.size());
        splitter_.frame(bytes_, message);
    }
    while (left_ != bytes_.size())
    {
        co_await writing_.write_some(*stream_, asio::buffer(bytes_.data() + left_, bytes_.size() - left_));
        left_ += writing_.result();
        if (left_ != bytes_.size())
            last_sign_ = std::chrono::steady_clock::now();
    }
}

// What was not taken by the stream has not left, not even in parts.
std::size_t stream_channel::begun() const noexcept
{
    return std::lower_bound(begins_.begin(), begins_.end(), left_) - begins_.begin();
}

asio::awaitable<void> stream_channel::close()
{
    stream_->close();
    co_return;
}

std::unique_ptr<channel> make_stream_channel(std::unique_ptr<stream> over, jsonrpcclient::framing how,
                                             std::size_t max_message_size)
{
    return std::make_unique<stream_channel>(std::move(over), message_splitter(how, max_message_size));
}

} // namespace detail
} // namespace jsonrpcclient
