// SPDX-License-Identifier: BSL-1.0
// A connection in memory: what a client reads from it a test has given, and what the client writes a test may see.
#pragma once

#include <jsonrpcclient/detail/stream.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace test {

namespace asio = boost::asio;

// The other end. It lives as long as the stream, or longer; all of it on the executor of the stream.
class memory_peer : public std::enable_shared_from_this<memory_peer>
{
public:
    static std::shared_ptr<memory_peer> make() { return std::make_shared<memory_peer>(); }

    // The client's end. There is one.
    std::unique_ptr<jsonrpcclient::detail::stream> connect(asio::any_io_executor executor);

    // A read and a write take no more bytes than this.
    std::size_t largest_read = std::size_t(-1);
    std::size_t largest_write = std::size_t(-1);

    // Told of what the client writes, as it writes it. May give something to read.
    std::function<void(std::string_view)> on_write;

    // The client can read these.
    void give(std::string_view bytes)
    {
        unread_ += bytes;
        serve();
    }

    // The client reads the end of the stream once it has read all that was given.
    void end()
    {
        is_ended_ = true;
        serve();
    }

    // How many bytes the client has not read.
    std::size_t unread() const noexcept { return unread_.size() - begin_; }
    // Whether the client has closed its end.
    bool is_closed() const noexcept { return is_closed_; }

private:
    class client_end;
    using handler = jsonrpcclient::detail::stream::handler;

    // Completes a read in a turn of its own, as a socket does.
    void complete(handler done, boost::system::error_code error, std::size_t size)
    {
        asio::post(executor_, [done = std::move(done), error, size]() mutable { std::move(done)(error, size); });
    }

    void serve();
    void abort_read();
    void close() noexcept;

    asio::any_io_executor executor_;
    std::string unread_;
    std::size_t begin_ = 0;
    bool is_ended_ = false;
    bool is_closed_ = false;
    // The read that waits, and where it reads to.
    std::optional<handler> reading_;
    asio::mutable_buffer where_;
};

class memory_peer::client_end final : public jsonrpcclient::detail::stream
{
public:
    client_end(std::shared_ptr<memory_peer> peer) : peer_(std::move(peer)) {}
    ~client_end() override { peer_->close(); }

    executor_type get_executor() override { return peer_->executor_; }
    bool is_quiet() override { return peer_->unread() == 0 && !peer_->is_ended_; }
    void close() noexcept override { peer_->close(); }

private:
    void read_some(const gathered<asio::mutable_buffer>& where, handler done) override
    {
        if (peer_->is_closed_)
            return peer_->complete(std::move(done), asio::error::bad_descriptor, 0);
        // Nothing to read into is filled at once.
        if (where.begin() == where.end())
            return peer_->complete(std::move(done), {}, 0);
        peer_->where_ = *where.begin();
        if (auto slot = asio::get_associated_cancellation_slot(done); slot.is_connected())
            slot.assign(
                [weak = std::weak_ptr<memory_peer>(peer_)](asio::cancellation_type)
                {
                    if (auto peer = weak.lock())
                        peer->abort_read();
                });
        peer_->reading_.emplace(std::move(done));
        peer_->serve();
    }

    void write_some(const gathered<asio::const_buffer>& what, handler done) override
    {
        if (peer_->is_closed_)
            return peer_->complete(std::move(done), asio::error::bad_descriptor, 0);
        std::string taken;
        for (auto& part : what)
            taken.append(static_cast<const char*>(part.data()),
                         std::min(part.size(), peer_->largest_write - taken.size()));
        peer_->complete(std::move(done), {}, taken.size());
        // It may put another one in its place.
        if (auto told = peer_->on_write; told && !taken.empty())
            told(taken);
    }

    std::shared_ptr<memory_peer> peer_;
};

inline std::unique_ptr<jsonrpcclient::detail::stream> memory_peer::connect(asio::any_io_executor executor)
{
    executor_ = std::move(executor);
    return std::make_unique<client_end>(shared_from_this());
}

inline void memory_peer::serve()
{
    if (!reading_ || (unread() == 0 && !is_ended_))
        return;
    auto size = std::min({unread(), where_.size(), largest_read});
    std::memcpy(where_.data(), unread_.data() + begin_, size);
    begin_ += size;
    if (begin_ == unread_.size())
    {
        unread_.clear();
        begin_ = 0;
    }
    handler done(std::move(*reading_));
    reading_.reset();
    complete(std::move(done), size == 0 ? asio::error::eof : boost::system::error_code(), size);
}

inline void memory_peer::abort_read()
{
    if (!reading_)
        return;
    handler done(std::move(*reading_));
    reading_.reset();
    complete(std::move(done), asio::error::operation_aborted, 0);
}

inline void memory_peer::close() noexcept
{
    is_closed_ = true;
    abort_read();
}

} // namespace test
