// SPDX-License-Identifier: BSL-1.0
#include "transport/mailbox.hpp"

#include <utility>

namespace jsonrpcclient::detail {

void mailbox::push(std::string message)
{
    unread_ += sizeof(std::string) + message.size();
    arrived_.push_back(std::move(message));
    arrival_.ring();
}

void mailbox::end(boost::system::error_code why)
{
    // The first reason stays.
    if (is_over())
        return;
    why_ = why;
    arrival_.ring();
    room_.ring();
}

void mailbox::abort()
{
    arrived_.clear();
    unread_ = 0;
    end(asio::error::operation_aborted);
}

asio::awaitable<std::span<const std::string_view>> mailbox::read()
{
    while (arrived_.empty() && !is_over())
        co_await arrival_.wait();
    if (arrived_.empty())
        throw boost::system::system_error(why_);
    texts_ = std::exchange(arrived_, {});
    unread_ = 0;
    room_.ring();
    views_.assign(texts_.begin(), texts_.end());
    co_return views_;
}

} // namespace jsonrpcclient::detail
