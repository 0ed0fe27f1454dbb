// SPDX-License-Identifier: BSL-1.0
// A channel of the user's, of which a test sees all, and decides what comes.
#ifndef TEST_SUPPORT_MOCK_CHANNEL_HPP
#define TEST_SUPPORT_MOCK_CHANNEL_HPP

#include "support/client_test.hpp"

#include <boost/asio/experimental/channel.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace test {

// What it is given it notes.
class mock_channel final : public rpc::channel
{
public:
    struct record
    {
        explicit record(asio::any_io_executor executor) : incoming(executor, 100) {}

        asio::experimental::channel<void(boost::system::error_code, std::vector<std::string>)> incoming;
        std::vector<std::size_t> writes;
        std::vector<std::string> messages;
        // Called when the channel is asked whether it can carry a text.
        std::function<void(std::string_view)> on_asked;
        bool is_closed = false;
        bool is_destroyed = false;
    };

    explicit mock_channel(std::shared_ptr<record> notes) : notes_(std::move(notes)) {}
    ~mock_channel() override { notes_->is_destroyed = true; }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        texts_ = co_await notes_->incoming.async_receive(asio::use_awaitable);
        views_.assign(texts_.begin(), texts_.end());
        co_return views_;
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        notes_->writes.push_back(messages.size());
        notes_->messages.insert(notes_->messages.end(), messages.begin(), messages.end());
        co_return;
    }

    bool can_carry(std::string_view message) const noexcept override
    {
        if (notes_->on_asked)
            notes_->on_asked(message);
        return true;
    }

    asio::awaitable<void> close() override
    {
        notes_->is_closed = true;
        co_return;
    }

private:
    std::shared_ptr<record> notes_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> views_;
};

inline rpc::connector connector_of(std::shared_ptr<mock_channel::record> notes)
{
    return [notes]() -> asio::awaitable<std::unique_ptr<rpc::channel>>
    { co_return std::make_unique<mock_channel>(notes); };
}

} // namespace test

#endif
