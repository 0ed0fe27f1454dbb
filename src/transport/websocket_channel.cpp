// SPDX-License-Identifier: BSL-1.0
// All of Beast's WebSocket is compiled here.
#include "transport/websocket_channel.hpp"

#include "transport/websocket_layer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <vector>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

asio::awaitable<boost::system::error_code> websocket_layer::flush(std::shared_ptr<state> me)
{
    while (me->is_flushing)
        co_await me->is_flushed.wait();
    // Who went before may have taken all along.
    if (me->failed || me->collected.empty())
        co_return me->failed;
    flushing scope(*me);
    me->leaving.swap(me->collected);
    auto [error, size] = co_await asio::async_write(*me->next, asio::buffer(me->leaving), asio::as_tuple(asio::deferred));
    me->failed = error;
    // A buffer that one large message made large is not kept.
    constexpr std::size_t kept = 1 << 20;
    if (me->leaving.capacity() > kept)
        me->leaving = std::string();
    me->leaving.clear();
    scope.done();
    co_return error;
}

namespace {

using websocket_stream = websocket::stream<websocket_layer>;
constexpr auto values = asio::as_tuple(asio::deferred);

class websocket_channel final : public channel
{
public:
    websocket_channel(std::unique_ptr<websocket_stream> connected, std::size_t max_message_size)
        : stream_(std::move(connected)), max_message_size_(max_message_size)
    {
    }

    asio::awaitable<std::span<const std::string_view>> read() override
    {
        ends_.clear();
        used_ = 0;
        if (texts_.size() > 2 * piece)
            texts_ = std::string();
        do
            co_await read_message();
        while (ends_.empty() || stream_->next_layer().has_message());

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
        // Behind the end nothing may come.
        if (is_closing_)
            co_return;
        for (auto message : messages)
            stream_->write(asio::buffer(message));
        auto error = co_await stream_->next_layer().flush();
        if (error)
            throw boost::system::system_error(error);
    }

    asio::awaitable<void> close() override
    {
        is_closing_ = true;
        co_await stream_->async_close(websocket::close_code::normal, asio::deferred);
    }

private:
    // A read takes no more than this.
    static constexpr std::size_t piece = 65536;

    // Of a message that is too large come the first `max_message_size` bytes and one more; the rest of it is skipped.
    // Empty ones are taken for signs of life.
    asio::awaitable<void> read_message()
    {
        auto begin = used_;
        do
        {
            if (texts_.size() - used_ < piece / 2)
                texts_.resize(std::max(texts_.size() + piece, std::min(2 * texts_.size(), max_message_size_ + piece)));
            auto space = asio::buffer(texts_.data() + used_, texts_.size() - used_);
            auto [error, size] = co_await stream_->async_read_some(space, values);
            if (error)
                throw std::runtime_error(explain(error));
            used_ = is_skipping_ ? begin : used_ + size;
            if (used_ - begin > max_message_size_)
            {
                is_skipping_ = true;
                used_ = begin + max_message_size_ + 1;
                ends_.push_back(used_);
                begin = used_;
            }
        } while (!stream_->is_message_done() && !(is_skipping_ && !ends_.empty()));
        if (stream_->is_message_done())
        {
            if (used_ != begin)
                ends_.push_back(used_);
            is_skipping_ = false;
        }
    }

    std::string explain(const boost::system::error_code& error) const
    {
        if (error == boost::beast::error::timeout)
            return "the server gave no sign of life, though it was asked for one";
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
    std::vector<std::size_t> ends_;
    bool is_skipping_ = false;
    bool is_closing_ = false;
    std::vector<std::string_view> messages_;
};

void configure(websocket_stream& made, const option_set& options)
{
    using timeout = websocket::stream_base::timeout;
    timeout limits;
    limits.handshake_timeout = websocket::stream_base::none();
    limits.idle_timeout = websocket::stream_base::none();
    limits.keep_alive_pings = options.ping_interval->count() != 0;
    // Half of it until the ping, and the other half until the end.
    if (limits.keep_alive_pings)
        limits.idle_timeout = std::chrono::duration_cast<websocket::stream_base::duration>(
            2 * std::min(*options.ping_interval, std::chrono::nanoseconds(std::chrono::hours(24 * 365))));
    made.set_option(limits);
    websocket::permessage_deflate compression;
    compression.client_enable = *options.permessage_deflate;
    made.set_option(compression);
    // The limit is kept above: what is too large costs its own call, not the connection.
    made.read_message_max(0);
    made.auto_fragment(false);
}

// The client's headers on the upgrade, but for those that make it one.
void add_headers(websocket::request_type& request, const option_set& options)
{
    request.set(http::field::user_agent, "jsonrpcclient");
    if (options.subprotocol)
        request.set(http::field::sec_websocket_protocol, *options.subprotocol);
    for (auto& [name, value] : options.headers)
        switch (http::string_to_field(name))
        {
        case http::field::connection:
        case http::field::upgrade:
        case http::field::sec_websocket_key:
        case http::field::sec_websocket_version:
        case http::field::sec_websocket_extensions:
            break;
        default:
            request.set(name, value);
        }
}

// Whether the list of subprotocols that was asked for has the one that the server chose.
bool has_asked_for(const websocket::response_type& answer, const option_set& options)
{
    auto chosen = answer.find(http::field::sec_websocket_protocol);
    if (chosen == answer.end())
        return true;
    websocket::request_type asked;
    add_headers(asked, options);
    http::token_list names(asked[http::field::sec_websocket_protocol]);
    return std::any_of(names.begin(), names.end(), [&](auto& name) { return name == chosen->value(); });
}

std::string explain_handshake(const boost::system::error_code& error, const websocket::response_type& answer)
{
    if (error == websocket::error::upgrade_declined)
        return "the server refused the upgrade to WebSocket with HTTP status " + std::to_string(answer.result_int()) +
               (answer.reason().empty() ? "" : " " + std::string(answer.reason()));
    if (error == http::error::end_of_stream)
        return "the server closed the connection in answer to the upgrade";
    return error.message();
}

asio::awaitable<std::unique_ptr<channel>> connect_and_open(route to, std::shared_ptr<const option_set> options,
                                                           std::shared_ptr<phase> now)
{
    auto over = co_await connect(to, now);
    *now = phase::handshake;
    co_return co_await open_websocket(std::move(over), to.where, options);
}

} // namespace

asio::awaitable<std::unique_ptr<channel>> open_websocket(std::unique_ptr<stream> over, endpoint where,
                                                         std::shared_ptr<const option_set> options)
{
    auto made = std::make_unique<websocket_stream>(std::move(over));
    configure(*made, *options);
    made->set_option(websocket::stream_base::decorator([options](websocket::request_type& request)
                                                       { add_headers(request, *options); }));
    websocket::response_type answer;
    auto [error] = co_await made->async_handshake(answer, where.authority, where.target, values);
    if (error)
        throw std::runtime_error(explain_handshake(error, answer));
    // RFC 6455, section 4.1.
    if (!has_asked_for(answer, *options))
        throw std::runtime_error("the server chose a subprotocol that was not asked for, \"" +
                                 std::string(answer[http::field::sec_websocket_protocol]) + "\"");
    made->next_layer().begin_frames();
    co_return std::make_unique<websocket_channel>(std::move(made), *options->max_message_size);
}

asio::awaitable<std::unique_ptr<channel>> connect_websocket(route to, std::shared_ptr<const option_set> options,
                                                            std::shared_ptr<phase> now)
{
    return within(*options->connect_timeout, connect_and_open(std::move(to), options, std::move(now)));
}

} // namespace jsonrpcclient::detail
