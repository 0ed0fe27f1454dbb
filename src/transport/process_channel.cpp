// SPDX-License-Identifier: BSL-1.0
#include "transport/process_channel.hpp"

#include "rules/quoted.hpp"
#include "transport/child.hpp"
#include "transport/stream_channel.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace jsonrpcclient::detail {
namespace {

using namespace std::chrono_literals;

// How long a process that has closed its standard output may take for its end, so that this end can be told.
constexpr auto end_patience = 1s;

// The longest a close may take, beside the signals that end a process which does not end by itself.
constexpr auto close_patience = 1s;

// A child's standard input and output as one stream.
class standard_streams
{
public:
    explicit standard_streams(std::shared_ptr<child> owner) noexcept : child_(std::move(owner)) {}

    auto get_executor() { return child_->output().get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return child_->output().async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return child_->input().async_write_some(buffers, std::forward<Token>(token));
    }

    void close() { child_->abandon(); }

private:
    std::shared_ptr<child> child_;
};

// Whether this is no message, but something that was printed.
bool is_stray(std::string_view text)
{
    auto begin = text.find_first_not_of(" \t\r\n");
    return begin == text.npos || (text[begin] != '{' && text[begin] != '[');
}

class process_channel final : public channel
{
public:
    process_channel(std::shared_ptr<child> running, bool skips_strays, const option_set& options)
        : child_(std::move(running)),
          framed_(std::make_unique<stream_of<standard_streams>>(standard_streams(child_)),
                  message_splitter(make_frame_scanner(*options.framing, *options.max_message_size, skips_strays),
                                   *options.max_message_size))
    {
        // With the others, a message is one by its place.
        auto type = options.framing->type();
        skips_strays_ = skips_strays && (type == framing::kind::delimiter || type == framing::kind::bare);
    }
    ~process_channel() override { child_->abandon(); }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        for (;;)
        {
            std::exception_ptr error;
            std::span<const std::string_view> messages;
            try
            {
                messages = co_await framed_.read();
            }
            catch (const boost::system::system_error&)
            {
                error = std::current_exception();
            }
            if (error)
            {
                if (child_->output().is_open())
                    co_await child_->wait(end_patience);
                throw std::runtime_error(why_it_ended());
            }
            messages = without_strays(messages);
            if (!messages.empty())
                co_return messages;
        }
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override { return framed_.write(messages); }
    bool can_carry(std::string_view message) const noexcept override { return framed_.can_carry(message); }
    std::size_t begun() const noexcept override { return framed_.begun(); }
    std::chrono::steady_clock::time_point last_sign() const noexcept override { return framed_.last_sign(); }

    // Reading goes on meanwhile: a process may write until its end.
    asio::awaitable<void> close() override
    {
        child_->end();
        co_await child_->wait(close_patience);
    }
    void abort() noexcept override { framed_.abort(); }

    std::string trouble() const override
    {
        auto why = child_->exit() ? to_string(*child_->exit()) : std::string();
        if (!last_stray_.empty())
            why += (why.empty() ? "the process wrote " : "; it wrote ") + last_stray_ + ", which is no message";
        return why;
    }

private:
    std::string why_it_ended() const
    {
        auto why = trouble();
        return child_->exit() ? why : "the process closed its standard output" + (why.empty() ? why : "; " + why);
    }

    std::span<const std::string_view> without_strays(std::span<const std::string_view> messages)
    {
        if (std::none_of(messages.begin(), messages.end(), is_stray))
            return messages;
        messages_.clear();
        for (auto message : messages)
            if (!is_stray(message))
                messages_.push_back(message);
            else
                last_stray_ = quoted(message);
        return skips_strays_ ? messages_ : messages;
    }

    std::shared_ptr<child> child_;
    stream_channel framed_;
    bool skips_strays_ = false;
    // The messages of the last read, if there were strays among them.
    std::vector<std::string_view> messages_;
    std::string last_stray_;
};

} // namespace

asio::awaitable<std::unique_ptr<channel>> start_process(std::shared_ptr<const process> what,
                                                        std::shared_ptr<const option_set> options)
{
    auto running = child::start(co_await asio::this_coro::executor, what);
    co_return std::make_unique<process_channel>(std::move(running), what->skip_stray_output(), *options);
}

} // namespace jsonrpcclient::detail
