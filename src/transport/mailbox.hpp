// SPDX-License-Identifier: BSL-1.0
// Messages in memory that wait to be read, and the coroutine that waits for them.
#pragma once

#include "transport/bell.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// What has arrived at one end of a channel. Who reads and who writes share it; it does not know either.
class mailbox
{
public:
    explicit mailbox(asio::any_io_executor executor) : arrival_(executor), room_(std::move(executor)) {}

    // Not after the end.
    void push(std::string message);

    // Nothing more arrives. What has arrived is read, and then this.
    void end(boost::system::error_code why);
    // Nothing more is read, either.
    void abort();
    bool is_over() const noexcept { return bool(why_); }

    // All that has arrived, at least one message; valid until the next time. One coroutine at a time.
    asio::awaitable<std::span<const std::string_view>> read();

    // The bytes that were not read, with what it takes to keep them.
    std::size_t unread() const noexcept { return unread_; }
    // Waits until something was read, or all is over.
    asio::awaitable<void> wait_for_room() { return room_.wait(); }

private:
    bell arrival_;
    bell room_;
    std::vector<std::string> arrived_;
    std::size_t unread_ = 0;
    boost::system::error_code why_;
    // What was read last.
    std::vector<std::string> texts_;
    std::vector<std::string_view> views_;
};

} // namespace jsonrpcclient::detail
