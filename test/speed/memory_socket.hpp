// SPDX-License-Identifier: BSL-1.0
// A connection whose other end is a function in the same program: what is read has been answered to what was written.
//
// It costs what it always costs, whatever else the machine does. Each operation completes in a turn of its own, as
// those of a socket do.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace speed {

namespace asio = boost::asio;

// Consumes whole messages at the start of `in`, appends their answers to `out`, and returns how many bytes that were:
// as the protocols of the load target do.
using peer = std::function<std::size_t(std::string_view in, std::string& out)>;

// The one of the scheme of this URL, or of the scenario whose name begins with it.
peer make_peer(std::string_view transport);

// What the connection is over. Its functions, but for those that complete something, are what the kernel and the server
// do; the counts leave them out, by their names.
class memory_link
{
public:
    explicit memory_link(peer other) : peer_(std::move(other)) {}

    bool has_unread() const noexcept { return begin_ != unread_.size(); }
    void answer(const asio::const_buffer* begin, const asio::const_buffer* end);
    std::size_t copy_unread(asio::mutable_buffer where);

    using handler = asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;
    // The read that waits, and where it reads to.
    std::optional<handler> reading;
    asio::mutable_buffer where;
    bool is_closed = false;

private:
    peer peer_;
    std::string written_;
    std::string unread_;
    std::size_t begin_ = 0;
};

// One of Asio's streams.
class memory_socket
{
public:
    using executor_type = asio::any_io_executor;

    memory_socket(asio::any_io_executor executor, peer other)
        : executor_(std::move(executor)), link_(std::make_unique<memory_link>(std::move(other)))
    {
    }
    memory_socket(memory_socket&&) = default;
    ~memory_socket() { close(); }

    executor_type get_executor() const { return executor_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, asio::mutable_buffer where)
            {
                // Nothing to read into is filled at once.
                if (link_->is_closed || where.size() == 0)
                    return complete(std::move(handler), link_->is_closed, 0);
                if (link_->has_unread())
                    return complete(std::move(handler), false, link_->copy_unread(where));
                link_->where = where;
                link_->reading.emplace(std::move(handler));
            },
            token, first_of(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& buffers)
            {
                if (link_->is_closed)
                    return complete(std::move(handler), true, 0);
                complete(std::move(handler), false, asio::buffer_size(buffers));
                asio::const_buffer parts[16];
                auto end = parts;
                for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers); ++i)
                    *end++ = *i;
                link_->answer(parts, end);
                serve();
            },
            token, buffers);
    }

    void close() noexcept
    {
        if (!link_)
            return;
        link_->is_closed = true;
        serve();
    }

private:
    template <class Buffers>
    static asio::mutable_buffer first_of(const Buffers& buffers)
    {
        auto end = asio::buffer_sequence_end(buffers);
        for (auto i = asio::buffer_sequence_begin(buffers); i != end; ++i)
            if (asio::mutable_buffer buffer(*i); buffer.size() != 0)
                return buffer;
        return asio::mutable_buffer();
    }

    template <class Handler>
    void complete(Handler handler, bool is_aborted, std::size_t size)
    {
        auto error =
            is_aborted ? boost::system::error_code(asio::error::operation_aborted) : boost::system::error_code();
        asio::post(executor_,
                   [handler = std::move(handler), error, size]() mutable { std::move(handler)(error, size); });
    }

    // What waits for bytes gets them, or the end.
    void serve()
    {
        if (!link_->reading || !(link_->has_unread() || link_->is_closed))
            return;
        memory_link::handler waiting(std::move(*link_->reading));
        link_->reading.reset();
        complete(std::move(waiting), link_->is_closed, link_->is_closed ? 0 : link_->copy_unread(link_->where));
    }

    asio::any_io_executor executor_;
    std::unique_ptr<memory_link> link_;
};

// For Beast, which does not come to say goodbye here.
template <class Handler>
void async_teardown(boost::beast::role_type, memory_socket& socket, Handler&& handler)
{
    socket.close();
    std::move(handler)(boost::system::error_code());
}

// What the connections of the library's clients are answered by, in a program that is linked with `memory_connect`: the
// transport's own peer if it is empty.
extern peer peer_of_clients;

} // namespace speed
