// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/channel_pair.hpp>

#include "transport/mailbox.hpp"

namespace jsonrpcclient {
namespace {

// Of what was not read; so much that calls of a usual size do not wait for each other.
constexpr std::size_t capacity = 1 << 20;

class end_of_pair final : public channel
{
public:
    end_of_pair(std::shared_ptr<detail::mailbox> in, std::shared_ptr<detail::mailbox> out)
        : in_(std::move(in)), out_(std::move(out))
    {
    }
    ~end_of_pair() override { end_of_pair::abort(); }

    asio::awaitable<std::span<const std::string_view>> read() override { return in_->read(); }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        has_begun_ = false;
        while (out_->unread() >= capacity && !out_->is_over())
            co_await out_->wait_for_room();
        if (out_->is_over())
            throw boost::system::system_error(asio::error::broken_pipe);
        has_begun_ = true;
        for (auto message : messages)
            out_->push(std::string(message));
    }

    std::size_t begun() const noexcept override { return has_begun_ ? channel::begun() : 0; }

    asio::awaitable<void> close() override
    {
        abort();
        co_return;
    }

    void abort() noexcept override
    {
        in_->abort();
        out_->end(asio::error::eof);
    }

private:
    std::shared_ptr<detail::mailbox> in_;
    std::shared_ptr<detail::mailbox> out_;
    // Whether the last write was taken.
    bool has_begun_ = false;
};

} // namespace

std::pair<std::unique_ptr<channel>, std::unique_ptr<channel>> make_channel_pair(asio::any_io_executor executor)
{
    auto one = std::make_shared<detail::mailbox>(executor);
    auto other = std::make_shared<detail::mailbox>(executor);
    return {std::make_unique<end_of_pair>(one, other), std::make_unique<end_of_pair>(other, one)};
}

} // namespace jsonrpcclient
