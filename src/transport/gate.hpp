// SPDX-License-Identifier: BSL-1.0
// Where a coroutine waits until another one lets it go on.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <optional>
#include <utility>

namespace jsonrpcclient::detail {

// For one waiting coroutine, on one executor.
class gate
{
public:
    explicit gate(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    // Completes when the gate is opened.
    auto wait()
    {
        return boost::asio::async_initiate<const boost::asio::deferred_t, void()>(
            [this](auto handler) { waiting_.emplace(std::move(handler)); }, boost::asio::deferred);
    }

    bool has_waiting() const noexcept { return waiting_.has_value(); }

    // Lets the coroutine go on, in a turn of its own: whatever happens until then it finds done.
    void open()
    {
        if (!waiting_)
            return;
        handler released(std::move(*waiting_));
        waiting_.reset();
        boost::asio::post(executor_, [released = std::move(released)]() mutable { std::move(released)(); });
    }

    // Lets the coroutine go on now; returns when it waits again for something.
    void pass()
    {
        if (!waiting_)
            return;
        handler released(std::move(*waiting_));
        waiting_.reset();
        std::move(released)();
    }

    // Destroys the coroutine that waits.
    void drop() noexcept
    {
        if (!waiting_)
            return;
        handler dropped(std::move(*waiting_));
        waiting_.reset();
    }

private:
    using handler = boost::asio::any_completion_handler<void()>;

    boost::asio::any_io_executor executor_;
    std::optional<handler> waiting_;
};

} // namespace jsonrpcclient::detail
