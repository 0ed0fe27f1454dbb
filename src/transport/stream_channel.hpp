// SPDX-License-Identifier: BSL-1.0
// A channel over a stream of bytes, on which a framing tells the messages apart.
#pragma once

#include <jsonrpcclient/stream_channel.hpp>

#include "rules/message_splitter.hpp"
#include "transport/stream_operation.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {

class stream_channel final : public channel
{
public:
    stream_channel(std::unique_ptr<stream> over, message_splitter splitter);

    asio::awaitable<std::span<const std::string_view>> read() override;
    asio::awaitable<void> write(std::span<const std::string_view> messages) override;
    asio::awaitable<void> close() override;
    void abort() noexcept override { stream_->close(); }
    std::size_t begun() const noexcept override;
    std::chrono::steady_clock::time_point last_sign() const noexcept override { return last_sign_; }
    bool can_carry(std::string_view message) const noexcept override { return splitter_.can_carry(message); }

private:
    std::unique_ptr<stream> stream_;
    stream_operation reading_;
    stream_operation writing_;
    message_splitter splitter_;
    // What is being written: how many bytes of it have left, and where each message begins.
    std::string bytes_;
    spare_memory spare_;
    std::size_t left_ = 0;
    std::vector<std::size_t> begins_;
    std::chrono::steady_clock::time_point last_sign_ = std::chrono::steady_clock::time_point::min();
};

} // namespace jsonrpcclient::detail
