// SPDX-License-Identifier: BSL-1.0
// A channel over a stream of bytes, on which a framing tells the messages apart.
#pragma once

#include <jsonrpcclient/channel.hpp>

#include "rules/message_splitter.hpp"
#include "transport/stream.hpp"

#include <memory>
#include <string>

namespace jsonrpcclient::detail {

class stream_channel final : public channel
{
public:
    stream_channel(std::unique_ptr<stream> stream, message_splitter splitter);

    asio::awaitable<std::span<const std::string_view>> read() override;
    asio::awaitable<void> write(std::span<const std::string_view> messages) override;
    asio::awaitable<void> close() override;

private:
    std::unique_ptr<stream> stream_;
    message_splitter splitter_;
    std::string bytes_;
};

} // namespace jsonrpcclient::detail
