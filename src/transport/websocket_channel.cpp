// SPDX-License-Identifier: BSL-1.0
// All of Beast's WebSocket is compiled here.
#include "transport/websocket_channel.hpp"

#include "rules/spare_memory.hpp"
#include "transport/heartbeat.hpp"
#include "transport/websocket_layer.hpp"
#include "transport/websocket_upgrade.hpp"
#include "transport/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {
namespace {

using websocket_stream = websocket::stream<websocket_layer>;
constexpr auto as_values = asio::as_tuple(asio::deferred);

class websocket_channel final : public channel
{
public:
    websocket_channel(std::unique_ptr<websocket_stream> connected, const option_set& options)
        : stream_(std::move(connected)), max_message_size_(*options.max_message_size)
    {
        // With a method for it, that is done above.
        if (options.ping_interval->count() != 0 && !options.ping_method)
            heartbeat_.emplace(
                stream_->get_executor(), *options.ping_interval, [this] { return last_sign(); }, [this] { ping(); },
                [this]
                {
                    is_silent_ = stream_->is_open();
                    abort();
                });
    }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        if (lost_)
            std::rethrow_exception(lost_);
        ends_.clear();
        if (spare_.is_due(used_))
            give_back(texts_);
        used_ = 0;
        try
        {
            bool goes_on = false;
            do
            {
                begin_ = goes_on ? begin_ : used_;
                auto [error, size] = co_await stream_->async_read_some(space(), as_values);
                if (error)
                    throw std::runtime_error(explain(error));
                goes_on = take(size);
            }
            while (goes_on || ends_.empty() || stream_->next_layer().has_message());
        }
        catch (...)
        {
            // What came whole in front of it is not lost with it.
            if (ends_.empty())
                throw;
            lost_ = std::current_exception();
        }

        messages_.clear();
        std::size_t begin = 0;
        for (auto end : ends_)
        {
            messages_.emplace_back(texts_.data() + begin, end - begin);
            begin = end;
        }
        co_return messages_;
    }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        begins_.clear();
        // Behind the end nothing may come (RFC 6455, section 5.5.1).
        if (is_closing_)
            co_return;
        if (!stream_->is_open())
            throw std::runtime_error("the server closes the WebSocket");
        for (auto message : messages)
        {
            begins_.push_back(stream_->next_layer().collected());
            stream_->write(asio::buffer(message));
        }
        auto error = co_await stream_->next_layer().flush();
        if (error)
            throw boost::system::system_error(error);
    }

    asio::awaitable<void> close() override
    {
        is_closing_ = true;
        co_await stream_->async_close(websocket::close_code::normal, asio::deferred);
    }

    void abort() noexcept override { stream_->next_layer().close(); }

    std::size_t begun() const noexcept override
    {
        auto left = stream_->next_layer().left();
        return std::lower_bound(begins_.begin(), begins_.end(), left) - begins_.begin();
    }

    std::chrono::steady_clock::time_point last_sign() const noexcept override
    {
        return stream_->next_layer().last_sign();
    }

private:
    // A read takes no more than this.
    static constexpr std::size_t piece = 65536;

    asio::mutable_buffer space()
    {
        if (texts_.size() - used_ < piece / 2)
            texts_.resize(std::max(texts_.size() + piece, std::min(2 * texts_.size(), max_message_size_ + piece)));
        return asio::buffer(texts_.data() + used_, texts_.size() - used_);
    }

    // Takes what was read, and says whether more of the message has to be. Of one that is too large come the first
    // `max_message_size` bytes and one more; the rest of it is skipped. Empty ones are taken for signs of life.
    bool take(std::size_t size)
    {
        check_size(size);
        used_ = is_skipping_ ? begin_ : used_ + size;
        if (used_ - begin_ > max_message_size_)
        {
            is_skipping_ = true;
            used_ = begin_ + max_message_size_ + 1;
            ends_.push_back(used_);
            begin_ = used_;
        }
        if (!stream_->is_message_done())
            return !is_skipping_ || ends_.empty();
        if (used_ != begin_)
            ends_.push_back(used_);
        is_skipping_ = false;
        size_ = 0;
        taken_before_ = stream_->next_layer().taken();
        return false;
    }

    // Of a message whose compressed data do not end where its frames do, Beast gives more and more for ever.
    void check_size(std::size_t more)
    {
        // No two bits of deflate stand for more than 258 bytes. Some bits Beast adds.
        constexpr std::uint64_t largest_ratio = 1032;
        constexpr std::uint64_t added = 64;
        size_ += more;
        if (size_ / largest_ratio > stream_->next_layer().taken() - taken_before_ + added)
            throw std::runtime_error("the compressed data of a message have no end");
    }

    void ping()
    {
        if (stream_->is_open() && !std::exchange(is_pinging_, true))
            stream_->async_ping({},
                                [this, alive = std::weak_ptr<void>(alive_)](boost::system::error_code)
                                {
                                    if (!alive.expired())
                                        is_pinging_ = false;
                                });
    }

    std::string explain(const boost::system::error_code& error) const
    {
        if (is_silent_)
            return heartbeat::silence;
        if (error != websocket::error::closed)
            return error.message();
        auto& reason = stream_->reason();
        std::string text = "the server closed the WebSocket";
        if (reason.code != websocket::close_code::none)
            text += " with code " + std::to_string(reason.code);
        if (!reason.reason.empty())
            text += ", \"" + std::string(reason.reason.data(), reason.reason.size()) + "\"";
        return text;
    }

    std::unique_ptr<websocket_stream> stream_;
    std::size_t max_message_size_;
    // [0, used_) are messages that have come, each up to one of the ends.
    std::string texts_;
    std::size_t used_ = 0;
    spare_memory spare_;
    std::vector<std::size_t> ends_;
    // Where the message that is being read begins.
    std::size_t begin_ = 0;
    bool is_skipping_ = false;
    // Of the message that is being read: how much has come, and what was read in front of it.
    std::uint64_t size_ = 0;
    std::uint64_t taken_before_ = 0;
    bool is_closing_ = false;
    std::vector<std::string_view> messages_;
    // Thrown by the next `read`.
    std::exception_ptr lost_;

    // Of the messages that are being written: how much was collected before each.
    std::vector<std::uint64_t> begins_;

    std::optional<heartbeat> heartbeat_;
    bool is_pinging_ = false;
    bool is_silent_ = false;
    // The end of a ping may come when the channel is gone.
    std::shared_ptr<void> alive_ = std::make_shared<char>();
};

void configure(websocket_stream& made, const option_set& options)
{
    websocket::permessage_deflate compression;
    compression.client_enable = *options.permessage_deflate;
    made.set_option(compression);
    // The limit is kept above: what is too large costs its own call, not the connection.
    made.read_message_max(0);
    made.auto_fragment(false);
}

} // namespace

asio::awaitable<std::unique_ptr<channel>> open_websocket(std::unique_ptr<stream> over, endpoint where,
                                                         std::shared_ptr<const option_set> options,
                                                         std::string authorization)
{
    auto made = std::make_unique<websocket_stream>(std::move(over));
    configure(*made, *options);
    made->set_option(websocket::stream_base::decorator(
        [&](websocket::request_type& request)
        {
            add_headers(request, *options);
            if (!authorization.empty())
                request.set(http::field::authorization, authorization);
        }));
    websocket::response_type answer;
    auto [error] = co_await made->async_handshake(answer, where.authority, where.target, as_values);
    if (error)
        throw upgrade_refused(explain_handshake(error, made->next_layer().status()), made->next_layer());
    // RFC 6455, section 4.1.
    if (!has_asked_for(answer, *options))
        throw std::runtime_error("the server chose a subprotocol that was not asked for, \"" +
                                 std::string(answer[http::field::sec_websocket_protocol]) + "\"");
    if (auto chosen = answer[http::field::sec_websocket_extensions]; !chosen.empty() && !*options->permessage_deflate)
        throw std::runtime_error("the server chose an extension that was not asked for, \"" + std::string(chosen) +
                                 "\"");
    made->next_layer().begin_frames();
    made->set_option(websocket::stream_base::decorator([](websocket::request_type&) {}));
    co_return std::make_unique<websocket_channel>(std::move(made), *options);
}

asio::awaitable<std::unique_ptr<channel>> connect_websocket(route to, std::shared_ptr<const option_set> options,
                                                            std::shared_ptr<phase> now)
{
    std::string authorization;
    for (;;)
    {
        auto over = co_await connect(to, options, now);
        *now = phase::handshake;
        try
        {
            co_return co_await within(*options->handshake_timeout,
                                      open_websocket(std::move(over), to.where, options, authorization));
        }
        catch (const upgrade_refused& refusal)
        {
            auto answer = answer_to(refusal, *options, to.where);
            if (answer.empty() || !authorization.empty())
                throw;
            authorization = std::move(answer);
        }
    }
}

} // namespace jsonrpcclient::detail
