// SPDX-License-Identifier: BSL-1.0
// What Beast's WebSocket reads from and writes to: memory, with a stream of bytes behind it.
//
// What it writes is collected and leaves together: a send for each message costs 3 to 6 times the CPU. What it reads
// comes frame by frame out of all that has arrived, so that `has_message` can tell whether more of it is there.
#pragma once

#include "rules/ascii.hpp"
#include "rules/spare_memory.hpp"
#include "transport/gate.hpp"
#include "transport/stream_operation.hpp"
#include "transport/websocket_frames.hpp"

#include <jsonrpcclient/detail/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace jsonrpcclient::detail {

class websocket_layer
{
public:
    using executor_type = asio::any_io_executor;

    explicit websocket_layer(std::unique_ptr<stream> next) : state_(std::make_shared<state>(std::move(next))) {}
    websocket_layer(websocket_layer&&) noexcept = default;
    ~websocket_layer()
    {
        // A pong may be on its way, for which nobody waits.
        if (state_)
            close();
    }

    executor_type get_executor() const { return state_->next->get_executor(); }

    // The handshake is over: what comes now is frames.
    void begin_frames() noexcept { state_->is_framed = true; }

    // Whether a whole message has arrived that was not read yet. Beast must be between two frames.
    bool has_message() const noexcept { return state_->frames.has_message(state_->arrived()); }

    // How many bytes Beast has read so far.
    std::uint64_t taken() const noexcept { return state_->taken; }

    // What is pending ends, too.
    void close() noexcept { state_->next->close(); }

    // When the server last gave a sign of life: something came, or it took a part of what is on its way.
    std::chrono::steady_clock::time_point last_sign() const noexcept { return state_->last_sign; }

    // How many bytes were collected so far, and how many of these have left.
    std::uint64_t collected() const noexcept { return state_->all; }
    std::uint64_t left() const noexcept { return state_->left; }

    // Of the answer to the request to upgrade, such as "403 Forbidden".
    std::string status() const
    {
        auto& line = state_->status_line;
        return line.starts_with("HTTP/") ? line.substr(std::min(line.find(' '), line.size() - 1) + 1) : std::string();
    }

    // Of the same answer: the values of WWW-Authenticate. Of one that refuses, Beast gives no header if it has a body.
    const std::vector<std::string>& challenges() const noexcept { return state_->challenges; }

    // Writes out what was collected.
    asio::awaitable<boost::system::error_code> flush() { return flush(state_); }

    // Beast reads asynchronously only.
    template <class Buffers>
    std::size_t read_some(const Buffers&, boost::system::error_code& error)
    {
        error = asio::error::operation_not_supported;
        return 0;
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            [state = state_, buffers, is_begun = false, is_reading = false,
             is_over = false](auto& self, boost::system::error_code error = {}, std::size_t size = 0) mutable
            {
                if (!std::exchange(is_begun, true))
                {
                    is_over = state->is_refused_upgrade();
                    if (!state->arrived().empty() || is_over)
                        return asio::post(std::move(self));
                    // The handshake has to end when it is cancelled.
                    if (!state->is_framed)
                        return state->next->async_read_some(state->space(), std::move(self));
                    is_reading = true;
                    return state->reading.read_some(*state->next, state->space())(std::move(self));
                }
                if (is_reading)
                {
                    error = state->reading.error();
                    size = state->reading.size();
                }
                if (self.cancelled() != asio::cancellation_type::none)
                    error = asio::error::operation_aborted;
                else if (is_over)
                    error = asio::error::eof;
                state->end += size;
                if (size != 0)
                    state->last_sign = std::chrono::steady_clock::now();
                size = error ? 0 : state->take(buffers);
                if (state->frames.is_lost())
                    error = make_error_code(boost::system::errc::protocol_error);
                self.complete(error, size);
            },
            token, state_->next->get_executor());
    }

    // Collects.
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, boost::system::error_code& error)
    {
        error = {};
        auto before = state_->collected.size();
        for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers); ++i)
        {
            asio::const_buffer part(*i);
            state_->collected.append(static_cast<const char*>(part.data()), part.size());
        }
        auto size = state_->collected.size() - before;
        state_->all += size;
        return size;
    }

    // Beast asks for these as well, and calls them nowhere.
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers);
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers);

    // Collects, and completes when it has left. What Beast sends by itself comes here: the handshake, pongs and the
    // end. It does not wait for messages that are on their way: Beast reads nothing until it is done, and the server
    // may read nothing until Beast has read. But much of it waits, so that a flood of pings is not answered without
    // end.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        boost::system::error_code ignored;
        auto size = write_some(buffers, ignored);
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [state = state_, size](auto handler)
            {
                constexpr std::size_t little = 65536;
                if (state->is_flushing && state->collected.size() < little)
                    return asio::post(state->next->get_executor(), [size, handler = std::move(handler)]() mutable
                                      { std::move(handler)(boost::system::error_code(), size); });
                auto stop = asio::get_associated_cancellation_slot(handler);
                asio::co_spawn(state->next->get_executor(), flush(state),
                               asio::bind_cancellation_slot(
                                   stop,
                                   [size, handler = std::move(handler)](std::exception_ptr thrown,
                                                                        boost::system::error_code error) mutable
                                   {
                                       if (thrown)
                                           error = asio::error::operation_aborted;
                                       std::move(handler)(error, error ? 0 : size);
                                   }));
            },
            token);
    }

private:
    struct state
    {
        explicit state(std::unique_ptr<stream> connected)
            : next(std::move(connected)), input(65536, '\0'), is_flushed(next->get_executor())
        {
        }

        std::string_view arrived() const noexcept { return {input.data() + begin, end - begin}; }

        asio::mutable_buffer space()
        {
            begin = end = 0;
            return asio::buffer(input);
        }

        // Copies what comes next: of one frame, or of one line of the handshake, so that the first frames stay here.
        template <class Buffers>
        std::size_t take(const Buffers& buffers)
        {
            auto next_bytes = arrived().substr(0, asio::buffer_size(buffers));
            auto size = is_framed ? frames.advance(next_bytes) : take_line(next_bytes);
            asio::buffer_copy(buffers, asio::buffer(next_bytes.data(), size));
            begin += size;
            taken += size;
            return size;
        }

        // Up to the end of a line of the handshake.
        std::size_t take_line(std::string_view bytes)
        {
            auto size = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
            line.append(bytes.substr(0, size));
            if (!line.ends_with('\n'))
                return size;
            line.resize(line.find_last_not_of("\r\n") + 1);
            if (status_line.empty())
                status_line = line;
            else if (line.empty())
                is_header_over = true;
            else if (auto colon = line.find(':'); equal_names(line.substr(0, colon), "WWW-Authenticate"))
                challenges.push_back(line.substr(colon + 1));
            line.clear();
            return size;
        }

        // What such an answer says further is not waited for.
        bool is_refused_upgrade() const noexcept
        {
            return !is_framed && is_header_over && status_line.find(" 101") == status_line.npos;
        }

        std::unique_ptr<stream> next;
        stream_operation reading;
        stream_operation writing;
        bool is_framed = false;
        // While it is not: what came of a line, the first one, and whether the empty one came.
        std::string line;
        std::string status_line;
        std::vector<std::string> challenges;
        bool is_header_over = false;
        std::chrono::steady_clock::time_point last_sign = std::chrono::steady_clock::now();
        websocket_frames frames;
        // [begin, end) has arrived and is to be read.
        std::string input;
        std::size_t begin = 0;
        std::size_t end = 0;
        // How many bytes Beast has read so far.
        std::uint64_t taken = 0;
        std::string collected;
        // On its way.
        std::string leaving;
        spare_memory spare;
        // Bytes since the beginning: that were collected, and of these that have left.
        std::uint64_t all = 0;
        std::uint64_t left = 0;
        bool is_flushing = false;
        boost::system::error_code failed;
        // One writes messages, and one writes what Beast sends by itself: at most one of them waits for the other.
        gate is_flushed;
    };

    // While something is on its way. Its end lets the other one go on; if the coroutine is destroyed instead, so is
    // the other one.
    class flushing
    {
    public:
        explicit flushing(state& which) noexcept : state_(which) { state_.is_flushing = true; }
        ~flushing()
        {
            state_.is_flushing = false;
            if (is_done_)
                state_.is_flushed.open();
            else
                state_.is_flushed.drop();
        }
        flushing(const flushing&) = delete;

        void done() noexcept { is_done_ = true; }

    private:
        state& state_;
        bool is_done_ = false;
    };

    static asio::awaitable<boost::system::error_code> flush(std::shared_ptr<state> me);

    std::shared_ptr<state> state_;
};

// What Beast asks of a stream that it does not know: how it ends.
template <class Handler>
void async_teardown(boost::beast::role_type, websocket_layer& ended, Handler&& handler)
{
    ended.close();
    asio::post(ended.get_executor(), [handler = std::forward<Handler>(handler)]() mutable
               { std::move(handler)(boost::system::error_code()); });
}

inline void beast_close_socket(websocket_layer& ended) { ended.close(); }

} // namespace jsonrpcclient::detail
